import type { Filler } from './filler'
import { type FillLimits, gapFiller } from './gap-filler'

/**
 * Carries the last known value forward.
 *
 * - keeps: the last known value, however far before the gap; before the first known value nothing is filled
 * - limit: the first `limit` windows after the known one; maxGap: windows at most that long after it
 * - size: constant; exact; times ascending
 * - slices: filling in parts equals filling the whole; with a `limit`, if the neighbor's `steps` are known or windows are equally wide
 * - source: what SQL engines call LOCF, last observation carried forward
 *
 * @throws TIDEMARK_INVALID_OPTION if `limit` is not a positive whole number or an option is unknown
 * @throws TIDEMARK_INVALID_DURATION if `maxGap` is not a duration
 *
 * @example
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], previous())]                // => [1, 1, 1, 4]
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], previous({ limit: 1 }))]    // => [1, 1, NaN, 4]
 */
export function previous(limits: FillLimits = {}): Filler {
  return gapFiller('previous', { before: true, after: false }, limits, (gap, times, values, limit, maxGap) => {
    if (Number.isNaN(gap.startValue)) return
    const to = Math.min(gap.to, gap.from + limit - gap.startSteps + 1)
    for (let p = gap.from; p < to && times[p] - gap.startTime <= maxGap; p++) values[p] = gap.startValue
  })
}
