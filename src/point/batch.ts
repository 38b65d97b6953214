import { type ErrorCode, show, TidemarkError } from '../error'
import { formatInstant, isInstant, LAST_INSTANT, likelyUnit, refuse } from '../time/instant'
import { columnOf, pointsIn } from './columns'

/** Points in two columns, checked: whole milliseconds, finite values, no -0. */
export interface Batch {
  readonly times: Float64Array
  readonly values: Float64Array
  readonly length: number
  /** Whether times never go back. */
  readonly sorted: boolean
}

/** Which times may come in: earliest <= t <= latest, epoch milliseconds. */
export interface Limits {
  readonly earliest: number
  readonly latest: number
}

/** Every instant there is. */
export const NO_LIMITS: Limits = { earliest: -LAST_INSTANT, latest: LAST_INSTANT }

/** What is wrong with a point, as the code of the error it would be; undefined where nothing is. */
export function faultOf(time: number, value: number, limits: Limits): ErrorCode | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'TIDEMARK_INVALID_VALUE'
  if (typeof time !== 'number' || !isInstant(time)) return 'TIDEMARK_INVALID_INSTANT'
  if (!(time <= limits.latest)) return 'TIDEMARK_AHEAD'
  return time >= limits.earliest ? undefined : 'TIDEMARK_EXPIRED'
}

/** The error for a faulty point; `where` names it, like `points[5]`. */
export function errorOf(code: ErrorCode, time: number, value: number, limits: Limits, where: string): TidemarkError {
  if (code === 'TIDEMARK_INVALID_VALUE')
    return new TidemarkError(code, `${where}: the value must be a finite number, got ${show(value)}`)
  if (code === 'TIDEMARK_INVALID_INSTANT') return errorFrom(() => refuse(time, `${where}: time`))
  const at = formatInstant(time)
  if (code === 'TIDEMARK_AHEAD')
    return new TidemarkError(
      code,
      `${where}: time ${time} (${at}) is after ${formatInstant(limits.latest)}, the furthest ahead of the clock that maxAhead allows${likelyUnit(time, limits.latest)}`,
    )
  return new TidemarkError(
    code,
    `${where}: time ${time} (${at}) is before ${formatInstant(limits.earliest)}, the oldest that a tier still keeps${likelyUnit(time, limits.earliest)}`,
  )
}

/**
 * Checks columns once. What is faulty goes to `refused` (which may throw) and, where that returns, is left out.
 * Columns that are Float64Arrays without a fault are used as they are; others are copied, each entry read once.
 */
export function toBatch(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  limits: Limits,
  refused: (code: ErrorCode, index: number, time: number, value: number) => void,
): Batch {
  const n = pointsIn(times, values)
  const asTheyAre = times instanceof Float64Array && values instanceof Float64Array
  if (asTheyAre) {
    const sorted = sortedIfClean(times, values, n, limits)
    if (sorted !== undefined) return { times, values, length: n, sorted }
  }
  const cleanTimes = columnOf(n)
  const cleanValues = columnOf(n)
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
    cleanTimes[kept] = time + 0 // + 0 makes -0 a 0
    cleanValues[kept] = value + 0
    if (kept > 0 && cleanTimes[kept] < cleanTimes[kept - 1]) sorted = false
    kept++
  }
  return { times: cleanTimes.subarray(0, kept), values: cleanValues.subarray(0, kept), length: kept, sorted }
}

/** Whether times never go back, where the columns hold no fault and no -0; undefined where they do. */
function sortedIfClean(times: Float64Array, values: Float64Array, n: number, limits: Limits): boolean | undefined {
  const { earliest, latest } = limits
  let sorted = true
  let last = Number.NEGATIVE_INFINITY
  for (let p = 0; p < n; p++) {
    const t = times[p]
    const x = values[p]
    if (!(x - x === 0 && t >= earliest && t <= latest && Math.floor(t) === t)) return undefined
    if ((x === 0 && 1 / x < 0) || (t === 0 && 1 / t < 0)) return undefined
    if (t < last) sorted = false
    last = t
  }
  return sorted
}

function errorFrom(thrower: () => never): TidemarkError {
  try {
    return thrower()
  } catch (error) {
    return error as TidemarkError
  }
}
