import { inspect } from '../../check/inspect'
import { rejectUnknownOptions, toOneOf } from '../../check/options'
import { TidemarkError } from '../../error'
import { toDuration } from '../../time/duration'
import { yieldToEventLoop } from '../../time/yield'
import { checkCommitParts, checkRowQuery, checkSeriesQuery } from '../check-change'
import type { Commit, Lease, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../store'
import { Catalog } from './catalog'
import {
  begin,
  checkHandle,
  checkRowMode,
  patiently,
  rollback,
  type SqliteHandle,
  sqliteError,
  writeAhead,
} from './handle'
import type { SqliteStoreOptions } from './options'
import { RowReads } from './reads'
import { prepareSchema } from './schema'
import { marksFrom, RowWrites } from './writes'

/** How long SQLite itself waits for a lock, in milliseconds: nothing runs meanwhile, so longer is waited turn by turn. */
const LOCK_WAIT_MS = 2

/**
 * A store in a SQLite database: rows, series, marks and positions in tables that people can read, one transaction a commit.
 *
 * `handle` is an open database of better-sqlite3, libsql or node:sqlite, which is the store's alone while it is open; it
 * is put into WAL mode, and stays open when the store is closed. Several processes may open one file: the second that
 * leases a writer fences the first off. Throws TIDEMARK_INVALID_OPTION, and TIDEMARK_STORE where the tables are of a newer
 * version or the file cannot be written to.
 *
 * - keeps: rows as they are committed, in tables `tidemark_*`; the view `tidemark` shows them with their names and times.
 * - size: the encoded states and about 50 bytes a row.
 * - exact: what is read is what was committed.
 * - order: none needed.
 * - promises: durable and shared; neither, where the database is in memory.
 * - source: the write-ahead log of SQLite, https://sqlite.org/wal.html
 *
 * @example
 * const database = new Database(':memory:') // of libsql; or of better-sqlite3, or DatabaseSync of node:sqlite
 * const api = await rollup({ aggregates: { n: count() }, store: sqliteStore(database), clock: () => 0 })
 * api.add({ metric: 'latency', value: 12.5, tags: { route: '/users' } })
 * await api.flush({ position: { offset: 1 } })
 * database.prepare('SELECT metric, tags, tier, "from" FROM tidemark').all()
 * // => [{ metric: 'latency', tags: '{"route":"/users"}', tier: '1m', from: '1970-01-01T00:00:00.000Z' }]
 */
export function sqliteStore(handle: SqliteHandle, options: SqliteStoreOptions = {}): Store {
  checkHandle(handle)
  rejectUnknownOptions('sqliteStore', options, { busyTimeout: true, synchronous: true })
  const busyTimeout = Math.min(toDuration(options.busyTimeout ?? '5s', 'busyTimeout'), 2 ** 31 - 1)
  const [turn, turns] = [Math.min(busyTimeout, LOCK_WAIT_MS), Math.ceil(busyTimeout / LOCK_WAIT_MS)]
  const synchronous = toOneOf(options.synchronous ?? 'full', 'synchronous', ['full', 'normal'])
  try {
    handle.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
    checkRowMode(handle)
    handle.exec(`PRAGMA busy_timeout = ${turn}`)
    writeAhead(handle, turns)
    handle.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA synchronous = ${synchronous.toUpperCase()}`)
    prepareSchema(handle)
    handle.exec(`PRAGMA busy_timeout = ${turn}`)
    return new Sqlite(handle, turns)
  } catch (error) {
    throw sqliteError(error, 'the database could not be opened')
  }
}

class Sqlite implements Store {
  readonly promises: Store['promises']
  readonly #handle: SqliteHandle
  /** How often what is locked is tried. */
  readonly #turns: number
  readonly #reads: RowReads
  readonly #writes: RowWrites
  readonly #lists: Catalog
  /** A commit under way: on this handle it would be seen before it is whole, so everything else waits for its end. */
  #underWay: Promise<unknown> | undefined
  #closed = false

  constructor(handle: SqliteHandle, turns: number) {
    this.#handle = handle
    this.#turns = turns
    this.#reads = new RowReads(handle)
    this.#writes = new RowWrites(handle)
    this.#lists = new Catalog(handle)
    const [{ file }] = handle.prepare('PRAGMA database_list').all() as { file: string | null }[]
    const durable = Boolean(file)
    this.promises = Object.freeze({ durable, shared: durable })
  }

  async lease(writer: string): Promise<Lease> {
    this.#open()
    if (typeof writer !== 'string')
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', `lease(writer) takes a string, got ${inspect(writer)}`)
    return this.#transaction(`${inspect(writer)} could not be leased`, async () => {
      const { epoch, sequence, position, marks } = this.#writes.lease(writer)
      return { writer, epoch, sequence, position: JSON.parse(position), marks: marksFrom(marks) }
    })
  }

  async commit(change: Commit): Promise<void> {
    this.#open()
    checkCommitParts(change)
    await this.#transaction(`commit ${inspect(change.sequence)} of ${inspect(change.lease.writer)} failed`, () =>
      this.#writes.apply(change),
    )
  }

  read(ask: RowQuery): AsyncIterable<Row> {
    checkRowQuery(ask)
    return this.#iterate('rows', () => {
      const book = this.#writes.book(ask.writer)
      return book ? this.#reads.pages(book.id, ask) : () => undefined
    })
  }

  series(ask: SeriesQuery = {}): AsyncIterable<Series> {
    checkSeriesQuery(ask)
    return this.#iterate('series', () => this.#lists.series(ask))
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.#iterate('writers', () => {
      const pages = [this.#lists.writers().map(({ id, ...writer }) => writer)]
      return () => pages.pop()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    while (this.#underWay) await this.#underWay
  }

  /** Work that is done as a whole or not at all, while nothing else is. */
  async #transaction<T>(what: string, work: () => Promise<T>): Promise<T> {
    let done: Promise<T>
    try {
      await patiently(this.#turns, async () => {
        while (this.#underWay) await this.#underWay
        this.#open()
        begin(this.#handle, 'BEGIN IMMEDIATE')
        done = this.#complete(work).finally(() => {
          this.#underWay = undefined
        })
        this.#underWay = done.catch(() => {})
      })
      return await done!
    } catch (error) {
      throw sqliteError(error, what)
    }
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

  /** What is read here is as of one moment, and only the first of its statements can find the database locked. */
  async #snapshot<T>(work: () => T): Promise<T> {
    while (this.#underWay) await this.#underWay
    this.#open()
    begin(this.#handle, 'BEGIN')
    try {
      const result = work()
      this.#handle.exec('COMMIT')
      return result
    } catch (error) {
      rollback(this.#handle)
      throw error
    }
  }

  /** Items page by page, each page when no commit is under way, for as long as the store is open. */
  #iterate<T>(what: string, begin: () => () => readonly T[] | undefined): AsyncIterable<T> {
    const store = this
    const page = async (work: () => readonly T[] | undefined) => {
      try {
        return await patiently(store.#turns, () => store.#snapshot(work))
      } catch (error) {
        throw sqliteError(error, `${what} could not be read`)
      }
    }
    async function* items(): AsyncGenerator<T> {
      let next: (() => readonly T[] | undefined) | undefined
      for (let first = true; ; first = false) {
        if (!first) await yieldToEventLoop()
        const items = await page(() => {
          next ??= begin()
          return next()
        })
        if (!items) return
        for (const item of items) {
          store.#open()
          yield item
        }
      }
    }
    return { [Symbol.asyncIterator]: items }
  }

  #open(): void {
    if (this.#closed) throw new TidemarkError('TIDEMARK_CLOSED', 'the store was closed; make another one')
  }
}
