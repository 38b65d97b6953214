import { setImmediate as turn } from 'node:timers/promises'
import type { Commit, Lease, Row, RowQuery, Series, SeriesQuery, Store, WriterRecord } from '../../../src/store/store'

/**
 * Two stores of which each is told all, one step at a time: the first answers, and must have answered as the second would.
 * The first may be opened anew at any moment. Who was taken over hears of it once the new owner is there.
 */
export class TwinStore implements Store {
  readonly promises: Store['promises']
  /** How many leases, commits and rows were compared. */
  compared = 0
  #first: Store
  readonly #second: Store
  #last: Promise<unknown> = Promise.resolve()

  constructor(first: Store, second: Store) {
    this.promises = first.promises
    this.#first = first
    this.#second = second
  }

  /** Goes on with another store on what the first has left. */
  async reopen(open: () => Store): Promise<void> {
    await this.#inTurn(async () => {
      this.#first = open()
    })
  }

  lease(writer: string): Promise<Lease> {
    return this.#both('lease', store => store.lease(writer))
  }

  commit(change: Commit): Promise<void> {
    return this.#both('commit', store => store.commit(change))
  }

  read(ask: RowQuery): AsyncIterable<Row> {
    return this.#first.read(ask)
  }

  series(ask?: SeriesQuery): AsyncIterable<Series> {
    return this.#first.series(ask)
  }

  writers(): AsyncIterable<WriterRecord> {
    return this.#first.writers()
  }

  async close(): Promise<void> {
    await this.#inTurn(() => Promise.all([this.#first.close(), this.#second.close()]))
  }

  /** Throws where the stores hold anything that differs. */
  async compare(tiers: readonly string[]): Promise<void> {
    for (const store of [this.#second, this.#first]) {
      const other = store === this.#first ? this.#second : this.#first
      for await (const { writer } of store.writers())
        for (const tier of tiers) {
          const ask = { writer, tier, from: -8.64e15, to: 8.64e15 }
          const [mine, others] = [await listOf(store.read(ask)), await listOf(other.read(ask))]
          this.#same(`rows of ${writer} in ${tier}`, mine, others)
          this.compared += mine.length
        }
    }
    this.#same('the series', await listOf(this.#first.series()), await listOf(this.#second.series()))
    const writers = await Promise.all([this.#first, this.#second].map(async store => listOf(store.writers())))
    const [mine, others] = writers.map(list => list.sort((a, b) => (a.writer < b.writer ? -1 : 1)))
    this.#same('the writers', mine, others)
    for (const { writer } of mine) await this.lease(writer)
  }

  /** One after another, so that both stores see one order. */
  #both<T>(what: string, tell: (store: Store) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const [answer, wanted] = [await outcomeOf(tell(this.#first)), await outcomeOf(tell(this.#second))]
      this.#same(`a ${what}`, codeOf(answer), codeOf(wanted))
      this.compared++
      return answer
    }).then(async answer => {
      if ('value' in answer) return answer.value
      if (codeOf(answer) === 'TIDEMARK_FENCED') await turns(TURNS)
      throw answer.error
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return done
  }

  #same(what: string, mine: unknown, others: unknown): void {
    const [a, b] = [textOf(mine), textOf(others)]
    if (a !== b) throw new Error(`${what}: one store has ${a.slice(0, 500)}, the other ${b.slice(0, 500)}`)
  }
}

/** Turns of the event loop, more than it takes to open a rollup. */
const TURNS = 64

async function turns(count: number): Promise<void> {
  for (let k = 0; k < count; k++) await turn()
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown }

function outcomeOf<T>(attempt: Promise<T>): Promise<Outcome<T>> {
  return attempt.then(
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

async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
