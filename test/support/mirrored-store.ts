import { setImmediate as turn } from 'node:timers/promises'
import type { Store } from '../../src/store/store'
import { collect } from './collect'
import { ForwardingStore } from './forwarding-store'

/**
 * Makes each lease and commit in two stores, one call at a time, and throws if their answers differ. The first store
 * answers, and may be opened anew at any moment. A writer that lost its lease learns it once the new owner is there.
 */
export class MirroredStore extends ForwardingStore {
  /** How many leases, commits and rows were compared. */
  compared = 0
  protected override inner: Store
  readonly #mirror: Store
  #last: Promise<unknown> = Promise.resolve()

  constructor(first: Store, mirror: Store) {
    super(first)
    this.inner = first
    this.#mirror = mirror
  }

  /** Goes on with another store on the data of the first. */
  async reopen(open: () => Store): Promise<void> {
    await this.#oneByOne(async () => {
      this.inner = open()
    })
  }

  override lease(writer: string) {
    return this.#both('lease', store => store.lease(writer))
  }

  override commit(commit: Parameters<Store['commit']>[0]) {
    return this.#both('commit', store => store.commit(commit))
  }

  override async close(): Promise<void> {
    await this.#oneByOne(() => Promise.all([this.inner.close(), this.#mirror.close()]))
  }

  /** Throws if the stores hold anything that differs. */
  async compare(tiers: readonly string[]): Promise<void> {
    for (const store of [this.#mirror, this.inner]) {
      const other = store === this.inner ? this.#mirror : this.inner
      for await (const { writer } of store.writers())
        for (const tier of tiers) {
          const query = { writer, tier, from: -8.64e15, to: 8.64e15 }
          const [rows, others] = [await collect(store.read(query)), await collect(other.read(query))]
          this.#agree(`rows of ${writer} in ${tier}`, rows, others)
          this.compared += rows.length
        }
    }
    this.#agree('the series', await collect(this.inner.series()), await collect(this.#mirror.series()))
    const writers = await Promise.all([this.inner, this.#mirror].map(async store => collect(store.writers())))
    const [records, others] = writers.map(list => list.sort((a, b) => (a.writer < b.writer ? -1 : 1)))
    this.#agree('the writers', records, others)
    for (const { writer } of records) await this.lease(writer)
  }

  /** One after another, so that both stores see one order. */
  #both<T>(what: string, make: (store: Store) => Promise<T>): Promise<T> {
    return this.#oneByOne(async () => {
      const [outcome, mirrored] = [await outcomeOf(make(this.inner)), await outcomeOf(make(this.#mirror))]
      this.#agree(`a ${what}`, codeOf(outcome), codeOf(mirrored))
      this.compared++
      return outcome
    }).then(async outcome => {
      if ('value' in outcome) return outcome.value
      if (codeOf(outcome) === 'TIDEMARK_FENCED') await turns(TURNS)
      throw outcome.error
    })
  }

  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return done
  }

  #agree(what: string, first: unknown, mirrored: unknown): void {
    const [a, b] = [textOf(first), textOf(mirrored)]
    if (a !== b) throw new Error(`${what}: one store has ${a.slice(0, 500)}, the other ${b.slice(0, 500)}`)
  }
}

/** Turns of the event loop, more than it takes to open a rollup. */
const TURNS = 64

async function turns(count: number): Promise<void> {
  for (let k = 0; k < count; k++) await turn()
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown }

function outcomeOf<T>(call: Promise<T>): Promise<Outcome<T>> {
  return call.then(
    value => ({ value }),
    (error: unknown) => ({ error }),
  )
}

function codeOf(outcome: Outcome<unknown>): unknown {
  return 'error' in outcome ? ((outcome.error as { code?: string }).code ?? String(outcome.error)) : outcome.value
}

/** Plain data as text, whatever the order of its keys. */
function textOf(value: unknown): string {
  return String(
    JSON.stringify(value, (_, inner) => {
      if (ArrayBuffer.isView(inner)) return String(inner)
      if (typeof inner === 'number') return Object.is(inner, -0) ? '-0' : Number.isFinite(inner) ? inner : String(inner)
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    }),
  )
}
