import { setImmediate as turn } from 'node:timers/promises'
import type { Commit, Marks, Row, RowQuery, Series, Store } from '../../src/store/store'

/** What the next commit does: wait before or after it is applied, or fail where nobody can tell whether it was. */
export type Mood = 'slow' | 'slow after' | 'fails before' | 'fails after'

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

/** What happened to a store that several writers share: kept apart from the library, by looking at each commit. */
export class Chronicle {
  /** One entry for each commit that was applied, and one for the beginning. */
  readonly marks: MarksByWriter[] = [{}]
  /** The series that each of those commits brought, with their writer. */
  readonly series: (readonly Series[])[] = [[]]
  /** How many commits of points were applied, by writer. */
  readonly deltas: Record<string, number> = {}
  /** Commits without their marks: the second time that it is said a commit is not applied again. */
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

/** A store between one writer and the store that all share. It does what it is told to, and nothing by chance. */
export class MoodyStore implements Store {
  readonly promises: Store['promises']
  readonly moods: Mood[] = []
  /** How many commits were reported as failed. */
  failures = 0
  readonly #inner: Store
  readonly #chronicle: Chronicle
  readonly #rowsATurn: number
  #waiting: (() => void)[] = []

  /** @param rowsATurn after how many rows a reading lets others go first; Infinity for never */
  constructor(inner: Store, chronicle: Chronicle, rowsATurn = Number.POSITIVE_INFINITY) {
    this.#inner = inner
    this.#chronicle = chronicle
    this.#rowsATurn = rowsATurn
    this.promises = inner.promises
  }

  /** Whether a commit waits to be released. */
  get held(): boolean {
    return this.#waiting.length > 0
  }

  release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
  }

  async commit(change: Commit): Promise<void> {
    const mood = this.moods.shift()
    if (mood === 'fails before') this.#fail('was not applied')
    if (mood === 'slow') await this.#gate()
    await this.#inner.commit(change)
    this.#chronicle.applied(change)
    if (mood === 'fails after') this.#fail('was applied')
    if (mood === 'slow after') await this.#gate()
  }

  async *read(ask: RowQuery): AsyncIterable<Row> {
    let rows = 0
    for await (const row of this.#inner.read(ask)) {
      if (++rows % this.#rowsATurn === 0) await turn()
      yield row
    }
  }

  lease(writer: string): ReturnType<Store['lease']> {
    return this.#inner.lease(writer)
  }

  series(ask?: Parameters<Store['series']>[0]): ReturnType<Store['series']> {
    return this.#inner.series(ask)
  }

  writers(): ReturnType<Store['writers']> {
    return this.#inner.writers()
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  #gate(): Promise<void> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  #fail(what: string): never {
    this.failures++
    throw new Error(`the line is dead; the commit ${what}`)
  }
}
