// A complete store in plain code, to read before you write one for your database. It keeps everything in Maps.
//
// A store does not know what a row means. It keeps bytes under a writer, a tier, a series and the start of a window, and
// owes its callers five things:
//
// 1. Fencing: after a new lease of a writer, commits under an earlier lease are rejected.
// 2. Idempotence: repeating a commit changes nothing, so a commit whose outcome is unknown can be repeated.
// 3. Atomicity: a commit is applied as a whole or not at all.
// 4. Order: rows come by series and then by start, series by writer and then by id.
// 5. Ownership: what callers pass in and get out is theirs. They may change it, and the store does not notice.
//
// `applyCommit` does 1 and 2 and the checks for 3. The laws at the end check all five.
import {
  applyCommit,
  type Commit,
  checkRowQuery,
  checkSeriesQuery,
  checkWriterName,
  iteratePages,
  type Lease,
  type Marks,
  Mutex,
  onePage,
  type Row,
  type RowQuery,
  type Series,
  type SeriesQuery,
  type Store,
  storeClosed,
  type WriterRecord,
} from 'tidemark/store'
import { storeSuite } from 'tidemark/testing'

/** What the store keeps of one writer. In a database: a row of a table of writers, and the tables of series and rows. */
interface StoredWriter {
  /** Raised by each lease. A commit must carry the latest one. */
  epoch: number
  /** The sequence of the last commit that was applied. */
  sequence: number
  /** JSON text: a text cannot be changed by whoever passed the object in. */
  position: string
  definition: string
  marks: Marks
  /** By id. */
  readonly series: Map<number, Series>
  /** By `keyOf`: a row replaces the one with the same key. */
  readonly rows: Map<string, Row>
}

/** What identifies a row of a writer. JSON, because a tier may be named with any characters. */
const keyOf = ({ tier, series, start }: Row) => JSON.stringify([tier, series, start])

class PlainStore implements Store {
  // Rows are gone when the process ends, and no other process sees them.
  readonly promises = { durable: false, shared: false }

  readonly #writers = new Map<string, StoredWriter>()
  // `applyCommit` awaits between its checks and the write. No other commit or lease may run in between: here a mutex sees
  // to it, in a database a transaction that locks the writer's record.
  readonly #mutex = new Mutex()
  #closed = false

  /** Takes over a writer. Raising the epoch is all it takes to reject every earlier lease from now on. */
  async lease(name: string): Promise<Lease> {
    this.#checkOpen()
    checkWriterName(name)
    return this.#mutex.take(async () => {
      const writer = this.#writers.get(name) ?? {
        epoch: 0,
        sequence: 0,
        position: 'null',
        definition: 'null',
        marks: {},
        series: new Map(),
        rows: new Map(),
      }
      this.#writers.set(name, writer)
      writer.epoch++
      const { epoch, sequence, position, marks } = writer
      return { writer: name, epoch, sequence, position: JSON.parse(position), marks: structuredClone(marks) }
    })
  }

  /** Applies a commit: the protocol decides whether, the three steps say how. */
  async commit(commit: Commit): Promise<void> {
    this.#checkOpen()
    await this.#mutex.take(() =>
      applyCommit<StoredWriter>(commit, {
        findWriter: name => this.#writers.get(name),

        takenIds: (writer, ids) => ids.filter(id => writer.series.has(id)),

        // Every check has passed, and nothing here can fail halfway: there is no await, and no error to expect. A database
        // puts these statements into one transaction.
        write(writer, { sequence, series, rows, drops, marks }, { position, definition }) {
          for (const one of series) writer.series.set(one.id, structuredClone(one))

          // `bytes` may be a view of a buffer that the caller reuses, so they are copied.
          for (const row of rows) writer.rows.set(keyOf(row), { ...row, bytes: row.bytes.slice() })

          // Drops come after rows: a commit may write a row and drop it.
          for (const { tier, from, to } of drops)
            for (const [key, row] of writer.rows)
              if (row.tier === tier && row.start >= from && row.start < to) writer.rows.delete(key)

          writer.sequence = sequence
          writer.marks = structuredClone(marks)
          // Undefined means that the commit left them out: the last ones stay.
          if (position !== undefined) writer.position = position
          if (definition !== undefined) writer.definition = definition
        },
      }),
    )
  }

  /** Reads rows: of a range, or of exact keys. The check is made at once, so that its error points at the caller. */
  read(query: RowQuery): AsyncIterable<Row> {
    checkRowQuery(query)
    return this.#list(() => {
      const all = this.#writers.get(query.writer)?.rows ?? new Map<string, Row>()
      const rows = [...all.values()].filter(({ tier }) => tier === query.tier)
      if ('keys' in query)
        return query.keys.flatMap(key => rows.filter(row => row.series === key.series && row.start === key.start))

      const { series, from, to, descending = false, limit = Number.POSITIVE_INFINITY } = query
      const found = rows
        .filter(row => row.start >= from && row.start < to && (series?.includes(row.series) ?? true))
        .sort((a, b) => a.series - b.series || (descending ? b.start - a.start : a.start - b.start))
      // The limit counts for each series: a row is too much if the one `limit` places before it is of the same series.
      return found.filter((row, k) => k < limit || found[k - limit]?.series !== row.series)
    })
  }

  /** Lists series. They outlive their rows: a series without rows keeps its id. */
  series(query: SeriesQuery = {}): AsyncIterable<Series> {
    checkSeriesQuery(query)
    const { writer, metric } = query
    return this.#list(() => {
      const names = writer === undefined ? [...this.#writers.keys()].sort() : [writer]
      const series = names.flatMap(name => {
        const ofWriter = [...(this.#writers.get(name)?.series.values() ?? [])]
        return ofWriter.sort((a, b) => a.id - b.id)
      })
      return series.filter(one => metric === undefined || one.metric === metric)
    })
  }

  /** Lists every writer that was ever leased, whether it committed or not: readers merge the rows of all of them. */
  writers(): AsyncIterable<WriterRecord> {
    return this.#list(() =>
      [...this.#writers].map(([writer, { epoch, marks, definition }]) => {
        return { writer, epoch, marks, definition: JSON.parse(definition) }
      }),
    )
  }

  /** Closes the store. A database would end its connection here, unless it is the caller's. */
  async close(): Promise<void> {
    this.#closed = true
  }

  /**
   * An async iterable of copies. All is in memory, so there is one page. A database reads a page per call, and remembers the
   * key of its last row: then commits between two pages neither hide a row that stays nor return one twice.
   */
  #list<T>(list: () => readonly T[]): AsyncIterable<T> {
    return iteratePages(
      () => onePage(structuredClone(list())),
      () => this.#checkOpen(),
    )
  }

  #checkOpen(): void {
    if (this.#closed) throw storeClosed()
  }
}

const laws = storeSuite(() => new PlainStore())
for (const law of laws) await law.check() // in a test: test(law.name, () => law.check())
console.log(`all ${laws.length} laws are kept`)
