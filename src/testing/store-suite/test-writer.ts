import type { Commit, Lease, Marks, Row, RowQuery, Series, Store } from '../../store/store'
import { MINUTE } from '../../time/units'
import { all } from './store-law'

/** A row as a story writes it down; what it leaves out is 'm', series 0, a minute wide, and has bytes that tell its start. */
interface Written {
  readonly start: number
  readonly end?: number
  readonly tier?: string
  readonly series?: number
  readonly bytes?: Uint8Array
}

/** What a story commits. */
interface CommitStep extends Partial<Omit<Commit, 'lease' | 'rows'>> {
  readonly rows?: readonly Written[]
}

/** The hand of one writer: it numbers commits and fills in what a story leaves out. @internal */
export class TestWriter {
  readonly lease: Lease
  /** The sequence of the last commit. */
  sequence: number
  marks: Marks
  readonly #store: Store

  constructor(store: Store, lease: Lease) {
    this.#store = store
    this.lease = lease
    this.sequence = lease.sequence
    this.marks = lease.marks
  }

  static async take(store: Store, writer = 'main'): Promise<TestWriter> {
    return new TestWriter(store, await store.lease(writer))
  }

  change({
    rows = [],
    series = [],
    drops = [],
    marks = this.marks,
    sequence = this.sequence + 1,
    ...rest
  }: CommitStep): Commit {
    return {
      lease: this.lease,
      sequence,
      rows: rows.map(row => this.row(row, sequence)),
      series,
      drops,
      marks,
      ...rest,
    }
  }

  async commit(step: CommitStep): Promise<Commit> {
    const change = this.change(step)
    await this.#store.commit(change)
    this.sequence = change.sequence
    this.marks = change.marks
    return change
  }

  row({ tier = 'm', series = 0, start, end = start + MINUTE, bytes = stamp(start) }: Written, sequence: number): Row {
    return { tier, series, start, end, writer: this.lease.writer, sequence, bytes }
  }

  series(id: number, metric = 'latency', tags: Series['tags'] = {}): Series {
    return { writer: this.lease.writer, id, metric, tags }
  }

  /** The rows of a range of tier 'm', or of what the ask says instead. */
  read(ask: Partial<RowQuery> = {}): Promise<Row[]> {
    return all(this.#store.read(this.ask(ask)))
  }

  ask(ask: Partial<RowQuery>): RowQuery {
    const { writer } = this.lease
    if ('keys' in ask) return { writer, tier: 'm', ...ask } as RowQuery
    return { writer, tier: 'm', from: -8.64e15, to: 8.64e15, ...ask } as RowQuery
  }
}

/** Bytes that tell a number. @internal */
export function stamp(n: number): Uint8Array {
  return Uint8Array.from(String(n), digit => digit.charCodeAt(0))
}

/** All that a store tells: what must be the same before and after what changes nothing. @internal */
export async function everything(store: Store, tiers: readonly string[] = ['m', 'h']): Promise<unknown> {
  const writers = (await all(store.writers())).sort((a, b) => (a.writer < b.writer ? -1 : 1))
  const rows: Row[] = []
  for (const { writer } of writers)
    for (const tier of tiers) rows.push(...(await all(store.read({ writer, tier, from: -8.64e15, to: 8.64e15 }))))
  return { writers, rows, series: await all(store.series()) }
}

/** The start of the first row of a reading that is then left. @internal */
export async function firstOf(rows: AsyncIterable<Row>): Promise<number | undefined> {
  for await (const row of rows) return row.start
}

/** The starts of rows. @internal */
export function startsOf(rows: readonly Row[]): number[] {
  return rows.map(({ start }) => start)
}

/** The series and starts of rows. @internal */
export function keysOf(rows: readonly Row[]): number[][] {
  return rows.map(({ series, start }) => [series, start])
}
