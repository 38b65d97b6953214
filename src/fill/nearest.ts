import type { Filler } from './filler'
import { type FillLimits, gapFiller } from './gap-filler'

/**
 * Takes the value of the nearer known neighbor, the earlier one on a tie.
 *
 * - keeps: both known neighbors; a gap that has only one is left as it is, because the nearer one is unknown
 * - limit: `limit` windows on either side, each counted from the neighbor that it takes; maxGap: only gaps whose neighbors are no further apart
 * - size: constant; exact; times ascending
 * - slices: filling in parts equals filling the whole; with a `limit`, if the neighbor's `steps` are known or windows are equally wide
 * - source: nearest-neighbor interpolation; distances are between the starts of windows
 *
 * @throws TIDEMARK_INVALID_OPTION if `limit` is not a positive whole number or an option is unknown
 * @throws TIDEMARK_INVALID_DURATION if `maxGap` is not a duration
 *
 * @example
 * [...fill([0, 10, 20, 30, 40], [1, NaN, NaN, NaN, 5], nearest())]   // => [1, 1, 1, 5, 5]
 */
export function nearest(limits: FillLimits = {}): Filler {
  return gapFiller('nearest', { before: true, after: true }, limits, (gap, times, values, limit, maxGap) => {
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
