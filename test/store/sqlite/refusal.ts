import { type SqliteHandle, sqliteStore } from '../../../src/store/sqlite'

/** The error of opening a store; throws if there is none. */
export function refusal(handle: unknown, options?: object): { code?: string; message: string; cause?: unknown } {
  try {
    sqliteStore(handle as SqliteHandle, options)
  } catch (error) {
    return error as { code?: string; message: string }
  }
  throw new Error('the store was opened')
}
