import type { Commit, Lease, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../../src/store/store'

/** Passes every call on to another store. Stores that fail, wait or watch override what they need. */
export class ForwardingStore implements Store {
  readonly promises: Store['promises']
  protected readonly inner: Store

  constructor(inner: Store) {
    this.promises = inner.promises
    this.inner = inner
  }

  lease(writer: string): Promise<Lease> {
    return this.call(`lease of ${writer.slice(0, 20)}`, () => this.inner.lease(writer))
  }

  commit(commit: Commit): Promise<void> {
    return this.call(`commit ${commit.sequence} of epoch ${commit.lease.epoch}`, () => this.inner.commit(commit))
  }

  read(query: RowQuery): AsyncIterable<Row> {
    return this.iterate('read', () => this.inner.read(query))
  }

  series(query?: SeriesQuery): AsyncIterable<Series> {
    return this.iterate('series', () => this.inner.series(query))
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.iterate('writers', () => this.inner.writers())
  }

  close(): Promise<void> {
    return this.inner.close()
  }

  /** What happens around a lease and a commit. */
  protected call<T>(_what: string, forward: () => Promise<T>): Promise<T> {
    return forward()
  }

  /** What happens around a read and a list. */
  protected iterate<T>(_what: string, forward: () => AsyncIterable<T>): AsyncIterable<T> {
    return forward()
  }
}

/** A store of which some methods are replaced. */
export function overriding<S extends Store>(inner: S, methods: Partial<Store>): S {
  const { usage } = inner as { usage?: () => unknown }
  return Object.assign(new ForwardingStore(inner), usage && { usage: () => usage.call(inner) }, methods) as unknown as S
}
