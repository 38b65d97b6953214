import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'

/** As many as a list holds: an object that says it has more is none. */
const MAX_ARRAY_LENGTH = 2 ** 32 - 1

/** How many points columns hold; throws TIDEMARK_INVALID_VALUE where one is no column, or they are of two lengths. */
export function columnLength(times: ArrayLike<unknown>, values: ArrayLike<unknown>): number {
  const points = arrayLength('times', times)
  const others = arrayLength('values', values)
  if (points === others) return points
  throw new TidemarkError(
    'TIDEMARK_INVALID_VALUE',
    `times and values must be of one length, got ${points} and ${others}`,
  )
}

/** The length of a column; throws TIDEMARK_INVALID_VALUE where it is none. */
export function arrayLength(name: string, column: ArrayLike<unknown>): number {
  if (typeof column === 'object' && column !== null) {
    const { length } = column
    if (Number.isInteger(length) && length >= 0 && length <= MAX_ARRAY_LENGTH) return length
  }
  throw new TidemarkError('TIDEMARK_INVALID_VALUE', `${name} must be a column of numbers, got ${inspect(column)}`)
}

/** A new column; throws TIDEMARK_INVALID_VALUE where memory does not hold it. */
export function newColumn(length: number): Float64Array<ArrayBuffer> {
  try {
    return new Float64Array(length)
  } catch (cause) {
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `a column of ${length} numbers does not fit into memory: give it in parts`,
      { cause },
    )
  }
}
