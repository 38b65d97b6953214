import type { Row } from '../store'
import type { Slab } from './slab'

/** What is kept of a row beside its bytes, as numbers in a row of one array: 40 bytes a row. */
const FIELDS_PER_ROW = 5
const START = 1
const END = 2
const SEQUENCE = 3
/** Where its bytes end; they begin where those of the row before end. */
const UPTO = 4

/** A leaf beyond this is cut in two, so that making room in it moves little. */
const MAX_BYTES = 16_384

/**
 * Rows of one tier that lie side by side, ascending by series and then by start: their numbers in one array, their bytes
 * in another, in the same order and without gaps.
 *
 * @internal
 */
export class BTreeLeaf {
  /** How many rows there are. */
  length = 0
  /** The index of the row that was put last. */
  #last = 0
  #numbers: Float64Array
  #bytes: Uint8Array

  /** An empty leaf with room for so many rows and bytes. */
  constructor(rows: number, bytes: number) {
    this.#numbers = new Float64Array(rows * FIELDS_PER_ROW)
    this.#bytes = new Uint8Array(bytes)
  }

  /** How many bytes the rows have. */
  get live(): number {
    return this.#begin(this.length)
  }

  /** Whether it should be split. */
  get isLarge(): boolean {
    return this.length > 1 && this.#size > MAX_BYTES
  }

  series(index: number): number {
    return this.#numbers[index * FIELDS_PER_ROW]
  }

  start(index: number): number {
    return this.#numbers[index * FIELDS_PER_ROW + START]
  }

