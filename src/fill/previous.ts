import type { Filler } from './filler'
import { type FillLimits, gapFiller } from './gap-filler'

/**
 * Carries the last known value forward.
 *
 * - keeps: the last known value, wherever it stands before the gap; before the first known value nothing is filled
 * - limit: the first `limit` windows after the known one; maxGap: windows up to so long after it
 * - size: nothing a gap; exact; times ascending
 * - slices: answers are those of the whole, `limit` too where the neighbour's `steps` are known or windows are equally wide
 * - source: what SQL engines call LOCF, last observation carried forward
 *
 * Throws TIDEMARK_INVALID_OPTION for a limit that is not whole and positive and for other options, TIDEMARK_INVALID_DURATION for maxGap.
 *
 * @example
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], previous())]                // => [1, 1, 1, 4]
 * [...fill([0, 10, 20, 30], [1, NaN, NaN, 4], previous({ limit: 1 }))]    // => [1, 1, NaN, 4]
 */
export function previous(reach: FillLimits = {}): Filler {
  return gapFiller('previous', { before: true, after: false }, reach, (gap, times, values, limit, maxGap) => {
    if (Number.isNaN(gap.startValue)) return
    const to = Math.min(gap.to, gap.from + limit - gap.startSteps + 1)
    for (let p = gap.from; p < to && times[p] - gap.startTime <= maxGap; p++) values[p] = gap.startValue
  })
}
