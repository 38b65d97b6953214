export { checkCommit } from './check-change'
export { type MemoryStore, memoryStore } from './memory/memory'
export type { Commit, Drop, Lease, Mark, Marks, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from './store'
