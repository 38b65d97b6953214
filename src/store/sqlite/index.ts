export type { SqliteHandle, SqliteStatement, SqliteValue } from './handle'
export type { SqliteStoreOptions } from './options'
export { sqliteStore } from './sqlite'
