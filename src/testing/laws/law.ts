import fc from 'fast-check'
import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'

/** How a law is checked. */
export interface CheckOptions {
  /** How many random cases are tried. 200 by default. */
  readonly runs?: number
  /** The seed of the random cases: equal seeds try equal cases. */
  readonly seed?: number
}

/** One law that every implementation of a contract keeps. */
export interface Law {
  /** The law as a sentence: the title of its test. */
  readonly name: string
  /** Whether it holds bit by bit or within a stated tolerance. */
  readonly exactness: 'exact' | 'bounded'
  /** Tries random cases. Throws with the smallest counterexample and its seed if the law is broken. */
  check(options?: CheckOptions): void
}

/** A law of a contract that is asynchronous: that of a store. */
export interface AsyncLaw extends Omit<Law, 'check'> {
  /** Tries the cases. Rejects with the smallest counterexample and its seed if the law is broken. */
  check(options?: CheckOptions): Promise<void>
}

/** The default seed of every check, so that two runs try the same cases. */
export const DEFAULT_SEED = 20_010_101

/** Makes a law that holds for every case. Its check names the law, the seed and the smallest case that breaks it. @internal */
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
        fc.assert(fc.property(cases, withLimitedShrinking(holds)), { seed, numRuns: runs })
      } catch (error) {
        if (error instanceof Error) error.message = `the law "${name}" is broken. ${error.message}`
        throw error
      }
    },
  }
}

/** At most this many cases are tried to make the first broken one smaller: large cases have too many. */
const MAX_SHRINKS = 2000

/** `holds`, but after its first failure it is asked at most MAX_SHRINKS times more, and true for all the rest. */
function withLimitedShrinking<T>(holds: (one: T) => boolean): (one: T) => boolean {
  let left = MAX_SHRINKS
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
