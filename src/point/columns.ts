import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'

/** The longest that an array can be. */
const MAX_ARRAY_LENGTH = 2 ** 32 - 1

/** Returns how many points two columns hold; throws TIDEMARK_INVALID_VALUE if one is not a column or their lengths differ. */
export function columnLength(times: ArrayLike<unknown>, values: ArrayLike<unknown>): number {
  const points = arrayLength('times', times)
  const others = arrayLength('values', values)
  if (points === others) return points
  throw new TidemarkError(
    'TIDEMARK_INVALID_VALUE',
    `times and values must have one length, got ${points} and ${others}`,
  )
}

/** Returns the length of a column; throws TIDEMARK_INVALID_VALUE if it is not one. */
export function arrayLength(name: string, column: ArrayLike<unknown>): number {
  if (typeof column === 'object' && column !== null) {
    const { length } = column
    if (Number.isInteger(length) && length >= 0 && length <= MAX_ARRAY_LENGTH) return length
  }
  throw new TidemarkError('TIDEMARK_INVALID_VALUE', `${name} must be a column of numbers, got ${inspect(column)}`)
}

/** Allocates a column; throws TIDEMARK_INVALID_VALUE if memory does not suffice. */
export function newColumn(length: number): Float64Array<ArrayBuffer> {
  try {
    return new Float64Array(length)
  } catch (cause) {
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `a column of ${length} numbers does not fit into memory. Pass it in parts`,
      { cause },
    )
  }
}
