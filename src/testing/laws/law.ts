import fc from 'fast-check'
import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'

/** How a law is checked. */
export interface CheckOptions {
  /** How many random cases are tried. */
  readonly runs?: number
  /** Where the random cases start from: equal seeds try equal cases. */
  readonly seed?: number
}

/** One law that every implementation of a contract keeps. */
export interface Law {
  /** What holds, as a sentence: the title of its test. */
  readonly name: string
  /** Whether it holds bit by bit or within a stated tolerance. */
  readonly exactness: 'exact' | 'bounded'
  /** Tries random cases; throws with the smallest counterexample and its seed where the law is broken. */
  check(options?: CheckOptions): void
}

/** A law of a contract whose implementations must be waited for: of a store. */
export interface AsyncLaw extends Omit<Law, 'check'> {
  /** Tries the cases; rejects with the smallest counterexample and its seed where the law is broken. */
  check(options?: CheckOptions): Promise<void>
}

/** The seed of every check that names none, so that two runs try the same cases. */
export const DEFAULT_SEED = 20_010_101

/** A law that holds for every case; a check of it names the law, the seed and the smallest case that breaks it. @internal */
export function law<T>(
  name: string,
  exactness: Law['exactness'],
  cases: fc.Arbitrary<T>,
  holds: (one: T) => boolean,
): Law {
  return {
    name,
    exactness,
    check({ seed = DEFAULT_SEED, runs = 200 } = {}) {
      if (!Number.isSafeInteger(runs) || runs < 1)
        throw new TidemarkError(
          'TIDEMARK_INVALID_OPTION',
          `runs must be a whole number from 1 up, got ${inspect(runs)}`,
        )
      try {
        fc.assert(fc.property(cases, tiring(holds)), { seed, numRuns: runs })
      } catch (error) {
        if (error instanceof Error) error.message = `the law "${name}" is broken. ${error.message}`
        throw error
      }
    },
  }
}

/** How many cases are tried to make the first broken one smaller: of large cases there are too many. */
const SHRINKS = 2000

/** `holds` until it has failed; from then on it is asked so many times more, and is said to hold of all the rest. */
function tiring<T>(holds: (one: T) => boolean): (one: T) => boolean {
  let left = SHRINKS
  let broken = false
  return one => {
    if (broken && left-- <= 0) return true
    const before = broken
    broken = true
    const kept = holds(one)
    broken = before || !kept
    return kept
  }
}
