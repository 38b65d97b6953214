import { TidemarkError } from '../../error'

const MAX_COUNT = 2 ** 53

/** Adds two counts. Throws TIDEMARK_INVALID_VALUE beyond 2^53, because the count would no longer be exact. @internal */
export function addCounts(a: number, b: number): number {
  // a + b itself rounds 2^53 + 1 back to 2^53
  if (a > MAX_COUNT - b) throwTooMany(a, b)
  return a + b
}

function throwTooMany(a: number, b: number): never {
  throw new TidemarkError(
    'TIDEMARK_INVALID_VALUE',
    `a count is exact up to 2^53 and cannot grow from ${a} by ${b}. Put fewer points in one row: use narrower windows or a shorter range.`,
  )
}
