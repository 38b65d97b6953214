export type { SqliteHandle, SqliteStatement } from './handle'
export type { SqliteStoreOptions } from './options'
export { sqliteStore } from './sqlite'
