import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'
import { visitInBatches } from '../../time/yield'
import {
  checkCommit,
  checkCommitParts,
  checkRowQuery,
  checkSeriesQuery,
  refuseCommit,
  toJsonText,
} from '../check-change'
import { iterate, type NextItem, PAUSE } from '../iterate'
import type { Commit, Lease, Mark, Marks, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../store'
import { BTree } from './btree'
import { rowCursor } from './row-cursor'
import { SeriesList } from './series-list'

/** A store in memory, which can also tell how much it holds. */
export interface MemoryStore extends Store {
  /** How many rows each tier holds, of all writers, and how many bytes their states take. */
  usage(): Readonly<Record<string, { readonly rows: number; readonly bytes: number }>>
}

/** How many series of other metrics are passed over before others get a turn. */
const SERIES_PER_YIELD = 1000

/** What is kept of a writer. */
interface WriterBook {
  epoch: number
  sequence: number
  /** JSON, so that nobody shares it. */
  position: string
  definition: string
  marks: Marks
  readonly series: SeriesList
  readonly tiers: Map<string, BTree>
  /** A commit under way, a large one part by part; the next lease or commit waits for its end, good or bad. */
  underWay: Promise<unknown> | undefined
}

/**
 * A store in this process's memory: the default of `rollup`, and what every other store is measured against.
 *
 * - keeps: rows, series, marks and positions, until the process ends; bytes are copied in and out.
 * - size: the bytes of the states and 40 more a row, however few rows a series has, and up to a quarter of that to grow
 *   into.
 * - exact: what is read is what was committed.
 * - order: none needed.
 * - promises: neither durable nor shared.
 *
 * After `close()` everything but `close()` and `usage()` throws TIDEMARK_CLOSED.
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
  readonly #books = new Map<string, WriterBook>()
  #closed = false

  async lease(writer: string): Promise<Lease> {
    this.#open()
    if (typeof writer !== 'string')
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', `lease(writer) takes a string, got ${inspect(writer)}`)
    let book = this.#books.get(writer)
    if (book === undefined) {
      book = {
        epoch: 0,
        sequence: 0,
        position: 'null',
        definition: 'null',
        marks: {},
        series: new SeriesList(writer),
        tiers: new Map(),
        underWay: undefined,
      }
      this.#books.set(writer, book)
    }
    while (book.underWay) await book.underWay
    book.epoch++
    const { epoch, sequence, position, marks } = book
    return { writer, epoch, sequence, position: JSON.parse(position), marks }
  }

  async commit(change: Commit): Promise<void> {
    this.#open()
    const { lease, sequence } = checkCommitParts(change)
    const book = this.#books.get(lease.writer)
    while (book?.underWay) await book.underWay
    if (book === undefined || book.epoch !== lease.epoch)
      throw new TidemarkError(
        'TIDEMARK_FENCED',
        `commit: writer ${inspect(lease.writer)} was taken over, epoch ${inspect(lease.epoch)} is not ${book?.epoch ?? 'one that was given'}; lease it again`,
      )
    if (typeof sequence === 'number' && sequence <= book.sequence) return
    const applied = apply(book, change)
    book.underWay = applied.catch(() => {})
    try {
      await applied
    } finally {
      book.underWay = undefined
    }
  }

  read(ask: RowQuery): AsyncIterable<Row> {
    checkRowQuery(ask)
    return this.#iterate(() => rowCursor(this.#books.get(ask.writer)?.tiers.get(ask.tier) ?? new BTree(), ask))
  }

  series(ask: SeriesQuery = {}): AsyncIterable<Series> {
    checkSeriesQuery(ask)
    const { writer, metric } = ask
    return this.#iterate(() => {
      const writers = writer === undefined ? [...this.#books.keys()].sort() : [writer]
      const tables = writers.flatMap(name => this.#books.get(name)?.series ?? [])
      let ids: number[] = []
      let [t, k] = [-1, 0]
      return () => {
        for (let met = 0; met < SERIES_PER_YIELD; met++) {
          while (k === ids.length) {
            if (++t >= tables.length) return undefined
            ids = tables[t].ids()
            k = 0
          }
          const one = tables[t].get(ids[k++])
          if (metric === undefined || one.metric === metric) return one
        }
        return PAUSE
      }
    })
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.#iterate(() =>
      each(
        [...this.#books].map(([writer, book]) => {
          const { epoch, marks, definition } = book
          return { writer, epoch, marks, definition: JSON.parse(definition) }
        }),
      ),
    )
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  usage(): Readonly<Record<string, { readonly rows: number; readonly bytes: number }>> {
    const all: Record<string, { rows: number; bytes: number }> = Object.create(null)
    for (const { tiers } of this.#books.values())
      for (const [tier, held] of tiers) {
        const { rows, bytes } = held.usage()
        all[tier] ??= { rows: 0, bytes: 0 }
        all[tier].rows += rows
        all[tier].bytes += bytes
      }
    return all
  }

  #open(): void {
    if (this.#closed) throw new TidemarkError('TIDEMARK_CLOSED', 'the store was closed; make another one')
  }

  /** Items one by one, for as long as the store is open. */
  #iterate<T extends object>(begin: () => NextItem<T>): AsyncIterable<T> {
    return iterate(() => {
      this.#open()
      const step = begin()
      return () => {
        this.#open()
        return step()
      }
    })
  }
}

/** Checks all of a change, and then writes it: what is read meanwhile tells by its sequence what it holds. */
async function apply(book: WriterBook, change: Commit): Promise<void> {
  const { sequence, series, rows, drops } = change
  await checkCommit(change)
  if (sequence !== book.sequence + 1)
    refuseCommit('sequence', `one more than the last, ${book.sequence}, or one that was applied`, sequence)
  await checkNew(series, book)
  const position = toJsonText('position', change.position)
  const definition = toJsonText('definition', change.definition)
  const marks = copyMarks(change.marks)
  // From here on nothing can fail.
  await visitInBatches(series, one => book.series.add(one))
  await visitInBatches(rows, row => tierOf(book, row.tier).put(row))
  for (const drop of drops) await book.tiers.get(drop.tier)?.drop(drop)
  if (position !== undefined) book.position = position
  if (definition !== undefined) book.definition = definition
  book.marks = marks
  book.sequence = sequence
}

async function checkNew(series: readonly Series[], book: WriterBook): Promise<void> {
  const numbers = new Set<number>()
  await visitInBatches(series, ({ id }, k) => {
    if (book.series.has(id) || numbers.has(id)) refuseCommit(`series[${k}].id`, 'a number that is not taken', id)
    numbers.add(id)
  })
}

function tierOf(book: WriterBook, tier: string): BTree {
  let rows = book.tiers.get(tier)
  if (rows === undefined) {
    rows = new BTree()
    book.tiers.set(tier, rows)
  }
  return rows
}

function each<T>(items: readonly T[]): () => T | undefined {
  let next = 0
  return () => items[next++]
}

// Frozen copies can be given to everybody; fromEntries defines keys, so that __proto__ is one like all others.

function copyMarks(marks: Marks): Marks {
  return Object.freeze(Object.fromEntries(Object.entries(marks).map(([tier, mark]) => [tier, copyMark(mark)])))
}

function copyMark({ sealed, dropped, sealing }: Mark): Mark {
  if (sealing === undefined) return Object.freeze({ sealed, dropped })
  const { to, series } = sealing
  return Object.freeze({ sealed, dropped, sealing: Object.freeze({ to, series }) })
}
