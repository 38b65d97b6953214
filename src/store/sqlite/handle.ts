import { messageOf } from '../../check/inspect'
import { invalidOption } from '../../check/options'
import { TidemarkError } from '../../error'
import { yieldToEventLoop } from '../../time/yield'

/**
 * A prepared statement, as better-sqlite3, libsql and node:sqlite have it. The values are strings, numbers, bytes and null.
 *
 * They are not typed: each driver's types take others, and TypeScript before 6.0 finds none that all of them take.
 */
export interface SqliteStatement {
  /** Runs it; what it gives is not looked at. */
  run(...values: any[]): unknown
  /** The first row as an object, or undefined. */
  get(...values: any[]): unknown
  /** All rows as objects. */
  all(...values: any[]): unknown[]
}

/** An open database, as better-sqlite3, libsql and node:sqlite give it: what is used of it. */
export interface SqliteHandle {
  /** Runs statements that give nothing. */
  exec(sql: string): unknown
  /** Prepares one statement. */
  prepare(sql: string): SqliteStatement
}

/** Checks a handle by what is used of it. */
export function checkHandle(handle: SqliteHandle): void {
  if (typeof handle?.exec === 'function' && typeof handle.prepare === 'function') return
  throw invalidOption('handle', 'an open database of better-sqlite3, libsql or node:sqlite', handle)
}

/** Checks that a handle gives rows at once and as objects, and whole numbers as numbers: drivers have options for others. */
export function checkRowMode(handle: SqliteHandle): void {
  const row = handle.prepare('SELECT 1 AS one')?.get?.() as { one?: unknown } | undefined
  if (row?.one !== 1)
    throw invalidOption('handle', 'a database that gives rows as objects, at once, and whole numbers as numbers', row)
}

/** Puts the database into WAL mode; where others do so in the same moment SQLite may refuse at once, without waiting. */
export function writeAhead(handle: SqliteHandle, times: number): void {
  for (let tried = 1; ; tried++)
    try {
      // Not exec: what it answers with is a row, at which a driver may take offence.
      handle.prepare('PRAGMA journal_mode = WAL').get()
      return
    } catch (error) {
      if (tried >= times || !isBusy(error)) throw error
    }
}

/** Tries again, so many times, while somebody else holds the database; others run in between. */
export async function patiently<T>(times: number, work: () => T | Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work()
    } catch (error) {
      if (tried >= times || !isBusy(error)) throw error
    }
    await yieldToEventLoop()
  }
}

/** Begins a transaction; where that fails none is open, not even one that began before the driver failed. */
export function begin(handle: SqliteHandle, how: 'BEGIN' | 'BEGIN IMMEDIATE'): void {
  try {
    handle.exec(how)
  } catch (error) {
    rollback(handle)
    throw error
  }
}

/** Ends a transaction that failed. */
export function rollback(handle: SqliteHandle): void {
  try {
    handle.exec('ROLLBACK')
  } catch {
    // SQLite has rolled back by itself, as it does where the disk is full: what counts is why.
  }
}

/** Whether an error says that somebody else holds the database; each driver says it in another way. */
function isBusy(error: unknown): boolean {
  const { code, errcode, rawCode } = (error ?? {}) as { code?: unknown; errcode?: number; rawCode?: number }
  const BUSY = 5
  return String(code).startsWith('SQLITE_BUSY') || ((errcode ?? 0) & 255) === BUSY || ((rawCode ?? 0) & 255) === BUSY
}

/** An error of the driver as a TIDEMARK_STORE; the library's own as they are. */
export function sqliteError(error: unknown, what: string): TidemarkError {
  if (error instanceof TidemarkError) return error
  const advice = isBusy(error)
    ? '; somebody else held the database for longer than busyTimeout: try again, or raise it'
    : ''
  return new TidemarkError('TIDEMARK_STORE', `sqlite: ${what}: ${messageOf(error)}${advice}`, { cause: error })
}
