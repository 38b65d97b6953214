import type { Store } from '../../../src/store/store'
import { ForwardingStore } from '../../support/forwarding-store'

/** A store that repeats each call that its inner store fails at, as every writer must: with the same sequence. */
export class RetryingStore extends ForwardingStore {
  readonly #isRetried: (error: unknown) => boolean

  constructor(inner: Store, isRetried: (error: unknown) => boolean) {
    super(inner)
    this.#isRetried = isRetried
  }

  protected override async call<T>(_what: string, forward: () => Promise<T>): Promise<T> {
    try {
      return await forward()
    } catch (error) {
      if (!this.#isRetried(error)) throw error
      return forward()
    }
  }

  /** A read that fails when it begins is begun again; later errors are the reader's to see. */
  protected override iterate<T>(what: string, forward: () => AsyncIterable<T>): AsyncIterable<T> {
    const begin = async () => {
      const iterator = forward()[Symbol.asyncIterator]()
      return { iterator, next: await iterator.next() }
    }
    const attempt = () => this.call(what, begin)
    async function* items(): AsyncGenerator<T> {
      let { iterator, next } = await attempt()
      try {
        for (; !next.done; next = await iterator.next()) yield next.value
      } finally {
        await iterator.return?.()
      }
    }
    return { [Symbol.asyncIterator]: items }
  }
}
