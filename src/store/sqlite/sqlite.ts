import { checkNames, option, show, TidemarkError } from '../../error'
import { breathe } from '../../time/breathe'
import { type Duration, toDuration } from '../../time/duration'
import type { Change, Lease, ReadAsk, Row, Series, SeriesAsk, Store, Writer } from '../store'
import { checkHandle, type SqliteHandle, type SqliteStatement, sqliteError } from './handle'
import { Reads } from './reads'
import { prepareSchema } from './schema'
import { fromText, toText } from './text'
import { marksFrom, Writes } from './writes'

/** How a SQLite store behaves. */
export interface SqliteStoreOptions {
  /** How long a step waits for another process that writes; default 5s. Nothing else runs meanwhile, as SQLite's calls are synchronous. */
  readonly busyTimeout?: Duration | undefined
  /**
   * `full`, the default: a commit is on the disk when it resolves, and a power cut loses nothing. `normal`: a power cut may take the last
   * commits, positions with them; the file stays whole, and kill -9 loses nothing either way.
   */
  readonly synchronous?: 'full' | 'normal' | undefined
}

const SERIES_A_PAGE = 512

/**
 * A store in a SQLite database: rows, series, marks and positions in tables that people can read, one transaction a commit.
 *
 * `handle` is an open database of better-sqlite3, libsql or node:sqlite, which is the store's alone while it is open; it is put into WAL
 * mode, and stays open when the store is closed. Several processes may open one file: the second that leases a writer
 * fences the first off. Throws TIDEMARK_INVALID_OPTION, and TIDEMARK_STORE where the tables are of a newer version.
 *
 * - keeps: rows as they are committed, in tables `tidemark_*`; the view `tidemark` shows them with their names and times.
 * - size: the encoded states and about 25 bytes a row.
 * - exact: what is read is what was committed.
 * - order: none needed.
 * - promises: durable and shared; neither, where the database is in memory.
 * - source: the write-ahead log of SQLite, https://sqlite.org/wal.html
 */
export function sqliteStore(handle: SqliteHandle, options: SqliteStoreOptions = {}): Store {
  checkHandle(handle)
  checkNames('sqliteStore', options, ['busyTimeout', 'synchronous'])
  const busyTimeout = toDuration(options.busyTimeout ?? '5s', 'busyTimeout')
  const { synchronous = 'full' } = options
  if (synchronous !== 'full' && synchronous !== 'normal') throw option('synchronous', "'full' or 'normal'", synchronous)
  try {
    handle.exec(`PRAGMA busy_timeout = ${Math.min(busyTimeout, 2 ** 31 - 1)}`)
    // Not exec: what it answers with is a row, at which a driver may take offence.
    handle.prepare('PRAGMA journal_mode = WAL').get()
    handle.exec(`PRAGMA synchronous = ${synchronous.toUpperCase()}`)
    prepareSchema(handle)
    return new Sqlite(handle)
  } catch (error) {
    throw sqliteError(error, 'the database could not be opened')
  }
}

class Sqlite implements Store {
  readonly promises: Store['promises']
  readonly #handle: SqliteHandle
  readonly #reads: Reads
  readonly #writes: Writes
  readonly #writers: SqliteStatement
  readonly #series: SqliteStatement
  /** A commit under way: on this handle it would be seen before it is whole, so everything else waits for its end. */
  #underWay: Promise<unknown> | undefined
  #closed = false

