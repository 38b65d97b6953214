import type { Filler } from './filler'
import { type FillLimits, gapFiller } from './gap-filler'

/**
 * Takes the value of the nearer known neighbour, the earlier one on a tie.
 *
 * - keeps: both known neighbours; a gap that has only one is left as it is, since nobody knows which is nearer
 * - limit: `limit` windows on either side, each counted from the neighbour that it takes; maxGap: only gaps whose neighbours are no further apart
 * - size: nothing a gap; exact; times ascending
 * - slices: answers are those of the whole, `limit` too where the neighbour's `steps` are known or windows are equally wide
 * - source: nearest-neighbour interpolation; distances are between the starts of windows
 *
 * Throws TIDEMARK_INVALID_OPTION for a limit that is not whole and positive and for other options, TIDEMARK_INVALID_DURATION for maxGap.
 *
 * @example
 * [...fill([0, 10, 20, 30, 40], [1, NaN, NaN, NaN, 5], nearest())]   // => [1, 1, 1, 5, 5]
 */
export function nearest(reach: FillLimits = {}): Filler {
  return gapFiller('nearest', { before: true, after: true }, reach, (gap, times, values, limit, maxGap) => {
    const { startTime, startValue, endTime, endValue } = gap
    if (endTime - startTime > maxGap || Number.isNaN(startValue) || Number.isNaN(endValue)) return
    const early = Math.min(gap.to, gap.from + limit - gap.startSteps + 1)
    const late = gap.to - limit + gap.endSteps - 1
    for (let p = gap.from; p < gap.to; p++) {
      const earlier = times[p] - startTime <= endTime - times[p]
      if (earlier ? p < early : p >= late) values[p] = earlier ? startValue : endValue
    }
  })
}
