import { show, TidemarkError } from '../error'

/** As many as a list holds: an object that says it has more is none. */
const LONGEST = 2 ** 32 - 1

/** How many points columns hold; throws TIDEMARK_INVALID_VALUE where one is no column, or they are of two lengths. */
export function pointsIn(times: ArrayLike<unknown>, values: ArrayLike<unknown>): number {
  const points = lengthOf('times', times)
  const others = lengthOf('values', values)
  if (points === others) return points
  throw new TidemarkError(
    'TIDEMARK_INVALID_VALUE',
    `times and values must be of one length, got ${points} and ${others}`,
  )
}

/** The length of a column; throws TIDEMARK_INVALID_VALUE where it is none. */
export function lengthOf(name: string, column: ArrayLike<unknown>): number {
  if (typeof column === 'object' && column !== null) {
    const { length } = column
    if (Number.isInteger(length) && length >= 0 && length <= LONGEST) return length
  }
  throw new TidemarkError('TIDEMARK_INVALID_VALUE', `${name} must be a column of numbers, got ${show(column)}`)
}

/** A new column; throws TIDEMARK_INVALID_VALUE where memory does not hold it. */
export function columnOf(length: number): Float64Array<ArrayBuffer> {
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
