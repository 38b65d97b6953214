import { constantFiller } from './constant'
import type { Filler } from './filler'

/**
 * Fills each missing value with 0: a count of no points.
 *
 * - keeps: nothing; uses no neighbor, so it fills before the first and after the last known value too
 * - size: constant; exact; in any order
 * - slices: filling in parts equals filling the whole
 * - source: own
 *
 * @example
 * [...fill([0, 10, 20], [NaN, 9, NaN], zero())]   // => [0, 9, 0]
 */
export function zero(): Filler {
  return constantFiller('zero()', 0)
}
