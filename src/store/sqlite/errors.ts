import { messageOf } from '../../check/inspect'
import { TidemarkError } from '../../error'

/** The primary result code of SQLite if another connection holds the database, https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5

/** Whether an error says that another connection holds the database. Each driver reports it in its own way. */
export function isBusy(error: unknown): boolean {
  const { code, errcode, rawCode } = (error ?? {}) as { code?: unknown; errcode?: number; rawCode?: number }
  const primary = [errcode, rawCode].map(result => (result ?? 0) & 255)
  return String(code).startsWith('SQLITE_BUSY') || primary.includes(SQLITE_BUSY)
}

/** An error of the driver as a TIDEMARK_STORE; a TidemarkError as it is. */
export function sqliteError(error: unknown, what: string): TidemarkError {
  if (error instanceof TidemarkError) return error
  const advice = isBusy(error)
    ? '. Another connection held the database for longer than busyTimeout: try again, or raise it.'
    : ''
  return new TidemarkError('TIDEMARK_STORE', `sqlite: ${what}: ${messageOf(error)}${advice}`, { cause: error })
}
