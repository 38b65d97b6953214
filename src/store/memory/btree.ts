import { yieldToEventLoop } from '../../time/yield'
import type { Drop, Row } from '../store'
import { BTreeLeaf } from './btree-leaf'
import { Slab } from './slab'

/** How many leaves a drop searches before other work runs: a few milliseconds. */
const LEAVES_PER_YIELD = 256

/**
 * The rows of one tier of one writer, ascending by series and then by start, in leaves of some kilobytes.
 *
 * A series with one row costs little more than the row, and a series with many rows changes without moving them all.
 * (Bayer and McCreight, "Organization and maintenance of large ordered indices", 1972, with one level above the leaves.)
 *
 * @internal
 */
export class BTree {
  /** A leaf is empty only if it is the only one. */
  readonly #leaves: BTreeLeaf[] = [new BTreeLeaf(0, 0)]
  /** Where the last search ended: the next one is often for a row nearby. */
  #leaf = 0
  #index = 0
  readonly #slab = new Slab()
  /** No row starts before it. */
  #earliest = Number.POSITIVE_INFINITY

  /** Whether there may be rows that start in [from, to). Not if all rows are later, which is what retention mostly finds. */
  mayHold(from: number, to: number): boolean {
    return from < to && to > this.#earliest
  }

  /** Moves to the first row at or after a key; returns false if there is none. */
  seek(series: number, start: number): boolean {
    this.#leaf = this.#leafOf(series, start)
    this.#index = this.#leaves[this.#leaf].find(series, start)
    if (this.#index < this.#leaves[this.#leaf].length) return true
    if (this.#leaf + 1 === this.#leaves.length) return false
    this.#leaf++
    this.#index = 0
    return true
  }

  /** Moves to the last row before a key; returns false if there is none. */
  seekBefore(series: number, start: number): boolean {
    this.#leaf = this.#leafOf(series, start)
    this.#index = this.#leaves[this.#leaf].find(series, start) - 1
    if (this.#index >= 0) return true
    if (this.#leaf === 0) return false
    this.#leaf--
    this.#index = this.#leaves[this.#leaf].length - 1
    return true
  }

  /** The series of the row that the last search moved to. Valid until rows are put or dropped. */
  get series(): number {
    return this.#leaves[this.#leaf].series(this.#index)
  }

  /** The start of that row. */
  get start(): number {
    return this.#leaves[this.#leaf].start(this.#index)
  }

  /** Returns a copy of that row. */
  row(tier: string, writer: string): Row {
    return this.#leaves[this.#leaf].row(this.#index, tier, writer, this.#slab)
  }

  /** Adds a row, or replaces the one of the same key. */
  put(row: Row): void {
    this.#leaf = this.#leafOf(row.series, row.start)
    const leaf = this.#leaves[this.#leaf]
    if (row.start < this.#earliest) this.#earliest = row.start
    leaf.put(row)
    if (leaf.isLarge) this.#leaves.splice(this.#leaf + 1, 0, leaf.split())
  }

  /** Removes the rows of all series that start in [from, to); other work runs between parts of a large tier. */
  async drop({ from, to }: Drop): Promise<void> {
    let first = this.mayHold(from, to) ? 0 : this.#leaves.length
    while (first < this.#leaves.length) {
      if (first > 0) await yieldToEventLoop()
      const kept: BTreeLeaf[] = []
      const part = this.#leaves.slice(first, first + LEAVES_PER_YIELD)
      for (const leaf of part) {
        leaf.drop(from, to)
        if (leaf.length > 0 && !kept.at(-1)?.mergeNext(leaf)) kept.push(leaf)
      }
      this.#leaves.splice(first, part.length, ...kept)
      this.#leaf = 0
      first += kept.length
    }
    if (from <= this.#earliest) this.#earliest = Math.max(this.#earliest, to)
    if (this.#leaves.length === 0) this.#leaves.push(new BTreeLeaf(0, 0))
  }

  /** Returns the number of rows and of their bytes. */
  usage(): { rows: number; bytes: number } {
    let rows = 0
    let bytes = 0
    for (const { length, live } of this.#leaves) {
      rows += length
      bytes += live
    }
    return { rows, bytes }
  }

  /** The index of the leaf for a key: the last one that begins at or before it, or the first. */
  #leafOf(series: number, start: number): number {
    for (let leaf = this.#leaf; leaf < Math.min(this.#leaf + 2, this.#leaves.length); leaf++)
      if (this.#belongs(leaf, series, start)) return leaf
    let low = 0
    let high = this.#leaves.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (this.#leaves[middle].beginsAfter(series, start)) high = middle
      else low = middle
    }
    return low
  }

  #belongs(leaf: number, series: number, start: number): boolean {
    const leaves = this.#leaves
    if (leaf > 0 && leaves[leaf].beginsAfter(series, start)) return false
    return leaf + 1 === leaves.length || leaves[leaf + 1].beginsAfter(series, start)
  }
}
