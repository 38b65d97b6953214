import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import { DAY, HOUR, MINUTE, SECOND } from './units'

/**
 * A length of time as people write it: milliseconds, `'1h30m'`, or `{ minutes: 5 }`.
 * Units: ms, s, m, h, d, w; a day is 24 hours. Months and years have no fixed length: see calendar().
 */
export type Duration =
  | number
  | string
  | {
      readonly weeks?: number
      readonly days?: number
      readonly hours?: number
      readonly minutes?: number
      readonly seconds?: number
      readonly milliseconds?: number
    }

const DURATION_UNITS = [
  ['w', 'weeks', 7 * DAY],
  ['d', 'days', DAY],
  ['h', 'hours', HOUR],
  ['m', 'minutes', MINUTE],
  ['s', 'seconds', SECOND],
  ['ms', 'milliseconds', 1],
] as const

const MAX_DURATION = 8.64e15
const LETTERS: ReadonlyMap<string, number> = new Map(DURATION_UNITS.map(([letter, , ms]) => [letter, ms]))
const UNIT_WORDS: ReadonlyMap<string, number> = new Map(DURATION_UNITS.map(([, word, ms]) => [word, ms]))
const TEXT = /^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/
const PART = /(\d+(?:\.\d+)?)(ms|[smhdw])/g
const CALENDAR = /\d\s*(?:mo|months?|M|y|yr|years?|q|quarters?)\b/

/** Milliseconds of a duration; `what` names it in errors. At least `least` (0, or 1 for a width). */
export function toDuration(value: Duration, what = 'duration', least = 0): number {
  const ms = toMilliseconds(value, what)
  if (Number.isSafeInteger(ms) && ms >= least && ms <= MAX_DURATION) return ms + 0
  throw invalidDuration(
    value,
    what,
    least > 0 ? 'must be a positive number of whole milliseconds' : 'must be whole milliseconds, 0 or more',
  )
}

/** A duration as it is written shortest, largest units first: 5400000 is `1h30m`. */
export function formatDuration(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) return 'forever'
  if (ms < 0) return `-${formatDuration(-ms)}`
  let rest = ms
  let text = ''
  for (const [letter, , unit] of DURATION_UNITS) {
    const n = Math.floor(rest / unit)
    if (n > 0 && (letter !== 'w' || rest % unit === 0)) {
      text += `${n}${letter}`
      rest -= n * unit
    }
  }
  return text || '0ms'
}

function toMilliseconds(value: Duration, what: string): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return parseDuration(value, what)
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    throw invalidDuration(value, what, "write milliseconds, '1h30m' or { minutes: 5 }")
  let ms = 0
  for (const [word, n] of Object.entries(value)) {
    const unit = UNIT_WORDS.get(word)
    if (unit === undefined) throw invalidDuration(value, what, unknownUnit(word))
    if (typeof n !== 'number') throw invalidDuration(value, what, `${word} must be a number`)
    ms += times(n, unit)
  }
  return ms
}

function parseDuration(text: string, what: string): number {
  if (CALENDAR.test(text)) throw invalidDuration(text, what, unknownUnit('months'))
  if (!TEXT.test(text)) throw invalidDuration(text, what, "write it like '250ms', '10s', '5m', '1h30m', '7d' or '2w'")
  let ms = 0
  for (const [, n, letter] of text.matchAll(PART)) ms += times(Number(n), LETTERS.get(letter)!)
  return ms
}

/** n units in milliseconds; a decimal that means whole ones is whole, though 1.005 * 1000 is a bit less than 1005. */
function times(n: number, unit: number): number {
  const ms = n * unit
  const whole = Math.round(ms)
  return Math.abs(ms - whole) <= Math.abs(ms) * Number.EPSILON ? whole : ms
}

function unknownUnit(word: string): string {
  return /^(month|quarter|year)s?$/.test(word)
    ? "months, quarters and years have no fixed length: use calendar('month')"
    : `${inspect(word)} is not one of weeks, days, hours, minutes, seconds, milliseconds`
}

function invalidDuration(value: unknown, what: string, advice: string): TidemarkError {
  return new TidemarkError('TIDEMARK_INVALID_DURATION', `${what} ${inspect(value)}: ${advice}`)
}
