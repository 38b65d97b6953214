import { TidemarkError } from '../../../src'
import type { Store } from '../../../src/store/store'
import { randomFrom } from '../../support/random'
import { eventOf, type Load, openLoad, positionOf, timeOf } from './source'
import { SpyStore } from './spy'

const BATCHES = 30
const ZOMBIES = 3
const HAUNTS = 0.2
const ADVANCES = 0.1

/**
 * Hears what an owner does: `owns`, `asked` and `committed` with the number of an event, `fenced` with where that was, and `refused`
 * with how many things a zombie tried.
 */
export type Report = (word: 'owns' | 'asked' | 'committed' | 'fenced' | 'refused', number: number) => void

/** From taking a writer over until going to take it over again; what comes after is the zombie. */
interface Tenure {
  readonly load: Load
  readonly spy: SpyStore
  /** Up to which event it has added. */
  at: number
  /** How many batches there are to come. */
  left: number
}

/**
 * One of several that want to write as the same writer: takes it over, loads some batches or is fenced, and takes it over again.
 * What it had before goes on writing now and then, as does a process that has not heard of the takeover.
 */
export class Owner {
  readonly #store: Store
  readonly #seed: number
  readonly #events: number
  readonly #random: () => number
  readonly #tell: Report
  readonly #zombies: Tenure[] = []
  #tenure: Tenure | undefined

  /** `seed` is the source's; `own` is for what this owner does. */
  constructor(store: Store, of: { seed: number; own: number; events: number }, tell: Report) {
    this.#store = store
    this.#seed = of.seed
    this.#events = of.events
    this.#random = randomFrom(of.own)
    this.#tell = tell
  }

  /** Does one thing; false if the source is through. */
  async step(): Promise<boolean> {
    if (this.#zombies.length > 0 && this.#random() < HAUNTS) {
      await this.#haunt(this.#zombies[Math.floor(this.#random() * this.#zombies.length)])
      return true
    }
    this.#tenure ??= await this.#takeOver()
    const tenure = this.#tenure
    if (tenure.at >= this.#events) return false
    const fenced = await isFenced(() => this.#commit(tenure))
    if (fenced) this.#tell('fenced', tenure.at)
    if (!fenced && --tenure.left > 0) return true
    this.#zombies.push(tenure)
    if (this.#zombies.length > ZOMBIES) this.#zombies.shift()
    this.#tenure = undefined
    return true
  }

  async #takeOver(): Promise<Tenure> {
    const spy = new SpyStore(this.#store)
    const load = await openLoad(spy)
    const at = positionOf(load)
    this.#tell('owns', at)
    return { load, spy, at, left: Math.ceil(this.#random() * BATCHES) }
  }

  async #commit(tenure: Tenure): Promise<void> {
    const { load } = tenure
    const size = 1 + Math.floor(this.#random() * (this.#random() < 0.1 ? 600 : 60))
    const next = Math.min(tenure.at + size, this.#events)
    for (; tenure.at < next; tenure.at++) load.add(eventOf(this.#seed, tenure.at))
    this.#tell('asked', next)
    await load.flush({ position: { at: next } })
    this.#tell('committed', next)
    if (this.#random() < ADVANCES) await load.advance(timeOf(next))
  }

  /** Lets a zombie write; throws if it was taken over and is not refused. */
  async #haunt(zombie: Tenure): Promise<void> {
    const { load, spy } = zombie
    const wasTakenOver = await spy.wasTakenOver()
    const tries: (() => Promise<unknown>)[] = [() => this.#commit(zombie), () => load.advance(timeOf(zombie.at))]
    // A rollup that was fenced asks its store no more: this is one that does, with every sequence that could be the next.
    if (wasTakenOver) tries.push(...spy.again(8))
    for (const attempt of tries)
      if (!(await isFenced(attempt)) && wasTakenOver)
        throw new Error('a zombie differs: it wrote after it was taken over')
    if (wasTakenOver) this.#tell('refused', tries.length)
  }
}

/** Whether it is refused as TIDEMARK_FENCED. */
async function isFenced(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt()
    return false
  } catch (error) {
    if (error instanceof TidemarkError && error.code === 'TIDEMARK_FENCED') return true
    throw error
  }
}
