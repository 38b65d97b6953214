import type { Commit, Lease, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../../../src/store/store'

/** A store that remembers the lease that it gave and the last change that it was told. */
export class Spy implements Store {
  readonly promises: Store['promises']
  readonly #store: Store
  #lease: Lease | undefined
  #last: Commit | undefined

  constructor(store: Store) {
    this.#store = store
    this.promises = store.promises
  }

  /** Whether somebody else has the lease by now. */
  async wasTakenOver(): Promise<boolean> {
    const lease = this.#lease
    for await (const { writer, epoch } of this.#store.writers())
      if (writer === lease?.writer) return epoch !== lease.epoch
    return false
  }

  /** Commits that say the last change again, word for word and then under each of the following sequences. */
  again(times: number): (() => Promise<void>)[] {
    const last = this.#last
    if (!last) return []
    return Array.from({ length: times }, (_, k) => {
      const sequence = last.sequence + k
      const rows = last.rows.map(row => ({ ...row, sequence }))
      return () => this.#store.commit({ ...last, sequence, rows })
    })
  }

  async lease(writer: string): Promise<Lease> {
    this.#lease = await this.#store.lease(writer)
    return this.#lease
  }

  commit(change: Commit): Promise<void> {
    this.#last = change
    return this.#store.commit(change)
  }

  read(ask: RowQuery): AsyncIterable<Row> {
    return this.#store.read(ask)
  }

  series(ask?: SeriesQuery): AsyncIterable<Series> {
    return this.#store.series(ask)
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.#store.writers()
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
