import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import type { Filler } from './filler'

/**
 * Puts the same number wherever there is no value.
 *
 * - keeps: the number; looks at no neighbour, so it fills before the first and after the last known value too
 * - size: nothing a gap; exact; in any order
 * - slices: answers are those of the whole, always
 * - source: own
 *
 * Throws TIDEMARK_INVALID_OPTION unless the number is finite.
 *
 * @example
 * [...fill([0, 10, 20], [NaN, 9, NaN], constant(-1))]   // => [-1, 9, -1]
 */
export function constant(value: number): Filler {
  if (!Number.isFinite(value))
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', `constant takes a finite number, got ${inspect(value)}`)
  return constantFiller(`constant(${value + 0})`, value + 0)
}

/** The one kernel under zero and constant. @internal */
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
