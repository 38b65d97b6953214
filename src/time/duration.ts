import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import { DAY, HOUR, MINUTE, SECOND } from './units'

/**
 * A length of time: milliseconds, text such as `'1h30m'`, `'7d'` or ISO 8601's `'PT5M'`, or `{ minutes: 5 }`.
 *
 * The units are ms, s, m, h, d and w; a day is 24 hours. Months and years are refused, because they have no fixed length.
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
/** ISO 8601 in weeks, days, hours, minutes and seconds, of which the smallest alone may have decimals. */
const ISO_8601 = /^P(?!.*[.,]\d+\D.)(?:[\d.,]+W)?(?:[\d.,]+D)?(?:T(?=\d)(?:[\d.,]+H)?(?:[\d.,]+M)?(?:[\d.,]+S)?)?$/i

/** Units without a fixed length, by their first letter, each with about as many days. */
const UNEVEN_UNITS = { y: ['year', 365], q: ['quarter', 91], m: ['month', 30] } as const
const UNEVEN_TEXT = /^P\d+([YM])|^[^P]*\d\s*(y|q|mo|M\b)/
const UNEVEN_WORD = /^(?:year|quarter|month)s?$/

/** What a place that asks for a duration takes besides, for an error's advice. */
export interface DurationPlace {
  /** The shortest duration, milliseconds: 0 by default, 1 for a width. */
  readonly least?: number
  /** Whether the place takes calendar(), so that months are possible there. */
  readonly calendar?: boolean
  /** Whether the place takes 'forever'. */
  readonly forever?: boolean
}

/** Returns the milliseconds of a duration; `what` names it in errors. Throws TIDEMARK_INVALID_DURATION. */
export function toDuration(value: Duration, what = 'duration', place: DurationPlace = {}): number {
  const { least = 0 } = place
  const ms = toMilliseconds(value, what, place)
  if (Number.isSafeInteger(ms) && ms >= least && ms <= MAX_DURATION) return ms + 0
  throw invalidDuration(
    value,
    what,
    least > 0 ? 'must be a positive number of whole milliseconds' : 'must be whole milliseconds, 0 or more',
  )
}

/** Returns the shortest text of a duration, largest units first: `1h30m` for 5400000. */
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

function toMilliseconds(value: Duration, what: string, place: DurationPlace): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return parseDuration(value, what, place)
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    throw invalidDuration(value, what, "write milliseconds, '1h30m' or { minutes: 5 }")
  let ms = 0
  for (const [word, n] of Object.entries(value)) {
    const unit = UNIT_WORDS.get(word)
    if (unit === undefined) throw invalidDuration(value, what, unknownUnit(word, place))
    if (typeof n !== 'number') throw invalidDuration(value, what, `${word} must be a number`)
    ms += times(n, unit)
  }
  return ms
}

function parseDuration(text: string, what: string, place: DurationPlace): number {
  const plain = ISO_8601.test(text) ? withoutIso(text) : text
  if (TEXT.test(plain)) {
    let ms = 0
    for (const [, n, letter] of plain.matchAll(PART)) ms += times(Number(n), LETTERS.get(letter)!)
    return ms
  }
  const [, iso, unit = iso] = UNEVEN_TEXT.exec(text) ?? []
  throw invalidDuration(
    text,
    what,
    unit ? noFixedLength(unit, place) : "write it like '250ms', '10s', '5m', '1h30m', '7d', '2w' or 'PT5M'",
  )
}

/** The letters of ISO 8601 are the same: `PT1H0,5M` is `1h0.5m`. */
function withoutIso(text: string): string {
  return text.toLowerCase().replace(/[pt]/g, '').replace(',', '.')
}

/** n units in milliseconds; a decimal that means whole ones is whole, though 1.005 * 1000 is a bit less than 1005. */
function times(n: number, unit: number): number {
  const ms = n * unit
  const whole = Math.round(ms)
  return Math.abs(ms - whole) <= Math.abs(ms) * Number.EPSILON ? whole : ms
}

function unknownUnit(word: string, place: DurationPlace): string {
  if (UNEVEN_WORD.test(word)) return noFixedLength(word, place)
  return `${inspect(word)} is not one of weeks, days, hours, minutes, seconds, milliseconds`
}

function noFixedLength(unit: string, { calendar, forever }: DurationPlace): string {
  const [name, days] = UNEVEN_UNITS[unit[0].toLowerCase() as keyof typeof UNEVEN_UNITS]
  const advice = calendar ? `Use calendar('${name}')` : `Use days, for example "${days}d"`
  return `${name}s have no fixed length. ${advice}${forever ? ', or "forever"' : ''}`
}

function invalidDuration(value: unknown, what: string, advice: string): TidemarkError {
  return new TidemarkError('TIDEMARK_INVALID_DURATION', `${what} ${inspect(value)}: ${advice}`)
}
