import type { Scheduler } from 'fast-check'
import type { Commit, Lease, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../../../src/store/store'

/**
 * A store at the end of a line that delays: what is asked reaches it, and what it answers comes back, when the scheduler
 * says so. With `echoes`, every commit that went through is said once more, whenever that arrives.
 */
export class ScheduledStore implements Store {
  readonly promises: Store['promises']
  readonly #inner: Store
  readonly #scheduler: Scheduler
  readonly #echoes: boolean

  constructor(inner: Store, scheduler: Scheduler, { echoes = false } = {}) {
    this.promises = inner.promises
    this.#inner = inner
    this.#scheduler = scheduler
    this.#echoes = echoes
  }

  lease(writer: string): Promise<Lease> {
    return this.#sent(`lease of ${writer.slice(0, 20)}`, () => this.#inner.lease(writer))
  }

  async commit(change: Commit): Promise<void> {
    const what = `commit ${change.sequence} of epoch ${change.lease.epoch}`
    await this.#sent(what, () => this.#inner.commit(change))
    // It changes nothing, whatever has come in between; where the store was closed or taken over, it is refused.
    if (this.#echoes) this.#sent(`echo of ${what}`, () => this.#inner.commit(change)).catch(() => {})
  }

  read(ask: RowQuery): AsyncIterable<Row> {
    return this.#paced('read', () => this.#inner.read(ask))
  }

  series(ask?: SeriesQuery): AsyncIterable<Series> {
    return this.#paced('series', () => this.#inner.series(ask))
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.#paced('writers', () => this.#inner.writers())
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  async #sent<T>(what: string, effect: () => Promise<T>): Promise<T> {
    await this.#delay(what)
    const outcome = await effect().then(
      value => ({ value }),
      (error: unknown) => ({ error }),
    )
    await this.#delay(`answer to ${what}`)
    if ('error' in outcome) throw outcome.error
    return outcome.value
  }

  #paced<T>(what: string, items: () => AsyncIterable<T>): AsyncIterable<T> {
    const delay = (step: number) => this.#delay(`${what} ${step}`)
    async function* paced(): AsyncGenerator<T> {
      let step = 0
      await delay(step)
      // Long readings wait at their items 1, 2, 4, 8: thousands of delays would tell no more.
      for await (const item of items()) {
        step++
        if ((step & (step - 1)) === 0) await delay(step)
        yield item
      }
    }
    return { [Symbol.asyncIterator]: paced }
  }

  #delay(label: string): Promise<unknown> {
    return this.#scheduler.schedule(Promise.resolve(), label)
  }
}
