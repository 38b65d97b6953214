import type { BrokenStore } from './broken-store'
import { brokenCommits } from './stores-commits'
import { brokenReads } from './stores-reads'
import { brokenRows } from './stores-rows'
import { brokenSeries } from './stores-series'

/** The broken stores: each is wrong in one way. */
export const brokenStores: readonly BrokenStore[] = [...brokenCommits, ...brokenRows, ...brokenReads, ...brokenSeries]
