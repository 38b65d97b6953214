export { checkChange } from './check-change'
export { type MemoryStore, memoryStore } from './memory/memory'
export type { Change, Drop, Lease, Mark, Marks, ReadAsk, Row, Series, SeriesAsk, Store, Writer } from './store'
