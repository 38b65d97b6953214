import { inspect } from '../check/inspect'
import { rejectUnknownOptions } from '../check/options'
import { TidemarkError } from '../error'
import { invalidTime } from '../point/batch'
import { columnLength, newColumn } from '../point/columns'
import { isInstant, refuseInstant } from '../time/instant'
import type { Filler, Neighbor, Neighbors } from './filler'

/**
 * Fills the gaps of columns, and returns a new column in which present values are unchanged.
 *
 * `times` are epoch milliseconds, each later than the one before; a value that is NaN or null is missing.
 * `before` and `after` are the nearest known points outside the columns, if there are any.
 *
 * @throws TIDEMARK_INVALID_INSTANT if a time is not an instant, naming its index
 * @throws TIDEMARK_INVALID_VALUE if times do not ascend or a value is not a number, naming its index
 * @throws TIDEMARK_INVALID_OPTION if the filler or a neighbor is not one
 *
 * @example
 * [...fill([0, 10, 20, 30], [null, 1, null, 3], linear())]   // => [NaN, 1, 2, 3]
 * [...fill([10, 20], [NaN, 5], linear(), { before: { time: 0, value: 3 } })]   // => [4, 5]
 */
export function fill(
  times: ArrayLike<number>,
  values: ArrayLike<number | null>,
  filler: Filler,
  neighbors: Neighbors = {},
): Float64Array {
  const length = columnLength(times, values)
  const starts = toTimes(times, length)
  const filled = toFillValues(values, length)
  if (typeof filler?.fill !== 'function')
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', `fill takes a filler like linear(), got ${inspect(filler)}`)
  rejectUnknownOptions('fill', neighbors, { before: true, after: true })
  const before = toNeighbor('before', neighbors.before, time => length === 0 || time < starts[0])
  const after = toNeighbor('after', neighbors.after, time => length === 0 || time > starts[length - 1])
  if (length > 0) filler.fill(starts, filled, { before, after })
  return filled
}

function toTimes(times: ArrayLike<number>, length: number): Float64Array {
  const starts = newColumn(length)
  for (let p = 0; p < length; p++) {
    const time = times[p]
    if (!isInstant(time)) throw invalidTime(time, `times[${p}]`)
    if (p > 0 && time <= starts[p - 1])
      throw new TidemarkError(
        'TIDEMARK_INVALID_VALUE',
        `times[${p}] must be later than times[${p - 1}], got ${time} after ${starts[p - 1]}: sort them, or resample first`,
      )
    starts[p] = time
  }
  return starts
}

function toFillValues(values: ArrayLike<number | null>, length: number): Float64Array {
  const filled = newColumn(length)
  for (let p = 0; p < length; p++) {
    const value = values[p]
    if (typeof value !== 'number' && value !== null)
      throw new TidemarkError('TIDEMARK_INVALID_VALUE', `values[${p}] must be a number or null, got ${inspect(value)}`)
    filled[p] = value ?? Number.NaN
  }
  return filled
}

/** Returns a checked copy of a neighbor. */
function toNeighbor(
  side: string,
  known: Neighbor | undefined,
  outside: (time: number) => boolean,
): Neighbor | undefined {
  if (known === undefined) return undefined
  rejectUnknownOptions(side, known, { time: true, value: true, steps: true })
  const { time, value, steps } = known
  if (!isInstant(time)) refuseInstant(time, `${side}.time`)
  const fault = !outside(time)
    ? `${side}.time must lie ${side} all times, got ${time}`
    : typeof value !== 'number' || Number.isNaN(value)
      ? `${side}.value must be a known value, got ${inspect(value)}; leave ${side} out if there is none`
      : steps !== undefined && !(Number.isSafeInteger(steps) && steps >= 1)
        ? `${side}.steps is a whole number of windows, 1 or more, got ${inspect(steps)}`
        : undefined
  if (fault !== undefined) throw new TidemarkError('TIDEMARK_INVALID_OPTION', fault)
  return { time, value, steps }
}
