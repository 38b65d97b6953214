import { option, reason, TidemarkError } from '../../error'

/** What can be bound: other things are handled differently by each driver, or not at all. */
export type SqliteValue = string | number | Uint8Array | null

/** A prepared statement, as better-sqlite3, libsql and node:sqlite have it. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): unknown
  get(...values: SqliteValue[]): unknown
  all(...values: SqliteValue[]): unknown[]
}

/** An open database, as better-sqlite3, libsql and node:sqlite give it: what is used of it. */
export interface SqliteHandle {
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
}

/** Checks a handle by what is used of it. */
export function checkHandle(handle: SqliteHandle): void {
  if (typeof handle?.exec === 'function' && typeof handle.prepare === 'function') return
  throw option('handle', 'an open database of better-sqlite3, libsql or node:sqlite', handle)
}

/** Whether an error says that somebody else holds the database; each driver says it in another way. */
function isBusy(error: unknown): boolean {
  const { code, errcode, rawCode } = (error ?? {}) as { code?: unknown; errcode?: number; rawCode?: number }
  const BUSY = 5
  return code === 'SQLITE_BUSY' || ((errcode ?? 0) & 255) === BUSY || ((rawCode ?? 0) & 255) === BUSY
}

/** An error of the driver as a TIDEMARK_STORE; the library's own as they are. */
export function sqliteError(error: unknown, what: string): TidemarkError {
  if (error instanceof TidemarkError) return error
  const advice = isBusy(error)
    ? '; another process holds the database for longer than busyTimeout: try again, or raise it'
    : ''
  return new TidemarkError('TIDEMARK_STORE', `sqlite: ${what}: ${reason(error)}${advice}`, { cause: error })
}
