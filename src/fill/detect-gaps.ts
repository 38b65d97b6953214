import { rejectUnknownOptions } from '../check/options'
import { invalidTime } from '../point/batch'
import { arrayLength } from '../point/columns'
import { type Duration, toDuration } from '../time/duration'
import { isInstant } from '../time/instant'

/** A gap between two known times, epoch milliseconds. */
export interface DetectedGap {
  /** The last known time before it. */
  readonly start: number
  /** The first known time after it. */
  readonly end: number
  /** From start to end, milliseconds. */
  readonly duration: number
  /** How many points were due in between, 1 or more. */
  readonly missing: number
}

/**
 * Finds the gaps in points that should arrive every `every`: one entry per gap, ascending.
 *
 * A point is due `every` after the one before it, and is missing unless the next one arrives at most `tolerance` later
 * than that; by default a tenth of `every`. `times` are epoch milliseconds in any order, and are not changed.
 *
 * @throws TIDEMARK_INVALID_INSTANT if a time is not an instant, naming its index
 * @throws TIDEMARK_INVALID_VALUE if `times` is not a column
 * @throws TIDEMARK_INVALID_DURATION if `every` or `tolerance` is not a duration
 * @throws TIDEMARK_INVALID_OPTION if an option is unknown
 *
 * @example
 * detectGaps([0, 10, 20, 50, 61], { every: 10 })   // => [{ start: 20, end: 50, duration: 30, missing: 2 }]
 */
export function detectGaps(
  times: ArrayLike<number>,
  options: { readonly every: Duration; readonly tolerance?: Duration | undefined },
): DetectedGap[] {
  rejectUnknownOptions('detectGaps', options, { every: true, tolerance: true })
  const every = toDuration(options.every, 'detectGaps.every', { least: 1 })
  const tolerance = options.tolerance === undefined ? every / 10 : toDuration(options.tolerance, 'detectGaps.tolerance')
  const sorted = inOrder(times)
  const gaps: DetectedGap[] = []
  for (let p = 1; p < sorted.length; p++) {
    const start = sorted[p - 1]
    const end = sorted[p]
    const duration = end - start
    if (duration > every + tolerance)
      gaps.push({ start, end, duration, missing: Math.ceil((duration - tolerance) / every) - 1 })
  }
  return gaps
}

function inOrder(times: ArrayLike<number>): ArrayLike<number> {
  const length = arrayLength('times', times)
  let ascending = true
  for (let p = 0; p < length; p++) {
    if (!isInstant(times[p])) throw invalidTime(times[p], `times[${p}]`)
    if (p > 0 && times[p] < times[p - 1]) ascending = false
  }
  return ascending ? times : Float64Array.from(times).sort()
}
