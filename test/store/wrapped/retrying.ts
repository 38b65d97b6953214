import type { Commit, Lease, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../../../src/store/store'

/** A store that says again what its inner one fails at, as whoever writes to it must: with the same sequence. */
export class RetryingStore implements Store {
  readonly promises: Store['promises']
  readonly #inner: Store
  readonly #again: (error: unknown) => boolean

  constructor(inner: Store, again: (error: unknown) => boolean) {
    this.promises = inner.promises
    this.#inner = inner
    this.#again = again
  }

  lease(writer: string): Promise<Lease> {
    return this.#try(() => this.#inner.lease(writer))
  }

  commit(change: Commit): Promise<void> {
    return this.#try(() => this.#inner.commit(change))
  }

  read(ask: RowQuery): AsyncIterable<Row> {
    return this.#reading(() => this.#inner.read(ask))
  }

  series(ask?: SeriesQuery): AsyncIterable<Series> {
    return this.#reading(() => this.#inner.series(ask))
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.#reading(() => this.#inner.writers())
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  async #try<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt()
    } catch (error) {
      if (!this.#again(error)) throw error
      return attempt()
    }
  }

  /** A reading that fails when it begins is begun again; later ones are the reader's to see. */
  #reading<T>(items: () => AsyncIterable<T>): AsyncIterable<T> {
    const begin = async () => {
      const iterator = items()[Symbol.asyncIterator]()
      return { iterator, next: await iterator.next() }
    }
    const attempt = () => this.#try(begin)
    async function* reading(): AsyncGenerator<T> {
      let { iterator, next } = await attempt()
      try {
        for (; !next.done; next = await iterator.next()) yield next.value
      } finally {
        await iterator.return?.()
      }
    }
    return { [Symbol.asyncIterator]: reading }
  }
}
