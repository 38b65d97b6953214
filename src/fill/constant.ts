import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import type { Filler } from './filler'

/**
 * Fills each missing value with the same number.
 *
 * - keeps: the number; uses no neighbor, so it fills before the first and after the last known value too
 * - size: constant; exact; in any order
 * - slices: filling in parts equals filling the whole
 * - source: own
 *
 * @throws TIDEMARK_INVALID_OPTION if the number is not finite
 *
 * @example
 * [...fill([0, 10, 20], [NaN, 9, NaN], constant(-1))]   // => [-1, 9, -1]
 */
export function constant(value: number): Filler {
  if (!Number.isFinite(value))
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', `constant takes a finite number, got ${inspect(value)}`)
  return constantFiller(`constant(${value + 0})`, value + 0)
}

/** The kernel of zero and constant. @internal */
export function constantFiller(name: string, value: number): Filler {
  return Object.freeze({
    name,
    needs: Object.freeze({ before: false, after: false }),
    maxDistance: Number.POSITIVE_INFINITY,
    fill(_: Float64Array, values: Float64Array) {
      for (let p = 0; p < values.length; p++) if (Number.isNaN(values[p])) values[p] = value
    },
  })
}
