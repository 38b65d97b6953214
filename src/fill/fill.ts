import { show, TidemarkError } from '../error'
import { isInstant, refuse } from '../time/instant'
import type { Filler, Neighbour, Neighbours } from './filler'

/**
 * Fills the gaps of bare columns: a new column, in which what was there is as it was.
 *
 * `times` are epoch milliseconds, each later than the one before; a value that is NaN or null is not there.
 * `before` and `after` are the nearest known points outside, where there are any.
 * Throws TIDEMARK_INVALID_INSTANT or TIDEMARK_INVALID_VALUE, naming the index, and TIDEMARK_INVALID_OPTION.
 *
 * @example
 * [...fill([0, 10, 20, 30], [null, 1, null, 3], linear())]   // => [NaN, 1, 2, 3]
 * [...fill([10, 20], [NaN, 5], linear(), { before: { time: 0, value: 3 } })]   // => [4, 5]
 */
export function fill(
  times: ArrayLike<number>,
  values: ArrayLike<number | null>,
  filler: Filler,
  neighbours: Neighbours = {},
): Float64Array {
  const starts = toTimes(times)
  const filled = toValues(values, starts.length)
  if (typeof filler?.fill !== 'function')
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', `fill takes a filler like linear(), got ${show(filler)}`)
  const { before, after } = neighbours ?? {}
  if (starts.length === 0) return filled
  filler.fill(starts, filled, {
    before: before && checkNeighbour('before', before, before.time < starts[0]),
    after: after && checkNeighbour('after', after, after.time > starts[starts.length - 1]),
  })
  return filled
}

function toTimes(times: ArrayLike<number>): Float64Array {
  const starts = new Float64Array(checkLength('times', times))
  for (let p = 0; p < starts.length; p++) {
    if (!isInstant(times[p])) refuse(times[p], `times[${p}]`)
    if (p > 0 && times[p] <= times[p - 1])
      throw new TidemarkError(
        'TIDEMARK_INVALID_VALUE',
        `times[${p}] must be later than times[${p - 1}], got ${times[p]} after ${times[p - 1]}: sort them, or resample first`,
      )
    starts[p] = times[p]
  }
  return starts
}

function toValues(values: ArrayLike<number | null>, length: number): Float64Array {
  if (checkLength('values', values) !== length)
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `times and values must be of one length, got ${length} and ${values.length}`,
    )
  const filled = new Float64Array(length)
  for (let p = 0; p < length; p++) {
    const value = values[p]
    if (typeof value !== 'number' && value !== null)
      throw new TidemarkError('TIDEMARK_INVALID_VALUE', `values[${p}] must be a number or null, got ${show(value)}`)
    filled[p] = value ?? Number.NaN
  }
  return filled
}

function checkLength(what: string, column: ArrayLike<unknown>): number {
  if (typeof column === 'object' && column !== null && Number.isSafeInteger(column.length) && column.length >= 0)
    return column.length
  throw new TidemarkError('TIDEMARK_INVALID_VALUE', `${what} must be a column of numbers, got ${show(column)}`)
}

function checkNeighbour(side: string, known: Neighbour, outside: boolean): Neighbour {
  const { time, value, steps } = known
  if (!isInstant(time)) refuse(time, `${side}.time`)
  const fault = !outside
    ? `${side}.time must lie ${side} all times, got ${time}`
    : typeof value !== 'number' || Number.isNaN(value)
      ? `${side}.value must be a known value, got ${show(value)}; leave ${side} out where there is none`
      : steps !== undefined && !(Number.isSafeInteger(steps) && steps >= 1)
        ? `${side}.steps is a whole number of windows, 1 or more, got ${show(steps)}`
        : undefined
  if (fault !== undefined) throw new TidemarkError('TIDEMARK_INVALID_OPTION', fault)
  return known
}
