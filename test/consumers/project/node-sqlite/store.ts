import { DatabaseSync } from 'node:sqlite'
import type { Store } from 'tidemark'
import { sqliteStore } from 'tidemark/sqlite'

export const store: Store = sqliteStore(new DatabaseSync('a.db'))
