import Database from 'libsql'
import { sqliteStore } from '../../../src/store/sqlite'
import { askOf, EARLIEST, eventOf, type Load, openLoad, positionOf, TIERS, timeOf } from './source'

const NAMES = ['n', 'total', 'least', 'most'] as const

interface Numbers {
  n: number
  total: number
  least: number
  most: number
}

/** What the raw events of a source come to, window by window: each tier's from every event, none from another tier's. */
export class Truth {
  readonly #seed: number
  readonly #tiers = TIERS.map(() => new Map<string, Numbers>())
  #at = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  /**
   * Compares a rollup with the events before its position: in each tier every window that is surely kept, of every host. Returns how
   * many; throws on the first that differs.
   */
  async compare(load: Load): Promise<number> {
    const at = positionOf(load)
    this.#upTo(at)
    let compared = 0
    for (const [t, { width, keep }] of TIERS.entries()) {
      const kept = Math.max(timeOf(at) - keep, EARLIEST)
      compared += await this.#compareTier(load, t, at, Math.floor(kept / width) * width)
    }
    return compared
  }

  async #compareTier(load: Load, t: number, at: number, from: number): Promise<number> {
    const { every, width } = TIERS[t]
    let known = 0
    for (const key of this.#tiers[t].keys()) if (startOf(key) >= from) known++
    let compared = 0
    const answer = await load.query(askOf(width, from, at))
    for (const { start, tags, n, total, least, most } of answer.rows()) {
      const wanted = this.#tiers[t].get(`${start} ${tags.host}`)
      if (!wanted && n === null) continue
      const got: Numbers = { n: n ?? 0, total: total!, least: least!, most: most! }
      if (!wanted || NAMES.some(name => got[name] !== wanted[name])) {
        const windows = `the ${every} of ${tags.host} from ${start}`
        throw new Error(
          `at event ${at}, ${windows} differs: ${JSON.stringify(got)}, where its events come to ${JSON.stringify(wanted)}`,
        )
      }
      compared++
    }
    if (compared !== known)
      throw new Error(`at event ${at}, ${every} from ${from} differs: ${compared} windows of ${known} are there`)
    return compared
  }

  /** Adds the events that come before one, by hand. */
  #upTo(at: number): void {
    if (at < this.#at) throw new Error(`the position went back from ${this.#at} to ${at}`)
    for (; this.#at < at; this.#at++) {
      const { time, value, tags } = eventOf(this.#seed, this.#at)
      for (const [t, { width }] of TIERS.entries()) {
        const key = `${Math.floor(time / width) * width} ${tags.host}`
        const of = this.#tiers[t].get(key)
        if (!of) {
          this.#tiers[t].set(key, { n: 1, total: value, least: value, most: value })
          continue
        }
        of.n++
        of.total += value
        of.least = Math.min(of.least, value)
        of.most = Math.max(of.most, value)
      }
    }
  }
}

function startOf(key: string): number {
  return Number(key.slice(0, key.indexOf(' ')))
}

/** Takes a load over, as the next process would, and compares it; returns its position and how many windows were compared. */
export async function compareFile(file: string, truth: Truth): Promise<{ at: number; windows: number }> {
  const handle = new Database(file)
  try {
    const load = await openLoad(sqliteStore(handle))
    return { at: positionOf(load), windows: await truth.compare(load) }
  } finally {
    handle.close()
  }
}
