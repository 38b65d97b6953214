import type { Filler } from './filler'
import { type FillLimits, gapFiller } from './gap-filler'

/**
 * Carries the next known value back.
 *
 * - keeps: the next known value, wherever it stands after the gap; after the last known value nothing is filled
 * - limit: the last `limit` windows before the known one; maxGap: windows up to so long before it
 * - size: nothing a gap; exact; times ascending
 * - slices: answers are those of the whole, `limit` too where the neighbour's `steps` are known or windows are equally wide
 * - source: the mirror image of {@link previous}
 *
 * Throws TIDEMARK_INVALID_OPTION for a limit that is not whole and positive and for other options, TIDEMARK_INVALID_DURATION for maxGap.
 *
 * @example
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], next())]                  // => [1, 4, 4, 4]
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], next({ maxGap: 10 }))]    // => [1, NaN, 4, 4]
 */
export function next(reach: FillLimits = {}): Filler {
  return gapFiller('next', { before: false, after: true }, reach, (gap, times, values, limit, maxGap) => {
    if (Number.isNaN(gap.endValue)) return
    const from = Math.max(gap.from, gap.to - limit + gap.endSteps - 1)
    for (let p = gap.to - 1; p >= from && gap.endTime - times[p] <= maxGap; p--) values[p] = gap.endValue
  })
}
