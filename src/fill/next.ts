import type { Filler } from './filler'
import { type FillLimits, gapFiller } from './gap-filler'

/**
 * Fills each gap with the next known value.
 *
 * - keeps: the next known value, however far after the gap; after the last known value nothing is filled
 * - limit: the last `limit` windows before the known one; maxGap: windows at most that long before it
 * - size: constant; exact; times ascending
 * - slices: filling in parts equals filling the whole; with a `limit`, if the neighbor's `steps` are known or windows are equally wide
 * - source: the mirror image of {@link previous}
 *
 * @throws TIDEMARK_INVALID_OPTION if `limit` is not a positive whole number or an option is unknown
 * @throws TIDEMARK_INVALID_DURATION if `maxGap` is not a duration
 *
 * @example
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], next())]                  // => [1, 4, 4, 4]
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], next({ maxGap: 10 }))]    // => [1, NaN, 4, 4]
 */
export function next(limits: FillLimits = {}): Filler {
  return gapFiller('next', { before: false, after: true }, limits, (gap, times, values, limit, maxGap) => {
    if (Number.isNaN(gap.endValue)) return
    const from = Math.max(gap.from, gap.to - limit + gap.endSteps - 1)
    for (let p = gap.to - 1; p >= from && gap.endTime - times[p] <= maxGap; p--) values[p] = gap.endValue
  })
}
