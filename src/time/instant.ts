import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import { DAY } from './units'

/**
 * A point in time: whole epoch milliseconds, a Date, ISO 8601 with Z or an offset, or a Temporal.Instant. Between
 * -8.64e15 and 8.64e15 milliseconds, as in a Date.
 */
export type Instant = number | Date | string | { readonly epochMilliseconds: number }

/** The latest instant, epoch milliseconds; the earliest is its negative. */
export const LAST_INSTANT = 8.64e15

const ISO_DATE = String.raw`([+-]\d{6}|\d{4})-(\d\d)-(\d\d)`
const ISO_TIME = String.raw`(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?`
const OFFSET = String.raw`(?:Z|([+-])(\d\d)(?::?(\d\d))?)`
const ISO = new RegExp(`^${ISO_DATE}[T ]${ISO_TIME}${OFFSET}$`, 'i')
const NAIVE = /^(?:[+-]\d{6}|\d{4})-\d\d(?:-\d\d)?(?:[T ][\d:.,]+)?$/

/** Returns the epoch milliseconds of an instant; `what` names it in errors. Throws TIDEMARK_INVALID_INSTANT. */
export function toInstant(value: Instant, what = 'time'): number {
  if (typeof value === 'number') return isInstant(value) ? value + 0 : refuseInstant(value, what)
  const ms = epochMilliseconds(value)
  return isInstant(ms) ? ms + 0 : refuseInstant(value, what)
}

/** Whether a number is an instant: whole milliseconds within the range of a Date. */
export function isInstant(ms: number): boolean {
  return Number.isInteger(ms) && ms >= -LAST_INSTANT && ms <= LAST_INSTANT
}

/** Returns an instant as text for people: `2026-11-20T13:17Z`, without seconds and milliseconds if they are zero. */
export function formatInstant(ms: number): string {
  if (!(Math.abs(ms) < LAST_INSTANT)) return ms < 0 ? 'the beginning' : ms > 0 ? 'the end' : String(ms)
  return new Date(ms).toISOString().replace(/(:00)?\.000Z$/, 'Z')
}

function epochMilliseconds(value: unknown): number {
  if (typeof value === 'string') return parseInstant(value)
  if (typeof value !== 'object' || value === null) return Number.NaN
  const { epochMilliseconds } = value as { epochMilliseconds?: unknown }
  return typeof epochMilliseconds === 'number' ? epochMilliseconds : timeOfDate(value)
}

/**
 * Returns a Date's time, and NaN for anything else. It reads the internal slot, so a Date of another realm (a vm, a test
 * runner) counts too.
 */
function timeOfDate(value: object): number {
  try {
    return Date.prototype.getTime.call(value)
  } catch {
    return Number.NaN
  }
}

/**
 * Returns the epoch milliseconds of an ISO 8601 text, truncated to whole ones; NaN if the text is not ISO 8601 or names a
 * day or time that does not exist.
 */
function parseInstant(text: string): number {
  const fields = ISO.exec(text) ?? []
  const [, year = '-000000', month, day, hour, minute, second = 0, fraction = '', sign, hours = 0, minutes = 0] = fields
  if (year === '-000000') return Number.NaN
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const exists = date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day)
  const inRange = +hour < 24 && +minute < 60 && +second < 60 && +hours < 24 && +minutes < 60
  if (!exists || !inRange) return Number.NaN
  const offset = (sign === '-' ? -1 : 1) * (+hours * 60 + +minutes)
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'))
  return date.getTime() + ((+hour * 60 + +minute - offset) * 60 + +second) * 1000 + ms
}

/** Throws TIDEMARK_INVALID_INSTANT with advice on the likely mistake. */
export function refuseInstant(value: unknown, what: string): never {
  throw new TidemarkError('TIDEMARK_INVALID_INSTANT', `${what} ${inspect(value)}: ${advice(value)}`)
}

function advice(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'not a time; give whole epoch milliseconds'
    if (Math.abs(value) > LAST_INSTANT)
      return `further away than a Date reaches; likely ${Math.abs(value) > 1e17 ? 'nanoseconds: divide by 1e6' : 'microseconds: divide by 1000'}`
    return Math.abs(value) < 1e11
      ? 'not whole milliseconds; likely seconds: multiply by 1000'
      : 'not whole milliseconds: round it with Math.floor'
  }
  if (typeof value === 'string') {
    if (/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return 'a string of digits; give a number of epoch milliseconds'
    if (ISO.test(value)) return 'no such day or time in the calendar (a leap second is not one either)'
    const zoned = NAIVE.test(value) ? inZone(value) : undefined
    if (zoned) return `it names no zone. Write ${inspect(zoned)}, or an offset like +02:00 in place of Z`
    return "write ISO 8601 with Z or an offset, like '2026-11-20T13:17:00Z'"
  }
  if (typeof value === 'bigint') return 'give a number; from nanoseconds, Number(time / 1_000_000n)'
  return "give whole epoch milliseconds, a Date, '2026-11-20T13:17:00Z' or a Temporal.Instant"
}

/** A day or time without a zone, written in full and in UTC; undefined if there is no such day or time. */
function inZone(naive: string): string | undefined {
  const endings = ['Z', ':00Z', ':00:00Z', 'T00:00:00Z', '-01T00:00:00Z']
  return endings.map(ending => naive + ending).find(text => isInstant(parseInstant(text)))
}

/** Returns a hint for the end of an error: the unit in which a time far from `now` was likely written; '' if none fits. */
export function likelyUnit(time: number, now: number): string {
  const near = (ms: number) => Math.abs(ms - now) < 20 * 365 * DAY
  if (near(time)) return ''
  if (near(time * 1000)) return '; likely seconds: multiply by 1000'
  if (near(time / 1000)) return '; likely microseconds: divide by 1000'
  return near(time / 1e6) ? '; likely nanoseconds: divide by 1e6' : ''
}
