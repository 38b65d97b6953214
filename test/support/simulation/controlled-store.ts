import { setImmediate as turn } from 'node:timers/promises'
import type { Commit, Marks, Row, RowQuery, Series, Store } from '../../../src/store/store'
import { ForwardingStore } from '../forwarding-store'

/** What the next commit does: wait before or after it is applied, or fail so that nobody can know whether it was. */
export type CommitBehavior = 'slow' | 'slow after' | 'fails before' | 'fails after'

/** The marks of every writer, as they were at one moment. */
export type MarksByWriter = Readonly<Record<string, Marks>>

/** Whether nothing was sealed or dropped from one to the other; a tier without a mark has done neither. */
export function sameMarks(before: Marks = {}, after: Marks = {}): boolean {
  const moved = (marks: Marks) =>
    Object.entries(marks).filter(
      ([, { sealed, dropped, sealing }]) => sealed > -8.64e15 || dropped > -8.64e15 || sealing,
    )
  return JSON.stringify(moved(before)) === JSON.stringify(moved(after))
}

/** What was committed to a store that several writers share, recorded from each commit without the library's help. */
export class CommitLog {
  /** One entry for each commit that was applied, and one for the beginning. */
  readonly marks: MarksByWriter[] = [{}]
  /** The series that each of those commits brought, with their writer. */
  readonly series: (readonly Series[])[] = [[]]
  /** How many commits of points were applied, by writer. */
  readonly deltas: Record<string, number> = {}
  /** The last sequence of each writer: a commit that is repeated is not applied again. */
  readonly #sequences: Record<string, number> = {}

  get latest(): MarksByWriter {
    return this.marks[this.marks.length - 1]
  }

  /** What moves no mark is a commit of points: seals and drops always move one. */
  applied({ lease: { writer }, sequence, marks, series }: Commit): void {
    if (sequence <= (this.#sequences[writer] ?? 0)) return
    this.#sequences[writer] = sequence
    if (sameMarks(this.latest[writer], marks)) this.deltas[writer] = (this.deltas[writer] ?? 0) + 1
    this.series.push(series)
    this.marks.push({ ...this.latest, [writer]: marks })
  }
}

/** A store between one writer and the store that all writers share. Its commits behave as `behaviors` says. */
export class ControlledStore extends ForwardingStore {
  readonly behaviors: CommitBehavior[] = []
  /** How many commits were reported as failed. */
  failures = 0
  readonly #commitLog: CommitLog
  readonly #rowsPerTurn: number
  #waiting: (() => void)[] = []

  /** @param rowsPerTurn after how many rows a read lets other work run first; Infinity for never */
  constructor(inner: Store, commitLog: CommitLog, rowsPerTurn = Number.POSITIVE_INFINITY) {
    super(inner)
    this.#commitLog = commitLog
    this.#rowsPerTurn = rowsPerTurn
  }

  /** Whether a commit waits to be released. */
  get held(): boolean {
    return this.#waiting.length > 0
  }

  release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }

  override async commit(commit: Commit): Promise<void> {
    const behavior = this.behaviors.shift()
    if (behavior === 'fails before') this.#fail('was not applied')
    if (behavior === 'slow') await this.#untilReleased()
    await this.inner.commit(commit)
    this.#commitLog.applied(commit)
    if (behavior === 'fails after') this.#fail('was applied')
    if (behavior === 'slow after') await this.#untilReleased()
  }

  override async *read(query: RowQuery): AsyncIterable<Row> {
    let rows = 0
    for await (const row of this.inner.read(query)) {
      if (++rows % this.#rowsPerTurn === 0) await turn()
      yield row
    }
  }

  #untilReleased(): Promise<void> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  #fail(what: string): never {
    this.failures++
    throw new Error(`the connection is lost; the commit ${what}`)
  }
}
