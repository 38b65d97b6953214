import { yieldToEventLoop } from '../../time/yield'
import { storeClosed } from '../errors'
import { isBusy, sqliteError } from './errors'
import type { SqliteHandle } from './handle'

/** Runs transactions on one handle, of which at most one writes at a time. @internal */
export class Connection {
  readonly #handle: SqliteHandle
  /** How often a transaction is begun while another connection holds the database. */
  readonly #attempts: number
  /** The write transaction under way. On this handle its changes show before they are committed, so all else waits. */
  #writing: Promise<unknown> | undefined
  #closed = false

  constructor(handle: SqliteHandle, attempts: number) {
    this.#handle = handle
    this.#attempts = attempts
  }

  /** Runs `work` in a write transaction: all of it is committed, or nothing. `what` says in errors what failed. */
  async write<T>(what: string, work: () => Promise<T>): Promise<T> {
    let done: Promise<T>
    try {
      await this.#retryWhileBusy(() => {
        begin(this.#handle, 'BEGIN IMMEDIATE')
        done = this.#complete(work).finally(() => {
          this.#writing = undefined
        })
        this.#writing = done.catch(() => {})
      })
      return await done!
    } catch (error) {
      throw sqliteError(error, what)
    }
  }

  /** Runs `work` in a read transaction, which sees the database as of one moment. `what` says in errors what failed. */
  async read<T>(what: string, work: () => T): Promise<T> {
    try {
      return await this.#retryWhileBusy(() => {
        begin(this.#handle, 'BEGIN')
        try {
          const result = work()
          this.#handle.exec('COMMIT')
          return result
        } catch (error) {
          rollback(this.#handle)
          throw error
        }
      })
    } catch (error) {
      throw sqliteError(error, what)
    }
  }

  checkOpen(): void {
    if (this.#closed) throw storeClosed()
  }

  /** Starts nothing more, and waits for the end of a write under way. The handle stays open. */
  async close(): Promise<void> {
    this.#closed = true
    while (this.#writing) await this.#writing
  }

  async #complete<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      this.#handle.exec('COMMIT')
      return result
    } catch (error) {
      rollback(this.#handle)
      throw error
    }
  }

  /** Waits for a write under way on this handle, and retries while another connection holds the database. */
  async #retryWhileBusy<T>(work: () => T): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      while (this.#writing) await this.#writing
      this.checkOpen()
      try {
        return work()
      } catch (error) {
        if (attempt >= this.#attempts || !isBusy(error)) throw error
      }
      await yieldToEventLoop()
    }
  }
}

/** Begins a transaction. If that fails none is open, not even one that began before the driver failed. */
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
    // SQLite has rolled back by itself, for example because the disk is full. The first error says why.
  }
}
