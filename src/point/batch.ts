import { inspect } from '../check/inspect'
import { type ErrorCode, TidemarkError } from '../error'
import { formatInstant, isInstant, LAST_INSTANT, likelyUnit, refuseInstant } from '../time/instant'
import { columnLength, newColumn } from './columns'

/** Points in two columns, checked: whole milliseconds, finite values, no -0. */
export interface Batch {
  readonly times: Float64Array
  readonly values: Float64Array
  readonly length: number
  /** Whether times never go back. */
  readonly sorted: boolean
}

/** The times that are accepted: earliest <= t <= latest, epoch milliseconds. */
export interface Limits {
  readonly earliest: number
  readonly latest: number
}

/** Accepts every instant. */
export const NO_LIMITS: Limits = { earliest: -LAST_INSTANT, latest: LAST_INSTANT }

/** Returns the error code of a faulty point; undefined if the point is valid. */
export function faultOf(time: number, value: number, limits: Limits): ErrorCode | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'TIDEMARK_INVALID_VALUE'
  if (typeof time !== 'number' || !isInstant(time)) return 'TIDEMARK_INVALID_INSTANT'
  if (!(time <= limits.latest)) return 'TIDEMARK_AHEAD'
  return time >= limits.earliest ? undefined : 'TIDEMARK_EXPIRED'
}

/** Returns the error for a faulty point; `where` names it, like `points[5]`. */
export function errorOf(code: ErrorCode, time: number, value: number, limits: Limits, where: string): TidemarkError {
  if (code !== 'TIDEMARK_AHEAD' && code !== 'TIDEMARK_EXPIRED') return invalidPoint(code, time, value, where)
  const at = `${where}: time ${time} (${formatInstant(time)})`
  const { earliest, latest } = limits
  return new TidemarkError(
    code,
    code === 'TIDEMARK_AHEAD'
      ? `${at} is after ${formatInstant(latest)}, the furthest ahead of the clock that maxAhead allows${likelyUnit(time, latest)}`
      : `${at} is before ${formatInstant(earliest)}, the oldest that a tier still keeps${likelyUnit(time, earliest)}`,
  )
}

/** Returns the error for a point that is faulty whatever the limits are. */
export function invalidPoint(code: ErrorCode, time: number, value: number, where: string): TidemarkError {
  if (code === 'TIDEMARK_INVALID_VALUE')
    return new TidemarkError(code, `${where}: the value must be a finite number, got ${inspect(value)}`)
  return invalidTime(time, `${where}: time`)
}

/** Returns the error for a time of a column that is not an instant; `what` names it. */
export function invalidTime(time: number, what: string): TidemarkError {
  if (typeof time === 'number') return errorFrom(() => refuseInstant(time, what))
  return new TidemarkError(
    'TIDEMARK_INVALID_INSTANT',
    `${what} ${inspect(time)}: a column of times holds epoch milliseconds. Convert Dates by times.map(Number), ISO 8601 text by times.map(Date.parse)`,
  )
}

/**
 * Checks columns once. Each faulty point goes to `refused`, which may throw; if it returns, the point is left out.
 * Valid Float64Arrays are used as they are; other columns are copied, reading each entry once.
 */
export function toBatch(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  limits: Limits,
  refused: (code: ErrorCode, index: number, time: number, value: number) => void,
): Batch {
  const n = columnLength(times, values)
  const asTheyAre = times instanceof Float64Array && values instanceof Float64Array
  if (asTheyAre) {
    const sorted = sortedIfClean(times, values, n, limits)
    if (sorted !== undefined) return { times, values, length: n, sorted }
  }
  const cleanTimes = newColumn(n)
  const cleanValues = newColumn(n)
  let kept = 0
  let sorted = true
  for (let p = 0; p < n; p++) {
    const time = times[p]
    const value = values[p]
    const code = faultOf(time, value, limits)
    if (code) {
      refused(code, p, time, value)
      continue
    }
    cleanTimes[kept] = time + 0 // + 0 turns -0 into 0
    cleanValues[kept] = value + 0
    if (kept > 0 && cleanTimes[kept] < cleanTimes[kept - 1]) sorted = false
    kept++
  }
  return { times: cleanTimes.subarray(0, kept), values: cleanValues.subarray(0, kept), length: kept, sorted }
}

/**
 * Whether times [from, to) are instants within limits, none is -0, and none is earlier than the time before it. The
 * times before `from` were checked already.
 */
export function areAscending(times: Float64Array, from: number, to: number, limits: Limits): boolean {
  if (from === to) return true
  const earliest = from > 0 ? times[from - 1] : limits.earliest
  return (
    ascending(times, from, to, earliest) === to &&
    times[to - 1] <= limits.latest &&
    !hasMinusZero(times, from, upToZero(times, from, to))
  )
}

/** Whether times never go back; undefined if a column holds a fault or a -0. */
function sortedIfClean(times: Float64Array, values: Float64Array, n: number, limits: Limits): boolean | undefined {
  if (!areFinite(values, 0, n)) return undefined
  if (n === 0) return true
  const ordered = ascending(times, 0, n, Number.NEGATIVE_INFINITY)
  let least = times[0]
  let most = times[Math.max(0, ordered - 1)]
  for (let p = ordered; p < n; p++) {
    const t = times[p]
    if (Math.floor(t) !== t) return undefined
    if (t < least) least = t
    if (t > most) most = t
  }
  if (!(least >= limits.earliest && most <= limits.latest)) return undefined
  const zeros = ordered === n ? upToZero(times, 0, n) : n
  return least <= 0 && most >= 0 && hasMinusZero(times, 0, zeros) ? undefined : ordered === n
}

/**
 * Returns the index of the first time from `from` on that is before `last` or before its predecessor; `from` if one up to
 * there is not whole. Four at a time: whole numbers minus their floor add up to 0.
 */
function ascending(times: Float64Array, from: number, to: number, last: number): number {
  let above = 0
  let p = from
  for (; p + 3 < to; p += 4) {
    const a = times[p]
    const b = times[p + 1]
    const c = times[p + 2]
    const d = times[p + 3]
    if (!(a >= last && b >= a && c >= b && d >= c)) break
    above += a - Math.floor(a) + (b - Math.floor(b)) + (c - Math.floor(c) + (d - Math.floor(d)))
    last = d
  }
  if (above !== 0) return from
  for (; p < to && times[p] >= last && Math.floor(times[p]) === times[p]; p++) last = times[p]
  return p
}

/** Whether all values are finite, and none is -0. Four at a time: x - x is 0 if x is finite, and NaN otherwise. */
export function areFinite(values: Float64Array, from: number, to: number): boolean {
  let none = 0
  let p = from
  for (; p + 3 < to; p += 4) {
    const a = values[p]
    const b = values[p + 1]
    const c = values[p + 2]
    const d = values[p + 3]
    none += a - a + (b - b) + (c - c + (d - d))
    if (a * b * (c * d) === 0 && hasMinusZero(values, p, p + 4)) return false
  }
  for (let q = p; q < to; q++) none += values[q] - values[q]
  return none === 0 && !hasMinusZero(values, p, to)
}

/** Returns the end of the sorted times that are not after 0. */
function upToZero(times: Float64Array, from: number, to: number): number {
  let p = from
  while (p < to && times[p] <= 0) p++
  return p
}

function hasMinusZero(column: Float64Array, from: number, to: number): boolean {
  for (let p = from; p < to; p++) if (column[p] === 0 && 1 / column[p] < 0) return true
  return false
}

function errorFrom(thrower: () => never): TidemarkError {
  try {
    return thrower()
  } catch (error) {
    return error as TidemarkError
  }
}
