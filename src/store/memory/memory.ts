import { Mutex } from '../../time/mutex'
import { visitInBatches } from '../../time/yield'
import { type CommitJson, checkCommitParts } from '../check-commit'
import { checkRowQuery, checkSeriesQuery, checkWriterName } from '../check-query'
import { applyCommit, type CommitSteps } from '../commit-protocol'
import { storeClosed } from '../errors'
import { iteratePages, type NextPage, onePage } from '../paging'
import type { Commit, Lease, Mark, Marks, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../store'
import { BTree } from './btree'
import { rowCursor } from './row-cursor'
import { SeriesList } from './series-list'

/** A store in memory, which also reports how much it holds. */
export interface MemoryStore extends Store {
  /** Returns the number of rows of each tier, of all writers, and the bytes of their states. */
  usage(): Readonly<Record<string, { readonly rows: number; readonly bytes: number }>>
}

/** How many series are looked at before other work runs. */
const SERIES_LOOKUPS_PER_PAGE = 1000

/** What the store holds of a writer. Position and definition are JSON text, so that nobody else can change them. */
class MemoryWriter {
  epoch = 0
  sequence = 0
  position = 'null'
  definition = 'null'
  marks: Marks = {}
  readonly series: SeriesList
  readonly tiers = new Map<string, BTree>()
  /** Leases and commits run one after another: a large commit is applied in batches, and other work runs in between. */
  readonly mutex = new Mutex()

  constructor(name: string) {
    this.series = new SeriesList(name)
  }

  tier(name: string): BTree {
    const existing = this.tiers.get(name)
    if (existing) return existing
    const added = new BTree()
    this.tiers.set(name, added)
    return added
  }
}

/**
 * A store in the memory of this process: the default of `rollup`.
 *
 * Rows, series, marks and positions last until the process ends. Bytes are copied in and out. A row takes the bytes of its
 * states and 40 more, and up to a quarter of that to grow into.
 *
 * After `close()`, everything except `close()` and `usage()` throws TIDEMARK_CLOSED.
 *
 * @example
 * const store = memoryStore()
 * const lease = await store.lease('main')
 * const row = { tier: '1m', series: 0, start: 0, end: 60_000, writer: 'main', sequence: 1, bytes: new Uint8Array(90) }
 * await store.commit({ lease, sequence: 1, series: [], rows: [row], drops: [], marks: {} })
 * store.usage()['1m']   // => { rows: 1, bytes: 90 }
 */
export function memoryStore(): MemoryStore {
  return new InMemoryStore()
}

class InMemoryStore implements MemoryStore {
  readonly promises = Object.freeze({ durable: false, shared: false })
  readonly #writers = new Map<string, MemoryWriter>()
  readonly #steps: CommitSteps<MemoryWriter> = {
    findWriter: name => this.#writers.get(name),
    takenIds: ({ series }, ids) => ids.filter(id => series.has(id)),
    write: writeCommit,
  }
  #closed = false

  async lease(name: string): Promise<Lease> {
    this.#checkOpen()
    checkWriterName(name)
    const writer = this.#writers.get(name) ?? new MemoryWriter(name)
    this.#writers.set(name, writer)
    return writer.mutex.take(async () => {
      writer.epoch++
      const { epoch, sequence, position, marks } = writer
      return { writer: name, epoch, sequence, position: JSON.parse(position), marks }
    })
  }

  async commit(commit: Commit): Promise<void> {
    this.#checkOpen()
    const { lease } = checkCommitParts(commit)
    const apply = () => applyCommit(commit, this.#steps)
    const writer = this.#writers.get(lease.writer)
    await (writer === undefined ? apply() : writer.mutex.take(apply))
  }

  read(query: RowQuery): AsyncIterable<Row> {
    checkRowQuery(query)
    return this.#iterate(() => {
      const tier = this.#writers.get(query.writer)?.tiers.get(query.tier)
      return rowCursor(tier ?? new BTree(), query)
    })
  }

  series(query: SeriesQuery = {}): AsyncIterable<Series> {
    checkSeriesQuery(query)
    const { writer, metric } = query
    return this.#iterate(() => {
      const names = writer === undefined ? [...this.#writers.keys()].sort() : [writer]
      const lists = names.flatMap(name => this.#writers.get(name)?.series ?? [])
      return seriesPages(lists, metric)
    })
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.#iterate(() => {
      const leased = [...this.#writers].filter(([, { epoch }]) => epoch > 0)
      return onePage(
        leased.map(([writer, { epoch, marks, definition }]) => {
          return { writer, epoch, marks, definition: JSON.parse(definition) }
        }),
      )
    })
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  usage(): Readonly<Record<string, { readonly rows: number; readonly bytes: number }>> {
    const all: Record<string, { rows: number; bytes: number }> = Object.create(null)
    for (const { tiers } of this.#writers.values())
      for (const [tier, tree] of tiers) {
        const { rows, bytes } = tree.usage()
        all[tier] ??= { rows: 0, bytes: 0 }
        all[tier].rows += rows
        all[tier].bytes += bytes
      }
    return all
  }

  #iterate<T>(begin: () => NextPage<T>): AsyncIterable<T> {
    return iteratePages(begin, () => this.#checkOpen())
  }

  #checkOpen(): void {
    if (this.#closed) throw storeClosed()
  }
}

/** Writes a commit that was checked. A read meanwhile knows by the sequence of each row what it holds. */
async function writeCommit(writer: MemoryWriter, commit: Commit, json: CommitJson): Promise<void> {
  const { sequence, series, rows, drops } = commit
  const marks = copyMarks(commit.marks)
  await visitInBatches(series, one => writer.series.add(one))
  await visitInBatches(rows, row => writer.tier(row.tier).put(row))
  for (const drop of drops) await writer.tiers.get(drop.tier)?.drop(drop)
  writer.position = json.position ?? writer.position
  writer.definition = json.definition ?? writer.definition
  writer.marks = marks
  writer.sequence = sequence
}

function seriesPages(lists: readonly SeriesList[], metric: string | undefined): NextPage<Series> {
  let ids: number[] = []
  let [list, next] = [-1, 0]
  return () => {
    const page: Series[] = []
    for (let lookups = 0; lookups < SERIES_LOOKUPS_PER_PAGE; lookups++) {
      while (next === ids.length) {
        if (++list >= lists.length) return page.length > 0 ? page : undefined
        ids = lists[list].ids()
        next = 0
      }
      const one = lists[list].get(ids[next++])
      if (metric === undefined || one.metric === metric) page.push(one)
    }
    return page
  }
}

// Frozen copies can be shared. Object.fromEntries defines its keys, so `__proto__` is a key like any other.

function copyMarks(marks: Marks): Marks {
  return Object.freeze(Object.fromEntries(Object.entries(marks).map(([tier, mark]) => [tier, copyMark(mark)])))
}

function copyMark({ sealed, dropped, sealing }: Mark): Mark {
  if (sealing === undefined) return Object.freeze({ sealed, dropped })
  const { to, series } = sealing
  return Object.freeze({ sealed, dropped, sealing: Object.freeze({ to, series }) })
}
