import type { Frame } from '../../state/frame'
import { NO_POOL_ROW, type RowPool } from '../state/row-pool'
import type { KeySlices } from './key-slices'
import type { SliceLayout } from './slice-layout'

/**
 * Merges the slices of a window, in about three merges per window, however many slices it has.
 *
 * Time is divided into blocks at least as long as a window, so a window is a suffix of one block and a prefix of the next.
 * The merge of each prefix and suffix is computed when it is first needed, and kept. Unlike two stacks that flip when one
 * is empty, the block edges are fixed. So the merge order depends on the slices alone, and a window reads the same to the
 * last bit in a retraction and after a restart.
 *
 * Source: van Herk, "A fast algorithm for local minimum and maximum filters", 1992; Gil and Werman, 1993; Tangwongsan,
 * Hirzel and Schneider, "In-order sliding-window aggregation in worst-case constant time", 2021, section 3.
 */
export class BlockMerge {
  /** The result of `find`: the window is slices [low, high) of the key. */
  low = 0
  high = 0
  /** The result of `find`: the first and last event time in the window. */
  first = 0
  last = 0
  readonly #pool: RowPool
  readonly #frame: Frame
  readonly #layout: SliceLayout
  /** The row in which windows are merged. */
  readonly #scratch: number

  constructor(pool: RowPool, layout: SliceLayout) {
    this.#pool = pool
    this.#frame = pool.frame
    this.#layout = layout
    this.#scratch = pool.reserve()
  }

  /** Finds the slices of a key in the window [start, end). Returns false if the key has no event in it. */
  find(keySlices: KeySlices, start: number, end: number): boolean {
    this.low = keySlices.indexOf(start)
    this.high = keySlices.indexOf(end)
    if (this.low === this.high) return false
    this.first = this.#pool.first[keySlices.rows[this.low]]
    this.last = this.#pool.last[keySlices.rows[this.high - 1]]
    return true
  }

  /** Returns the row of the window that `find` found and that ends at `end`. It is valid until the next call. */
  merged(keySlices: KeySlices, end: number): number {
    const { low, high } = this
    const { rows } = keySlices
    if (high - low === 1) return rows[low]
    if (!this.#layout.usesBlocks) {
      this.#mergeInto(this.#scratch, rows[low], rows[low + 1])
      for (let k = low + 2; k < high; k++) this.#frame.merge(this.#scratch, this.#frame, rows[k])
      return this.#scratch
    }
    const middle = Math.max(low, keySlices.indexOf(this.#layout.blockOf(end - 1, keySlices.phase)))
    if (middle === low) return this.#prefixOf(keySlices, low, high - 1)
    const suffix = this.#suffixOf(keySlices, low, middle - 1)
    if (middle === high) return suffix
    const prefix = this.#prefixOf(keySlices, middle, high - 1)
    this.#mergeInto(this.#scratch, suffix, prefix)
    return this.#scratch
  }

  /** Drops the prefixes and suffixes that contain a slice which has changed or is new. */
  invalidate(keySlices: KeySlices, index: number, isNew: boolean): void {
    if (!this.#layout.usesBlocks) return
    const { starts, prefix, suffix } = keySlices
    const block = this.#layout.blockOf(starts[index], keySlices.phase)
    const end = block + this.#layout.blockSize
    for (let k = isNew ? index + 1 : index; k < starts.length && starts[k] < end && prefix[k] !== NO_POOL_ROW; k++)
      prefix[k] = this.#release(prefix[k])
    for (let k = isNew ? index - 1 : index; k >= keySlices.head && starts[k] >= block && suffix[k] !== NO_POOL_ROW; k--)
      suffix[k] = this.#release(suffix[k])
  }

  /** Releases the rows of the first slice of a key, and removes the slice. */
  shift(keySlices: KeySlices): void {
    const { head, rows, prefix, suffix } = keySlices
    this.#release(rows[head])
    if (this.#layout.usesBlocks && prefix[head] !== NO_POOL_ROW) this.#release(prefix[head])
    if (this.#layout.usesBlocks && suffix[head] !== NO_POOL_ROW) this.#release(suffix[head])
    keySlices.shift()
  }

  /** Returns the row of the merge from slice `first`, the first of its block, to slice `index`. */
  #prefixOf({ rows, prefix }: KeySlices, first: number, index: number): number {
    let k = index
    while (k > first && prefix[k] === NO_POOL_ROW) k--
    if (prefix[k] === NO_POOL_ROW) prefix[k] = this.#mergedRow(rows[k])
    for (k++; k <= index; k++) prefix[k] = this.#mergedRow(prefix[k - 1], rows[k])
    return prefix[index]
  }

  /** Returns the row of the merge from slice `index` to slice `last`, the last of its block. */
  #suffixOf({ rows, suffix }: KeySlices, index: number, last: number): number {
    let k = index
    while (k < last && suffix[k] === NO_POOL_ROW) k++
    if (suffix[k] === NO_POOL_ROW) suffix[k] = this.#mergedRow(rows[k])
    for (k--; k >= index; k--) suffix[k] = this.#mergedRow(rows[k], suffix[k + 1])
    return suffix[index]
  }

  /** Returns a new row: a copy of one row, or the merge of two. */
  #mergedRow(row: number, next = NO_POOL_ROW): number {
    const target = this.#pool.acquire()
    if (next === NO_POOL_ROW) this.#frame.copy(target, this.#frame, row)
    else this.#mergeInto(target, row, next)
    return target
  }

  /** Sets the target row to the merge of two rows. */
  #mergeInto(target: number, row: number, next: number): void {
    this.#frame.copy(target, this.#frame, row)
    this.#frame.merge(target, this.#frame, next)
  }

  #release(row: number): number {
    this.#pool.release(row)
    return NO_POOL_ROW
  }
}
