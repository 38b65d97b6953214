import { invalidOption } from '../../check/options'
import { isBusy } from './errors'

/**
 * A prepared statement, as better-sqlite3, libsql and node:sqlite have it. Values are strings, numbers, bytes and null.
 *
 * They are not typed: each driver's types take others, and TypeScript before 6.0 finds none that all of them take.
 */
export interface SqliteStatement {
  /** Runs the statement. The result is ignored. */
  run(...values: any[]): unknown
  /** Returns the first row as an object, or undefined. */
  get(...values: any[]): unknown
  /** Returns all rows as objects. */
  all(...values: any[]): unknown[]
}

/** An open database of better-sqlite3, libsql or node:sqlite: the methods that the store uses. */
export interface SqliteHandle {
  /** Runs statements that return no rows. */
  exec(sql: string): unknown
  /** Prepares one statement. */
  prepare(sql: string): SqliteStatement
}

/** Checks that a handle has the methods that the store uses; throws TIDEMARK_INVALID_OPTION. */
export function checkHandle(handle: SqliteHandle): void {
  if (typeof handle?.exec === 'function' && typeof handle.prepare === 'function') return
  throw invalidOption('handle', 'an open database of better-sqlite3, libsql or node:sqlite', handle)
}

/** Checks that a handle returns rows synchronously, as objects, with whole numbers as numbers: drivers have options for others. */
export function checkRowMode(handle: SqliteHandle): void {
  const row = handle.prepare('SELECT 1 AS one')?.get?.() as { one?: unknown } | undefined
  if (row?.one !== 1)
    throw invalidOption(
      'handle',
      'a database that returns rows synchronously, as objects, with whole numbers as numbers',
      row,
    )
}

/** Puts the database into WAL mode. If others do so at the same time, SQLite may refuse at once, without waiting. */
export function enableWal(handle: SqliteHandle, attempts: number): void {
  for (let attempt = 1; ; attempt++)
    try {
      // Not exec: the answer is a row, which a driver may refuse there.
      handle.prepare('PRAGMA journal_mode = WAL').get()
      return
    } catch (error) {
      if (attempt >= attempts || !isBusy(error)) throw error
    }
}
