export type { SqliteHandle, SqliteStatement, SqliteValue } from './handle'
export { type SqliteStoreOptions, sqliteStore } from './sqlite'
