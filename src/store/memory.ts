import { show, TidemarkError } from '../error'
import { breathe } from '../time/breathe'
import { checkChange, positionText, refuse } from './check'
import { iterate } from './iterate'
import { cursor } from './row-cursor'
import type { Change, Lease, Mark, Marks, ReadAsk, Row, Series, SeriesAsk, Store, Writer } from './store'
import { TierRows } from './tier-rows'

/** A store in memory, which can also tell how much it holds. */
export interface MemoryStore extends Store {
  /** How many rows each tier holds, of all writers, and how many bytes their states take. */
  usage(): Readonly<Record<string, { readonly rows: number; readonly bytes: number }>>
}

/** What is kept of a writer. */
interface Book {
  epoch: number
  sequence: number
  /** JSON, so that nobody shares it. */
  position: string
  marks: Marks
  readonly series: Map<number, Series>
  readonly tiers: Map<string, TierRows>
  /** A large commit under way, part by part; the next lease or commit waits for its end. */
  underWay: Promise<void> | undefined
}

/** How many rows are written before others get a turn: a few milliseconds. */
const ROWS_A_BREATH = 1000

/**
 * A store in this process's memory: the default of `rollup`, and what every other store is measured against.
 *
 * - keeps: rows, series, marks and positions, until the process ends; bytes are copied in and out.
 * - size: the bytes of the states and 40 more a row, and up to a quarter of that to grow into.
 * - exact: what is read is what was committed.
 * - order: none needed; rows that come in order of time are appended, others inserted.
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
  return new Memory()
}

class Memory implements MemoryStore {
  readonly promises = Object.freeze({ durable: false, shared: false })
  readonly #books = new Map<string, Book>()
  #closed = false

  async lease(writer: string): Promise<Lease> {
    this.#open()
    if (typeof writer !== 'string')
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', `lease(writer) takes a string, got ${show(writer)}`)
    let book = this.#books.get(writer)
    if (book === undefined) {
      book = {
        epoch: 0,
        sequence: 0,
        position: 'null',
        marks: {},
        series: new Map(),
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

  async commit(change: Change): Promise<void> {
    this.#open()
    const { lease, sequence, series, rows, drops } = change
    const book = this.#books.get(lease.writer)
    while (book?.underWay) await book.underWay
    if (book === undefined || book.epoch !== lease.epoch)
      throw new TidemarkError(
        'TIDEMARK_FENCED',
        `commit: writer ${show(lease.writer)} was taken over, epoch ${show(lease.epoch)} is not ${book?.epoch ?? 'one that was given'}; lease it again`,
      )
    if (sequence <= book.sequence) return
    checkChange(change)
    if (sequence !== book.sequence + 1)
      refuse('sequence', `one more than the last, ${book.sequence}, or one that was applied`, sequence)
    checkNew(series, book)
    const position = positionText(change.position)
    const marks = copyMarks(change.marks)
    for (const one of series) book.series.set(one.id, copySeries(one))
    if (rows.length <= ROWS_A_BREATH) put(book, rows)
    else {
      book.underWay = putInParts(book, rows)
      await book.underWay
      book.underWay = undefined
    }
    for (const drop of drops) book.tiers.get(drop.tier)?.drop(drop)
    if (position !== undefined) book.position = position
    book.marks = marks
    book.sequence = sequence
  }

  read(ask: ReadAsk): AsyncIterable<Row> {
    return this.#iterate(() => cursor(this.#books.get(ask.writer)?.tiers.get(ask.tier) ?? new TierRows(), ask))
  }

  series({ writer, metric }: SeriesAsk = {}): AsyncIterable<Series> {
    return this.#iterate(() => {
      const writers = writer === undefined ? [...this.#books.keys()].sort() : [writer]
      const all = writers.flatMap(name => byNumber(this.#books.get(name)))
      return each(metric === undefined ? all : all.filter(one => one.metric === metric))
    })
  }

  writers(): AsyncIterable<Writer> {
    return this.#iterate(() => each([...this.#books].map(([writer, { epoch, marks }]) => ({ writer, epoch, marks }))))
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
  #iterate<T extends object>(begin: () => () => T | undefined): AsyncIterable<T> {
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

function put(book: Book, rows: readonly Row[]): void {
  for (const row of rows) tierOf(book, row.tier).put(row)
}

/** Nothing can fail any more: the change is checked, and what is read meanwhile tells by its sequence what it holds. */
async function putInParts(book: Book, rows: readonly Row[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_BREATH) {
    put(book, rows.slice(from, from + ROWS_A_BREATH))
    await breathe()
  }
}

function checkNew(series: readonly Series[], book: Book): void {
  const numbers = new Set<number>()
  series.forEach(({ id }, k) => {
    if (book.series.has(id) || numbers.has(id)) refuse(`series[${k}].id`, 'a number that is not taken', id)
    numbers.add(id)
  })
}

function tierOf(book: Book, tier: string): TierRows {
  let rows = book.tiers.get(tier)
  if (rows === undefined) {
    rows = new TierRows()
    book.tiers.set(tier, rows)
  }
  return rows
}

function byNumber(book: Book | undefined): Series[] {
  return book ? [...book.series.values()].sort((a, b) => a.id - b.id) : []
}

function each<T>(items: readonly T[]): () => T | undefined {
  let next = 0
  return () => items[next++]
}

// Frozen copies can be given to everybody. Spread and fromEntries define keys, so that __proto__ is one like all others.

function copySeries({ writer, id, metric, tags }: Series): Series {
  return Object.freeze({ writer, id, metric, tags: Object.freeze({ ...tags }) })
}

function copyMarks(marks: Marks): Marks {
  return Object.freeze(Object.fromEntries(Object.entries(marks).map(([tier, mark]) => [tier, copyMark(mark)])))
}

function copyMark({ sealed, dropped, sealing }: Mark): Mark {
  if (sealing === undefined) return Object.freeze({ sealed, dropped })
  const { to, series } = sealing
  return Object.freeze({ sealed, dropped, sealing: Object.freeze({ to, series }) })
}
