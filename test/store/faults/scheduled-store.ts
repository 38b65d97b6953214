import type { Scheduler } from 'fast-check'
import type { Commit, Store } from '../../../src/store/store'
import { ForwardingStore } from '../../support/forwarding-store'

/**
 * A store behind a network that delays: calls reach it, and answers come back, when the scheduler says so. With
 * `duplicates`, each commit that succeeded arrives a second time, whenever that may be.
 */
export class ScheduledStore extends ForwardingStore {
  readonly #scheduler: Scheduler
  readonly #duplicates: boolean

  constructor(inner: Store, scheduler: Scheduler, { duplicates = false } = {}) {
    super(inner)
    this.#scheduler = scheduler
    this.#duplicates = duplicates
  }

  override async commit(commit: Commit): Promise<void> {
    await super.commit(commit)
    // It changes nothing, whatever came in between. If the store was closed or the writer leased again, it is rejected.
    if (this.#duplicates) this.call('duplicate of a commit', () => this.inner.commit(commit)).catch(() => {})
  }

  protected override async call<T>(what: string, forward: () => Promise<T>): Promise<T> {
    await this.#delay(what)
    const outcome = await forward().then(
      value => ({ value }),
      (error: unknown) => ({ error }),
    )
    await this.#delay(`answer to ${what}`)
    if ('error' in outcome) throw outcome.error
    return outcome.value
  }

  protected override iterate<T>(what: string, forward: () => AsyncIterable<T>): AsyncIterable<T> {
    const delay = (n: number) => this.#delay(`${what} ${n}`)
    async function* items(): AsyncGenerator<T> {
      let n = 0
      await delay(n)
      // Long reads wait at their items 1, 2, 4, 8: thousands of delays would show no more.
      for await (const item of forward()) {
        n++
        if ((n & (n - 1)) === 0) await delay(n)
        yield item
      }
    }
    return { [Symbol.asyncIterator]: items }
  }

  #delay(label: string): Promise<unknown> {
    return this.#scheduler.schedule(Promise.resolve(), label)
  }
}
