import type { Filler } from './filler'
import { type FillLimits, gapFiller } from './gap-filler'

/**
 * Draws a straight line between the known values on both sides, read at the windows' starts.
 *
 * - keeps: both known neighbors; a gap that has only one, or an infinite one, has no line and is left as it is
 * - limit: the first `limit` windows after the earlier neighbor; maxGap: only gaps whose neighbors are no further apart
 * - size: constant; exact at equal neighbors, else rounded, always between them, never overflowing
 * - slices: filling in parts equals filling the whole; with a `limit`, if the neighbor's `steps` are known or windows are equally wide
 * - source: the line through two points, (a * later + b * earlier) / both, as SQL engines write it in gap filling
 *
 * @throws TIDEMARK_INVALID_OPTION if `limit` is not a positive whole number or an option is unknown
 * @throws TIDEMARK_INVALID_DURATION if `maxGap` is not a duration
 *
 * @example
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], linear())]                   // => [1, 2, 3, 4]
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], linear({ maxGap: 20 }))]     // => [1, NaN, NaN, 4]
 */
export function linear(limits: FillLimits = {}): Filler {
  return gapFiller('linear', { before: true, after: true }, limits, (gap, times, values, limit, maxGap) => {
    const { startTime, startValue, endValue } = gap
    const width = gap.endTime - startTime
    if (width > maxGap || !Number.isFinite(startValue) || !Number.isFinite(endValue)) return
    const to = Math.min(gap.to, gap.from + limit - gap.startSteps + 1)
    for (let p = gap.from; p < to; p++) values[p] = interpolate(startValue, endValue, times[p] - startTime, width)
  })
}

// The products are exact for small whole numbers, but may overflow; weights that add up to 1 do not. The clamp holds
// what was rounded between the two neighbors; adding 0 makes -0 a 0.
function interpolate(a: number, b: number, done: number, width: number): number {
  let x = (a * (width - done) + b * done) / width
  if (!Number.isFinite(x)) x = a * (1 - done / width) + b * (done / width)
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), x)) + 0
}