  /** The index of the first row at or after a key; `length` where there is none. */
  find(series: number, start: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#isBefore(middle, series, start)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Whether its first row's key is above another one. */
  beginsAfter(series: number, start: number): boolean {
    const own = this.#numbers[0]
    return own > series || (own === series && this.#numbers[START] > start)
  }

  #isBefore(index: number, series: number, start: number): boolean {
    const at = index * FIELDS_PER_ROW
    const own = this.#numbers[at]
    return own < series || (own === series && this.#numbers[at + START] < start)
  }

  /** A copy of a row, its bytes cut from a slab. */
  row(index: number, tier: string, writer: string, slab: Slab): Row {
    const numbers = this.#numbers
    const at = index * FIELDS_PER_ROW
    const begin = this.#begin(index)
    return {
      tier,
      series: numbers[at],
      start: numbers[at + START],
      end: numbers[at + END],
      writer,
      sequence: numbers[at + SEQUENCE],
      bytes: slab.copy(this.#bytes, begin, numbers[at + UPTO]),
    }
  }

  /** Adds a row, or replaces the one of the same key. */
  put({ series, start, end, sequence, bytes }: Row): void {
    const index = this.find(series, start)
    const at = index * FIELDS_PER_ROW
    if (index === this.length || this.series(index) !== series || this.start(index) !== start) this.#insert(index)
    this.#numbers[at] = series
    this.#numbers[at + START] = start
    this.#numbers[at + END] = end
    this.#numbers[at + SEQUENCE] = sequence
    this.#stretch(index, bytes.length)
    this.#bytes.set(bytes, this.#begin(index))
    this.#last = index
  }

  /**
   * Cuts it in two, and gives the upper part: two of about one size, unless the row that was put last is at the end. More
   * are then likely to follow it, so it begins a leaf of its own, with room for as many as there are here.
   */
  split(): BTreeLeaf {
    const appended = this.#last === this.length - 1
    const middle = appended ? this.#last : this.#middle()
    const upper = appended
      ? new BTreeLeaf(this.length, this.live)
      : new BTreeLeaf(this.length - middle, this.live - this.#begin(middle))
    upper.#take(this, middle, this.length)
    this.length = middle
    if (!appended) this.#fit()
    return upper
  }

  /** The index of the row in the middle, by size. */
  #middle(): number {
    let middle = 1
    while (middle < this.length - 1 && middle * FIELDS_PER_ROW * 8 + this.#begin(middle) < this.#size / 2) middle++
    return middle
  }

  /** Takes the rows of the leaf behind this one, if they fit well; gives whether it did. */
  absorb(next: BTreeLeaf): boolean {
    if (this.#size + next.#size > MAX_BYTES / 2) return false
    this.#reserve(this.length + next.length, this.live + next.live)
    this.#take(next, 0, next.length)
    return true
  }

  /** Removes the rows with start in [from, to), whatever their series. */
  drop(from: number, to: number): void {
    const before = this.length
    let p = 0
    while (p < before && !this.#isIn(p, from, to)) p++
    if (p === before) return
    this.length = p
    while (p < before) {
      while (p < before && this.#isIn(p, from, to)) p++
      const first = p
      while (p < before && !this.#isIn(p, from, to)) p++
      this.#take(this, first, p)
    }
    this.#fit()
  }

  get #size(): number {
    return this.length * FIELDS_PER_ROW * 8 + this.live
  }

  #begin(index: number): number {
    return index === 0 ? 0 : this.#numbers[(index - 1) * FIELDS_PER_ROW + UPTO]
  }

  #isIn(index: number, from: number, to: number): boolean {
    const start = this.start(index)
    return start >= from && start < to
  }

  /** Opens a place for a row at its index, with no bytes yet. */
  #insert(index: number): void {
    this.#reserve(this.length + 1, this.live)
    const at = index * FIELDS_PER_ROW
    const upto = this.#begin(index)
    this.#numbers.copyWithin(at + FIELDS_PER_ROW, at, this.length * FIELDS_PER_ROW)
    this.#numbers[at + UPTO] = upto
    this.length++
  }

  /** Gives the row at an index so many bytes: those of the rows behind it move. */
  #stretch(index: number, bytes: number): void {
    const numbers = this.#numbers
    const upto = numbers[index * FIELDS_PER_ROW + UPTO]
    const more = this.#begin(index) + bytes - upto
    if (more === 0) return
    const { live } = this
    if (more > 0) this.#reserve(this.length, live + more)
    this.#bytes.copyWithin(upto + more, upto, live)
    for (let at = index * FIELDS_PER_ROW + UPTO; at < this.length * FIELDS_PER_ROW; at += FIELDS_PER_ROW)
      numbers[at] += more
  }

  /** Takes rows [first, end) of a leaf behind its own ones; there must be room. It may be this one. */
  #take(from: BTreeLeaf, first: number, end: number): void {
    const numbers = from.#numbers
    const [begin, upto] = [from.#begin(first), from.#begin(end)]
    const { length, live } = this
    if (from === this) {
      this.#numbers.copyWithin(length * FIELDS_PER_ROW, first * FIELDS_PER_ROW, end * FIELDS_PER_ROW)
      this.#bytes.copyWithin(live, begin, upto)
    } else {
      this.#numbers.set(numbers.subarray(first * FIELDS_PER_ROW, end * FIELDS_PER_ROW), length * FIELDS_PER_ROW)
      this.#bytes.set(from.#bytes.subarray(begin, upto), live)
    }
    this.length += end - first
    for (let at = length * FIELDS_PER_ROW + UPTO; at < this.length * FIELDS_PER_ROW; at += FIELDS_PER_ROW)
      this.#numbers[at] += live - begin
  }

  /** Sees that there is room for so many rows and bytes: where there is not, for a quarter more. */
  #reserve(rows: number, bytes: number): void {
    if (rows * FIELDS_PER_ROW > this.#numbers.length) this.#resizeNumbers(Math.ceil(rows * 1.25))
    if (bytes > this.#bytes.length) this.#resizeBytes(Math.ceil(bytes * 1.25))
  }

  /** Lets go of what is not needed. */
  #fit(): void {
    this.#resizeNumbers(this.length)
    this.#resizeBytes(this.live)
  }

  #resizeNumbers(rows: number): void {
    const before = this.#numbers
    this.#numbers = new Float64Array(rows * FIELDS_PER_ROW)
    this.#numbers.set(before.subarray(0, this.length * FIELDS_PER_ROW))
  }

  #resizeBytes(bytes: number): void {
    const before = this.#bytes
    this.#bytes = new Uint8Array(bytes)
    this.#bytes.set(before.subarray(0, this.live))
  }
}