  constructor(handle: SqliteHandle) {
    this.#handle = handle
    this.#reads = new Reads(handle)
    this.#writes = new Writes(handle)
    this.#writers = handle.prepare('SELECT id, writer, epoch, marks FROM tidemark_writers ORDER BY writer')
    this.#series = handle.prepare(
      `SELECT series, metric, tags FROM tidemark_series WHERE writer_id = ? AND series > ? AND (? IS NULL OR metric = ?) ORDER BY series LIMIT ${SERIES_A_PAGE}`,
    )
    const [{ file }] = handle.prepare('PRAGMA database_list').all() as { file: string | null }[]
    const durable = Boolean(file)
    this.promises = Object.freeze({ durable, shared: durable })
  }

  async lease(writer: string): Promise<Lease> {
    this.#open()
    if (typeof writer !== 'string')
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', `lease(writer) takes a string, got ${show(writer)}`)
    const { epoch, sequence, position, marks } = await this.#transaction(
      `${show(writer)} could not be leased`,
      async () => this.#writes.lease(writer),
    )
    return { writer, epoch, sequence, position: JSON.parse(position), marks: marksFrom(marks) }
  }

  async commit(change: Change): Promise<void> {
    this.#open()
    await this.#transaction(`commit ${show(change.sequence)} of ${show(change.lease.writer)} failed`, () =>
      this.#writes.apply(change),
    )
  }

  read(ask: ReadAsk): AsyncIterable<Row> {
    return this.#iterate('rows', () => {
      const book = this.#writes.book(ask.writer)
      return book ? this.#reads.pages(book.id, ask) : () => undefined
    })
  }

  series({ writer, metric }: SeriesAsk = {}): AsyncIterable<Series> {
    return this.#iterate('series', () => {
      const all = this.#books().filter(book => writer === undefined || book.writer === writer)
      const text = metric === undefined ? null : toText(metric)
      let after = -1
      return () => {
        const [book] = all
        if (!book) return undefined
        const page = this.#series.all(book.id, after, text, text) as { series: number; metric: string; tags: string }[]
        if (page.length < SERIES_A_PAGE) {
          all.shift()
          after = -1
        } else after = page[page.length - 1].series
        return page.map(({ series, metric, tags }) => ({
          writer: book.writer,
          id: series,
          metric: fromText(metric),
          tags: JSON.parse(tags),
        }))
      }
    })
  }

  writers(): AsyncIterable<Writer> {
    return this.#iterate('writers', () => {
      let page: Writer[] | undefined = this.#books().map(({ writer, epoch, marks }) => ({ writer, epoch, marks }))
      return () => {
        const all = page
        page = undefined
        return all
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    while (this.#underWay) await this.#underWay
  }

  /** The writers, in the order of their names. */
  #books(): (Writer & { readonly id: number })[] {
    const all = this.#writers.all() as { id: number; writer: string; epoch: number; marks: string }[]
    return all
      .map(({ id, writer, epoch, marks }) => ({ id, writer: fromText(writer), epoch, marks: marksFrom(marks) }))
      .sort((a, b) => (a.writer < b.writer ? -1 : 1))
  }

  /** Work that is done as a whole or not at all, while nothing else is. */
  async #transaction<T>(what: string, work: () => Promise<T>): Promise<T> {
    while (this.#underWay) await this.#underWay
    this.#open()
    const done = this.#between(work)
    this.#underWay = done.catch(() => {})
    try {
      return await done
    } catch (error) {
      throw sqliteError(error, what)
    } finally {
      this.#underWay = undefined
    }
  }

  async #between<T>(work: () => Promise<T>): Promise<T> {
    this.#handle.exec('BEGIN IMMEDIATE')
    try {
      const result = await work()
      this.#handle.exec('COMMIT')
      return result
    } catch (error) {
      try {
        this.#handle.exec('ROLLBACK')
      } catch {
        // SQLite has rolled back by itself, as it does where the disk is full: what counts is why.
      }
      throw error
    }
  }

  /** Items page by page, each page when no commit is under way, for as long as the store is open. */
  #iterate<T>(what: string, begin: () => () => readonly T[] | undefined): AsyncIterable<T> {
    const store = this
    const page = async (work: () => readonly T[] | undefined) => {
      while (store.#underWay) await store.#underWay
      store.#open()
      try {
        return work()
      } catch (error) {
        throw sqliteError(error, `${what} could not be read`)
      }
    }
    async function* items(): AsyncGenerator<T> {
      let next: (() => readonly T[] | undefined) | undefined
      for (let first = true; ; first = false) {
        if (!first) await breathe()
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
