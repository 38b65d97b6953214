export type { SqliteHandle, SqliteStatement } from './handle'
export { type SqliteStoreOptions, sqliteStore } from './sqlite'
