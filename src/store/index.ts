export { checkChange } from './check'
export { type MemoryStore, memoryStore } from './memory'
export type { Change, Drop, Lease, Mark, Marks, ReadAsk, Row, Series, SeriesAsk, Store, Writer } from './store'
