import type { AsyncLaw } from '../laws/law'
import { closeLaws, commitLaws } from './commit-laws'
import { readLaws } from './read-laws'
import { rowLaws } from './row-laws'
import { seriesLaws } from './series-laws'
import { lawOf, type MakeStore, type StoreLaw } from './store-law'
import { modelLaw } from './store-model'

const LAWS: readonly StoreLaw[] = [...commitLaws, ...rowLaws, ...readLaws, ...seriesLaws, modelLaw, ...closeLaws]

/**
 * Returns the laws of a store: every sentence of its contract, and random sequences of calls compared with a plain list.
 *
 * `makeStore` returns an empty store, a new one for each call; the suite closes it. Every law is exact.
 * `check({ runs, seed })` rejects if a law is broken, with the value that was read and the one that was expected. `runs`
 * counts the random sequences, 60 by default.
 *
 * @example
 * const [first] = storeSuite(memoryStore)
 * first.name              // => 'a new writer starts at sequence 0, at position null and with no marks'
 * await first.check()     // => undefined
 */
export function storeSuite(makeStore: MakeStore): AsyncLaw[] {
  return LAWS.map(law => lawOf(law, makeStore))
}
