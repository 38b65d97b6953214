import { yieldToEventLoop } from '../../time/yield'
import type { CommitJson } from '../check-commit'
import type { CommitSteps } from '../commit-protocol'
import type { Commit, Drop } from '../store'
import { encodeMarks, encodeText } from '../text'
import type { SqliteHandle, SqliteStatement } from './handle'

/** Statements that run before other work does: a few tenths of a millisecond. */
const STATEMENTS_PER_YIELD = 64

/** Times beyond all there are, which bind as whole numbers. */
const MAX_BOUND = 9e15

/** A row of `tidemark_writers`. @internal */
export interface StoredWriter {
  readonly id: number
  readonly epoch: number
  readonly sequence: number
  readonly position: string
  readonly marks: string
  readonly definition: string
}

/** The statements of a lease and of a commit, to be run within a write transaction. @internal */
export class CommitWrites implements CommitSteps<StoredWriter> {
  readonly #writer: SqliteStatement
  readonly #lease: SqliteStatement
  readonly #hasSeries: SqliteStatement
  readonly #addSeries: SqliteStatement
  readonly #putRow: SqliteStatement
  readonly #seriesAbove: SqliteStatement
  readonly #dropRows: SqliteStatement
  readonly #updateWriter: SqliteStatement

  constructor(handle: SqliteHandle) {
    this.#writer = handle.prepare(
      'SELECT id, epoch, sequence, position, marks, definition FROM tidemark_writers WHERE writer = ?',
    )
    this.#lease = handle.prepare(
      "INSERT INTO tidemark_writers (writer, epoch, sequence, position, marks) VALUES (?, 1, 0, 'null', '{}') ON CONFLICT (writer) DO UPDATE SET epoch = epoch + 1",
    )
    this.#hasSeries = handle.prepare('SELECT 1 AS has FROM tidemark_series WHERE writer_id = ? AND series = ?')
    this.#addSeries = handle.prepare(
      'INSERT INTO tidemark_series (writer_id, series, metric, tags) VALUES (?, ?, ?, ?)',
    )
    this.#putRow = handle.prepare(
      'INSERT INTO tidemark_rows VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "end" = excluded."end", sequence = excluded.sequence, states = excluded.states',
    )
    this.#seriesAbove = handle.prepare(
      'SELECT series FROM tidemark_rows WHERE writer_id = ? AND tier = ? AND series > ? ORDER BY series LIMIT 1',
    )
    this.#dropRows = handle.prepare(
      'DELETE FROM tidemark_rows WHERE writer_id = ? AND tier = ? AND series = ? AND start >= ? AND start < ?',
    )
    this.#updateWriter = handle.prepare(
      'UPDATE tidemark_writers SET sequence = ?, position = ?, marks = ?, definition = ? WHERE id = ?',
    )
  }

  /** Takes over a writer: raises its epoch. */
  lease(name: string): StoredWriter {
    this.#lease.run(encodeText(name))
    return this.findWriter(name)!
  }

  findWriter(name: string): StoredWriter | undefined {
    return (this.#writer.get(encodeText(name)) as StoredWriter | null | undefined) ?? undefined
  }

  async takenIds({ id: writerId }: StoredWriter, ids: readonly number[]): Promise<readonly number[]> {
    const taken: number[] = []
    for (let k = 0; k < ids.length; k++) {
      if (isTimeToYield(k)) await yieldToEventLoop()
      if (this.#hasSeries.get(writerId, ids[k])) taken.push(ids[k])
    }
    return taken
  }

  async write(writer: StoredWriter, commit: Commit, json: CommitJson): Promise<void> {
    const { sequence, series, rows, drops, marks } = commit
    for (let k = 0; k < series.length; k++) {
      if (isTimeToYield(k)) await yieldToEventLoop()
      const { id, metric, tags } = series[k]
      this.#addSeries.run(writer.id, id, encodeText(metric), JSON.stringify(tags))
    }
    for (let k = 0; k < rows.length; k++) {
      if (isTimeToYield(k)) await yieldToEventLoop()
      const { tier, series, start, end, bytes } = rows[k]
      this.#putRow.run(writer.id, encodeText(tier), series, start, end, sequence, bytes)
    }
    for (const drop of drops) await this.#drop(writer.id, drop)
    const { position = writer.position, definition = writer.definition } = json
    this.#updateWriter.run(sequence, position, encodeMarks(marks), definition, writer.id)
  }

  /** Deletes series by series, along the primary key. */
  async #drop(writerId: number, { tier, from, to }: Drop): Promise<void> {
    const text = encodeText(tier)
    const [low, high] = [Math.max(from, -MAX_BOUND), Math.min(to, MAX_BOUND)]
    let series = -1
    for (let k = 1; ; k++) {
      const next = this.#seriesAbove.get(writerId, text, series) as { series: number } | undefined
      if (!next) return
      series = next.series
      this.#dropRows.run(writerId, text, series, low, high)
      if (isTimeToYield(k)) await yieldToEventLoop()
    }
  }
}

function isTimeToYield(statements: number): boolean {
  return statements > 0 && statements % STATEMENTS_PER_YIELD === 0
}
