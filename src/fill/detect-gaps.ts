import { rejectUnknownOptions } from '../check/options'
import { arrayLength } from '../point/columns'
import { type Duration, toDuration } from '../time/duration'
import { isInstant, refuseInstant } from '../time/instant'

/** A silence between two known times, epoch milliseconds. */
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
 * Finds where points that should come every `every` did not: ascending, one entry a gap.
 *
 * Points are due every `every` after the last one seen, and one is missing unless the next came by `tolerance` after it was due.
 * `times` are epoch milliseconds in any order and are left as they are.
 * Throws TIDEMARK_INVALID_INSTANT, naming the index, _INVALID_VALUE, _INVALID_DURATION or _INVALID_OPTION.
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
    if (!isInstant(times[p])) refuseInstant(times[p], `times[${p}]`)
    if (p > 0 && times[p] < times[p - 1]) ascending = false
  }
  return ascending ? times : Float64Array.from(times).sort()
}
