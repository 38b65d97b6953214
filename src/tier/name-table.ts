import { hashName } from '../point/hash-name'
import { isCalled, type SeriesName, type Tags, tagsIn, toSeriesName } from '../point/series'

/** No series. */
export const NONE = -1

/**
 * Numbers of series by what they are called, from 0 on: a hash table with linear probing (Knuth, The Art of Computer
 * Programming 3, 6.4 L) that holds no key, only the tags of each series. What is known is found without making anything.
 */
export class NameTable {
  readonly #hash: (name: SeriesName) => number
  readonly #metrics: string[] = []
  readonly #tags: Tags[] = []
  /** By turns a hash and the number of its series; a power of two of such pairs, at most three quarters taken. */
  #slots = new Int32Array(2 * 64).fill(NONE)

  constructor(hash = hashName) {
    this.#hash = hash
  }

  get length(): number {
    return this.#tags.length
  }

  metricOf(id: number): string {
    return this.#metrics[id]
  }

  tagsOf(id: number): Tags {
    return this.#tags[id]
  }

  /** The number of the series that is called so, else NONE. */
  find(name: SeriesName): number {
    const slots = this.#slots
    const hash = this.#hash(name)
    for (let at = this.#home(hash); ; at = this.#after(at)) {
      const id = slots[at + 1]
      if (id === NONE) return NONE
      if (slots[at] === hash && isCalled(this.#metrics[id], this.#tags[id], name)) return id
    }
  }

  /** Adds a series, which must not be known, under the next number. */
  push(name: SeriesName): number {
    const id = this.length
    this.#metrics.push(name[0])
    this.#tags.push(tagsIn(name))
    if (8 * this.length > 3 * this.#slots.length) this.#grow()
    this.#put(this.#hash(name), id)
    return id
  }

  /** Forgets the newest series and says what it was called. None was put behind it: its slot is simply free again. */
  pop(): SeriesName {
    const id = this.length - 1
    const name = toSeriesName(this.#metrics[id], this.#tags[id])
    let at = this.#home(this.#hash(name))
    while (this.#slots[at + 1] !== id) at = this.#after(at)
    this.#slots[at + 1] = NONE
    this.#metrics.pop()
    this.#tags.pop()
    return name
  }

  #put(hash: number, id: number): void {
    let at = this.#home(hash)
    while (this.#slots[at + 1] !== NONE) at = this.#after(at)
    this.#slots[at] = hash
    this.#slots[at + 1] = id
  }

  /** Doubles the slots; the series are put in order of their numbers, as they were before. */
  #grow(): void {
    const old = this.#slots
    const hashes = new Int32Array(this.length)
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== NONE) hashes[old[at + 1]] = old[at]
    this.#slots = new Int32Array(2 * old.length).fill(NONE)
    for (let id = 0; id < this.length - 1; id++) this.#put(hashes[id], id)
  }

  #home(hash: number): number {
    return (2 * hash) & (this.#slots.length - 2)
  }

  #after(at: number): number {
    return (at + 2) & (this.#slots.length - 2)
  }
}
