import { hashKey } from './hash'
import { isCalled, type SeriesKey, type Tags, tagsIn } from './series-key'

/** Returned if a series is unknown. */
export const NOT_FOUND = -1

const SLOT_WIDTH = 4

/**
 * Numbers series by their key, from 0 on: a hash table with linear probing (Knuth, The Art of Computer Programming 3,
 * 6.4 L) over the texts of all keys in one list. Finding a known series allocates nothing.
 */
export class SeriesTable {
  readonly #hash: (name: SeriesKey, length?: number) => number
  /** The keys of all series as they were first written. */
  readonly #texts: string[] = []
  /** The index in the texts at which each key begins, and at last their end. */
  readonly #from: number[] = [0]
  /** The tags of each series, once they were read. */
  readonly #tags: (Tags | undefined)[] = []
  /**
   * Four numbers per slot, so that a look-up touches memory twice: the hash of a key, the number of its series, the index
   * at which its texts begin, and how many they are. A power of two of slots, at most three quarters of them full.
   */
  #slots = new Int32Array(SLOT_WIDTH * 64).fill(NOT_FOUND)

  constructor(hash = hashKey) {
    this.#hash = hash
  }

  get length(): number {
    return this.#tags.length
  }

  metricOf(id: number): string {
    return this.#texts[this.#from[id]]
  }

  tagsOf(id: number): Tags {
    this.#tags[id] ??= tagsIn(this.#nameOf(id))
    return this.#tags[id]
  }

  /** Returns the number of a series, or NOT_FOUND; the first `length` texts of `name` count. */
  find(name: SeriesKey, length = name.length): number {
    const slots = this.#slots
    const hash = this.#hash(name, length)
    for (let at = this.#home(hash); ; at = this.#after(at)) {
      const id = slots[at + 1]
      if (id === NOT_FOUND) return NOT_FOUND
      if (slots[at] !== hash || slots[at + 3] !== length) continue
      if (isCalled(this.#texts, slots[at + 2], name, length)) return id
    }
  }

  /** Adds an unknown series under the next number. */
  push(name: SeriesKey): number {
    const id = this.length
    for (const text of name) this.#texts.push(text)
    this.#from.push(this.#texts.length)
    this.#tags.push(undefined)
    if (4 * SLOT_WIDTH * this.length > 3 * this.#slots.length) this.#grow()
    this.#put(this.#hash(name), id)
    return id
  }

  /** Removes the newest series and returns its key. No other was probed past it, so its slot is free again. */
  pop(): SeriesKey {
    const id = this.length - 1
    const name = this.#nameOf(id)
    let at = this.#home(this.#hash(name))
    while (this.#slots[at + 1] !== id) at = this.#after(at)
    this.#slots[at + 1] = NOT_FOUND
    this.#from.pop()
    this.#texts.length = this.#from[id]
    this.#tags.pop()
    return name
  }

  #nameOf(id: number): SeriesKey {
    return this.#texts.slice(this.#from[id], this.#from[id + 1])
  }

  #put(hash: number, id: number): void {
    let at = this.#home(hash)
    while (this.#slots[at + 1] !== NOT_FOUND) at = this.#after(at)
    this.#slots[at] = hash
    this.#slots[at + 1] = id
    this.#slots[at + 2] = this.#from[id]
    this.#slots[at + 3] = this.#from[id + 1] - this.#from[id]
  }

  /** Doubles the slots, and inserts the series in the order of their numbers again. */
  #grow(): void {
    const old = this.#slots
    const hashes = new Int32Array(this.length)
    for (let at = 0; at < old.length; at += SLOT_WIDTH) if (old[at + 1] !== NOT_FOUND) hashes[old[at + 1]] = old[at]
    this.#slots = new Int32Array(2 * old.length).fill(NOT_FOUND)
    for (let id = 0; id < this.length - 1; id++) this.#put(hashes[id], id)
  }

  #home(hash: number): number {
    return (SLOT_WIDTH * hash) & (this.#slots.length - SLOT_WIDTH)
  }

  #after(at: number): number {
    return (at + SLOT_WIDTH) & (this.#slots.length - SLOT_WIDTH)
  }
}
