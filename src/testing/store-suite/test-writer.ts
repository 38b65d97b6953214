import type { Commit, Lease, Marks, Row, RowQuery, Series, Store } from '../../store/store'
import { MINUTE } from '../../time/units'
import { all } from './store-law'

/** A row of a scenario. Defaults: tier 'm', series 0, a minute wide, and bytes that encode its start. */
interface TestRow {
  readonly start: number
  readonly end?: number
  readonly tier?: string
  readonly series?: number
  readonly bytes?: Uint8Array
}

/** A commit of a scenario; the writer adds what it leaves out. */
interface TestCommit extends Partial<Omit<Commit, 'lease' | 'rows'>> {
  readonly rows?: readonly TestRow[]
}

/** A writer of a scenario: it numbers commits and adds what the scenario leaves out. @internal */
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

  static async open(store: Store, writer = 'main'): Promise<TestWriter> {
    return new TestWriter(store, await store.lease(writer))
  }

  commitOf({
    rows = [],
    series = [],
    drops = [],
    marks = this.marks,
    sequence = this.sequence + 1,
    ...rest
  }: TestCommit): Commit {
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

  async commit(content: TestCommit): Promise<Commit> {
    const commit = this.commitOf(content)
    await this.#store.commit(commit)
    this.sequence = commit.sequence
    this.marks = commit.marks
    return commit
  }

  row({ tier = 'm', series = 0, start, end = start + MINUTE, bytes = stamp(start) }: TestRow, sequence: number): Row {
    return { tier, series, start, end, writer: this.lease.writer, sequence, bytes }
  }

  series(id: number, metric = 'latency', tags: Series['tags'] = {}): Series {
    return { writer: this.lease.writer, id, metric, tags }
  }

  /** Returns the rows of tier 'm', or those of a query. */
  read(query: Partial<RowQuery> = {}): Promise<Row[]> {
    return all(this.#store.read(this.query(query)))
  }

  query(query: Partial<RowQuery>): RowQuery {
    const { writer } = this.lease
    if ('keys' in query) return { writer, tier: 'm', ...query } as RowQuery
    return { writer, tier: 'm', from: -8.64e15, to: 8.64e15, ...query } as RowQuery
  }
}

/** Returns bytes that encode a number. @internal */
export function stamp(n: number): Uint8Array {
  return Uint8Array.from(String(n), digit => digit.charCodeAt(0))
}

/** Returns everything that a store holds: a call that changes nothing leaves it equal. @internal */
export async function contentOf(store: Store, tiers: readonly string[] = ['m', 'h']): Promise<unknown> {
  const writers = (await all(store.writers())).sort((a, b) => (a.writer < b.writer ? -1 : 1))
  const rows: Row[] = []
  for (const { writer } of writers)
    for (const tier of tiers) rows.push(...(await all(store.read({ writer, tier, from: -8.64e15, to: 8.64e15 }))))
  return { writers, rows, series: await all(store.series()) }
}

/** Returns the start of the first row, and leaves the read. @internal */
export async function firstOf(rows: AsyncIterable<Row>): Promise<number | undefined> {
  for await (const row of rows) return row.start
}

/** Returns the starts of rows. @internal */
export function startsOf(rows: readonly Row[]): number[] {
  return rows.map(({ start }) => start)
}

/** Returns the series and starts of rows. @internal */
export function keysOf(rows: readonly Row[]): number[][] {
  return rows.map(({ series, start }) => [series, start])
}
