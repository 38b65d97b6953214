import Database from 'libsql'
import { memoryStore } from '../../../src'
import { sqliteStore } from '../../../src/store/sqlite'

/** The project's own stores, each an empty one a call. */
export const STORES = [
  { kind: 'memory', make: () => memoryStore() },
  { kind: 'SQLite', make: () => sqliteStore(new Database(':memory:')) },
]
