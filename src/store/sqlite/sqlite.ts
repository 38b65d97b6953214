import { inspect } from '../../check/inspect'
import { rejectUnknownOptions, toOneOf } from '../../check/options'
import { type Duration, toDuration } from '../../time/duration'
import { yieldToEventLoop } from '../../time/yield'
import { checkCommitParts } from '../check-commit'
import { checkRowQuery, checkSeriesQuery, checkWriterName } from '../check-query'
import { applyCommit } from '../commit-protocol'
import { iteratePages, onePage } from '../paging'
import type { Commit, Lease, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../store'
import { decodeMarks } from '../text'
import { Catalog } from './catalog'
import { CommitWrites } from './commit-writes'
import { Connection } from './connection'
import { sqliteError } from './errors'
import { checkHandle, checkRowMode, enableWal, type SqliteHandle } from './handle'
import { RowReads } from './row-reads'
import { prepareSchema } from './schema'

/** Options of `sqliteStore`. */
export interface SqliteStoreOptions {
  /** How long a call waits while another connection writes; default `'5s'`. Other work runs meanwhile, except while the store opens. */
  readonly busyTimeout?: Duration | undefined
  /**
   * `'full'`, the default: a commit is on disk when it resolves, and a power cut loses nothing. `'normal'`: a power cut may
   * lose the last commits, positions with them; the file stays intact, and `kill -9` loses nothing.
   */
  readonly synchronous?: 'full' | 'normal' | undefined
}

/** How long SQLite itself waits for a lock, in milliseconds. Nothing else runs meanwhile, so longer waits are repeated attempts. */
const LOCK_WAIT_MS = 2

/** The longest wait that SQLite takes, milliseconds. */
const MAX_BUSY_TIMEOUT = 2 ** 31 - 1

/**
 * Opens a store in a SQLite database. A commit is one transaction, and people can read the tables.
 *
 * `handle` is an open database of better-sqlite3, libsql or node:sqlite. Use it for nothing else while the store is open.
 * The store puts it into WAL mode (https://sqlite.org/wal.html) and does not close it. Several processes may open the same
 * file; each needs a writer name of its own.
 *
 * Rows are in the tables `tidemark_*`; the view `tidemark` shows them with names and times. A row takes the bytes of its
 * states and about 50 more. `promises` are durable and shared, unless the database is in memory.
 *
 * @throws TIDEMARK_INVALID_OPTION if the handle is not an open database, or an option is unknown or out of range
 * @throws TIDEMARK_STORE if the tables are of a newer version, or the file cannot be written
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
  const busyTimeout = Math.min(toDuration(options.busyTimeout ?? '5s', 'busyTimeout'), MAX_BUSY_TIMEOUT)
  const synchronous = toOneOf(options.synchronous ?? 'full', 'synchronous', ['full', 'normal'])
  const lockWait = Math.min(busyTimeout, LOCK_WAIT_MS)
  const attempts = Math.ceil(busyTimeout / LOCK_WAIT_MS)
  try {
    handle.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
    checkRowMode(handle)
    handle.exec(`PRAGMA busy_timeout = ${lockWait}`)
    enableWal(handle, attempts)
    handle.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA synchronous = ${synchronous.toUpperCase()}`)
    prepareSchema(handle)
    handle.exec(`PRAGMA busy_timeout = ${lockWait}`)
    return new SqliteStore(handle, attempts)
  } catch (error) {
    throw sqliteError(error, 'the database could not be opened')
  }
}

class SqliteStore implements Store {
  readonly promises: Store['promises']
  readonly #connection: Connection
  readonly #reads: RowReads
  readonly #writes: CommitWrites
  readonly #catalog: Catalog

  constructor(handle: SqliteHandle, attempts: number) {
    this.#connection = new Connection(handle, attempts)
    this.#reads = new RowReads(handle)
    this.#writes = new CommitWrites(handle)
    this.#catalog = new Catalog(handle)
    const [{ file }] = handle.prepare('PRAGMA database_list').all() as { file: string | null }[]
    const durable = Boolean(file)
    this.promises = Object.freeze({ durable, shared: durable })
  }

  async lease(writer: string): Promise<Lease> {
    this.#connection.checkOpen()
    checkWriterName(writer)
    return this.#connection.write(`${inspect(writer)} could not be leased`, async () => {
      const { epoch, sequence, position, marks } = this.#writes.lease(writer)
      return { writer, epoch, sequence, position: JSON.parse(position), marks: decodeMarks(marks) }
    })
  }

  async commit(commit: Commit): Promise<void> {
    this.#connection.checkOpen()
    const { lease, sequence } = checkCommitParts(commit)
    const what = `commit ${inspect(sequence)} of ${inspect(lease.writer)} failed`
    await this.#connection.write(what, () => applyCommit(commit, this.#writes))
  }

  read(query: RowQuery): AsyncIterable<Row> {
    checkRowQuery(query)
    return this.#iterate('rows', () => {
      const writer = this.#writes.findWriter(query.writer)
      return writer ? this.#reads.pages(writer.id, query) : () => undefined
    })
  }

  series(query: SeriesQuery = {}): AsyncIterable<Series> {
    checkSeriesQuery(query)
    return this.#iterate('series', () => this.#catalog.series(query))
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.#iterate('writers', () => onePage(this.#catalog.writers().map(({ id, ...writer }) => writer)))
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  /** Items page by page, each page in a read transaction of its own; other work runs in between. */
  #iterate<T>(what: string, begin: () => () => readonly T[] | undefined): AsyncIterable<T> {
    const connection = this.#connection
    const open = () => {
      let next: (() => readonly T[] | undefined) | undefined
      return async () => {
        if (next) await yieldToEventLoop()
        return connection.read(`${what} could not be read`, () => {
          next ??= begin()
          return next()
        })
      }
    }
    return iteratePages(open, () => connection.checkOpen())
  }
}
