import type { Row } from '../store'
import type { Slab } from './slab'

/** The numbers of a row beside its bytes, side by side in one array: 40 bytes per row. */
const FIELDS_PER_ROW = 5
const START = 1
const END = 2
const SEQUENCE = 3
/** Where its bytes end. They begin where those of the previous row end. */
const BYTES_END = 4

/** A larger leaf is split in two, so that an insertion moves little. */
const MAX_BYTES = 16_384

/**
 * Adjacent rows of one tier, ascending by series and then by start: their numbers in one array, their bytes in another, in
 * the same order and without gaps.
 *
 * @internal
 */
export class BTreeLeaf {
  /** The number of rows. */
  length = 0
  /** The index of the row that was put last. */
  #last = 0
  #numbers: Float64Array
  #bytes: Uint8Array

  /** Makes an empty leaf with capacity for this many rows and bytes. */
  constructor(rows: number, bytes: number) {
    this.#numbers = new Float64Array(rows * FIELDS_PER_ROW)
    this.#bytes = new Uint8Array(bytes)
  }

  /** The number of bytes of all rows. */
  get live(): number {
    return this.#begin(this.length)
  }

  /** Whether the leaf should be split. */
  get isLarge(): boolean {
    return this.length > 1 && this.#size > MAX_BYTES
  }

  series(index: number): number {
    return this.#numbers[index * FIELDS_PER_ROW]
  }

  start(index: number): number {
    return this.#numbers[index * FIELDS_PER_ROW + START]
  }

  /** Returns the index of the first row at or after a key, or `length` if there is none. */
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

  /** Whether the key of the first row is above this one. */
  beginsAfter(series: number, start: number): boolean {
    const own = this.#numbers[0]
    return own > series || (own === series && this.#numbers[START] > start)
  }

  #isBefore(index: number, series: number, start: number): boolean {
    const at = index * FIELDS_PER_ROW
    const own = this.#numbers[at]
    return own < series || (own === series && this.#numbers[at + START] < start)
  }

  /** Returns a copy of a row; its bytes are in a slab. */
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
      bytes: slab.copy(this.#bytes, begin, numbers[at + BYTES_END]),
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
    this.#resizeRow(index, bytes.length)
    this.#bytes.set(bytes, this.#begin(index))
    this.#last = index
  }

  /**
   * Splits the leaf, and returns the upper part. The two are of about the same size, unless the last row was put last. More
   * rows are then likely to follow it, so it begins a new leaf with capacity for as many rows as there are here.
   */
  split(): BTreeLeaf {
    const appended = this.#last === this.length - 1
    const middle = appended ? this.#last : this.#middle()
    const upper = appended
      ? new BTreeLeaf(this.length, this.live)
      : new BTreeLeaf(this.length - middle, this.live - this.#begin(middle))
    upper.#append(this, middle, this.length)
    this.length = middle
    if (!appended) this.#shrink()
    return upper
  }

  /** The index of the row in the middle, by size. */
  #middle(): number {
    let middle = 1
    while (middle < this.length - 1 && middle * FIELDS_PER_ROW * 8 + this.#begin(middle) < this.#size / 2) middle++
    return middle
  }

  /** Appends the rows of the next leaf if both are small enough; returns whether it did. */
  mergeNext(next: BTreeLeaf): boolean {
    if (this.#size + next.#size > MAX_BYTES / 2) return false
    this.#reserve(this.length + next.length, this.live + next.live)
    this.#append(next, 0, next.length)
    return true
  }

  /** Removes the rows of all series that start in [from, to). */
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
      this.#append(this, first, p)
    }
    this.#shrink()
  }

  get #size(): number {
    return this.length * FIELDS_PER_ROW * 8 + this.live
  }

  #begin(index: number): number {
    return index === 0 ? 0 : this.#numbers[(index - 1) * FIELDS_PER_ROW + BYTES_END]
  }

  #isIn(index: number, from: number, to: number): boolean {
    const start = this.start(index)
    return start >= from && start < to
  }

  /** Inserts a row without bytes at an index. */
  #insert(index: number): void {
    this.#reserve(this.length + 1, this.live)
    const at = index * FIELDS_PER_ROW
    const upto = this.#begin(index)
    this.#numbers.copyWithin(at + FIELDS_PER_ROW, at, this.length * FIELDS_PER_ROW)
    this.#numbers[at + BYTES_END] = upto
    this.length++
  }

  /** Makes space for this many bytes of the row at an index: the bytes of later rows move. */
  #resizeRow(index: number, bytes: number): void {
    const numbers = this.#numbers
    const upto = numbers[index * FIELDS_PER_ROW + BYTES_END]
    const more = this.#begin(index) + bytes - upto
    if (more === 0) return
    const { live } = this
    if (more > 0) this.#reserve(this.length, live + more)
    this.#bytes.copyWithin(upto + more, upto, live)
    for (let at = index * FIELDS_PER_ROW + BYTES_END; at < this.length * FIELDS_PER_ROW; at += FIELDS_PER_ROW)
      numbers[at] += more
  }

  /** Appends rows [first, end) of a leaf, which may be this one. There must be capacity. */
  #append(from: BTreeLeaf, first: number, end: number): void {
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
    for (let at = length * FIELDS_PER_ROW + BYTES_END; at < this.length * FIELDS_PER_ROW; at += FIELDS_PER_ROW)
      this.#numbers[at] += live - begin
  }

  /** Grows the arrays if this many rows and bytes do not fit, to a quarter more. */
  #reserve(rows: number, bytes: number): void {
    if (rows * FIELDS_PER_ROW > this.#numbers.length) this.#resizeNumbers(Math.ceil(rows * 1.25))
    if (bytes > this.#bytes.length) this.#resizeBytes(Math.ceil(bytes * 1.25))
  }

  /** Frees unused capacity. */
  #shrink(): void {
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
