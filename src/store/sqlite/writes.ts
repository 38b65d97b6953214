import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'
import { yieldToEventLoop } from '../../time/yield'
import { checkCommit, refuseCommit, toJsonText } from '../check-change'
import type { Commit, Drop, Marks } from '../store'
import type { SqliteHandle, SqliteStatement } from './handle'
import { toText } from './text'

/** Rows that are written before others get a turn: some tenths of a millisecond. */
const ROWS_PER_STATEMENT_BATCH = 64

/** Times beyond all there are, which bind as whole numbers. */
const MAX_SEQUENCE = 9e15

/** What is kept of a writer. @internal */
export interface StoredWriter {
  readonly id: number
  readonly epoch: number
  readonly sequence: number
  readonly position: string
  readonly marks: string
  readonly definition: string
}

/** The statements of a commit. @internal */
export class RowWrites {
  readonly #book: SqliteStatement
  readonly #lease: SqliteStatement
  readonly #hasSeries: SqliteStatement
  readonly #series: SqliteStatement
  readonly #row: SqliteStatement
  readonly #next: SqliteStatement
  readonly #drop: SqliteStatement
  readonly #done: SqliteStatement

  constructor(handle: SqliteHandle) {
    this.#book = handle.prepare(
      'SELECT id, epoch, sequence, position, marks, definition FROM tidemark_writers WHERE writer = ?',
    )
    this.#lease = handle.prepare(
      "INSERT INTO tidemark_writers (writer, epoch, sequence, position, marks) VALUES (?, 1, 0, 'null', '{}') ON CONFLICT (writer) DO UPDATE SET epoch = epoch + 1",
    )
    this.#hasSeries = handle.prepare('SELECT 1 AS has FROM tidemark_series WHERE writer_id = ? AND series = ?')
    this.#series = handle.prepare('INSERT INTO tidemark_series (writer_id, series, metric, tags) VALUES (?, ?, ?, ?)')
    this.#row = handle.prepare(
      'INSERT INTO tidemark_rows VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "end" = excluded."end", sequence = excluded.sequence, states = excluded.states',
    )
    this.#next = handle.prepare(
      'SELECT series FROM tidemark_rows WHERE writer_id = ? AND tier = ? AND series > ? ORDER BY series LIMIT 1',
    )
    this.#drop = handle.prepare(
      'DELETE FROM tidemark_rows WHERE writer_id = ? AND tier = ? AND series = ? AND start >= ? AND start < ?',
    )
    this.#done = handle.prepare(
      'UPDATE tidemark_writers SET sequence = ?, position = ?, marks = ?, definition = ? WHERE id = ?',
    )
  }

  book(writer: string): StoredWriter | undefined {
    return (this.#book.get(toText(writer)) as StoredWriter | undefined) ?? undefined
  }

  /** Takes a writer over: its next epoch. */
  lease(writer: string): StoredWriter {
    this.#lease.run(toText(writer))
    return this.book(writer)!
  }

  /** Applies a change within a transaction, part by part; nothing of it where it was applied before. */
  async apply(change: Commit): Promise<void> {
    const { lease, sequence, series, rows, drops } = change
    const book = this.book(lease.writer)
    if (book === undefined || book.epoch !== lease.epoch)
      throw new TidemarkError(
        'TIDEMARK_FENCED',
        `commit: writer ${inspect(lease.writer)} was taken over, epoch ${inspect(lease.epoch)} is not ${book?.epoch ?? 'one that was given'}; lease it again`,
      )
    if (typeof sequence === 'number' && sequence <= book.sequence) return
    await checkCommit(change)
    if (sequence !== book.sequence + 1)
      refuseCommit('sequence', `one more than the last, ${book.sequence}, or one that was applied`, sequence)
    const position = toJsonText('position', change.position) ?? book.position
    const definition = toJsonText('definition', change.definition) ?? book.definition
    for (let k = 0; k < series.length; k++) {
      if (k > 0 && k % ROWS_PER_STATEMENT_BATCH === 0) await yieldToEventLoop()
      const { id, metric, tags } = series[k]
      if (this.#hasSeries.get(book.id, id)) refuseCommit(`series[${k}].id`, 'a number that is not taken', id)
      this.#series.run(book.id, id, toText(metric), JSON.stringify(tags))
    }
    for (let k = 0; k < rows.length; k++) {
      if (k > 0 && k % ROWS_PER_STATEMENT_BATCH === 0) await yieldToEventLoop()
      const { tier, series, start, end, bytes } = rows[k]
      this.#row.run(book.id, toText(tier), series, start, end, sequence, bytes)
    }
    for (const drop of drops) await this.#dropRows(book.id, drop)
    this.#done.run(sequence, position, marksText(change.marks), definition, book.id)
  }

  async #dropRows(writerId: number, { tier, from, to }: Drop): Promise<void> {
    const text = toText(tier)
    const [low, high] = [Math.max(from, -MAX_SEQUENCE), Math.min(to, MAX_SEQUENCE)]
    let series = -1
    for (let k = 1; ; k++) {
      const next = this.#next.get(writerId, text, series) as { series: number } | undefined
      if (next === undefined) return
      series = next.series
      this.#drop.run(writerId, text, series, low, high)
      if (k % ROWS_PER_STATEMENT_BATCH === 0) await yieldToEventLoop()
    }
  }
}

/** Marks as JSON; numbers that JSON cannot say are texts. */
function marksText(marks: Marks): string {
  return JSON.stringify(marks, (_, value) => {
    if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
    return Object.is(value, -0) ? '-0' : String(value)
  })
}

/** The marks that a text of `marksText` stands for: they hold no other texts. @internal */
export function marksFrom(text: string): Marks {
  return JSON.parse(text, (_, value) => (typeof value === 'string' ? Number(value) : value))
}
