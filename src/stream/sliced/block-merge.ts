import type { Frame } from '../../state/frame'
import type { RowPool } from '../state/row-pool'
import { type KeySlices, NO_SLOT } from './key-slices'
import type { SliceLayout } from './slice-layout'

/**
 * Reads windows of a keySlices as the merge of its slices, in about three merges a window, whatever the number of slices.
 *
 * Time is cut into blocks at least as wide as a window, so a window is the end of one block and the beginning of the
 * next. Of each slice is kept, from the time when it is first asked for, the merge of its block up to it and from it on. These are two stacks that
 * turn over at fixed places: so what a window reads depends on its slices only, never on what was asked before, and it
 * reads the same to the last bit when it is taken back, and after a restart.
 * (van Herk, "A fast algorithm for local minimum and maximum filters", 1992; Gil and Werman, 1993; and Tangwongsan,
 * Hirzel and Schneider, "In-order sliding-window aggregation in worst-case constant time", 2021, section 3.)
 */
export class BlockMerge {
  /** What `find` found: slices [low, high) of the keySlices, and the first and last time of an event in them. */
  low = 0
  high = 0
  first = 0
  last = 0
  readonly #pool: RowPool
  readonly #frame: Frame
  readonly #layout: SliceLayout
  /** Where windows are put together. */
  readonly #scratch: number

  constructor(pool: RowPool, layout: SliceLayout) {
    this.#pool = pool
    this.#frame = pool.frame
    this.#layout = layout
    this.#scratch = pool.reserve()
  }

  /** Finds what a keySlices holds of the window [start, end); whether it is anything. */
  find(keySlices: KeySlices, start: number, end: number): boolean {
    this.low = keySlices.indexOf(start)
    this.high = keySlices.indexOf(end)
    if (this.low === this.high) return false
    this.first = this.#pool.first[keySlices.rows[this.low]]
    this.last = this.#pool.last[keySlices.rows[this.high - 1]]
    return true
  }

  /** The row of what was found of the window that ends at `end`: good until the next one is asked for. */
  merged(keySlices: KeySlices, end: number): number {
    const { low, high } = this
    const { rows } = keySlices
    if (high - low === 1) return rows[low]
    if (!this.#layout.many) {
      this.#join(this.#scratch, rows[low], rows[low + 1])
      for (let k = low + 2; k < high; k++) this.#frame.merge(this.#scratch, this.#frame, rows[k])
      return this.#scratch
    }
    const middle = Math.max(low, keySlices.indexOf(this.#layout.blockOf(end - 1, keySlices.phase)))
    if (middle === low) return this.#prefixOf(keySlices, low, high - 1)
    const behind = this.#suffixOf(keySlices, low, middle - 1)
    if (middle === high) return behind
    const before = this.#prefixOf(keySlices, middle, high - 1)
    this.#join(this.#scratch, behind, before)
    return this.#scratch
  }

  /** Notes that a slice of a keySlices has changed, or is new: what was made with it is not right any more. */
  changed(keySlices: KeySlices, index: number, isNew: boolean): void {
    if (!this.#layout.many) return
    const { starts, prefix: before, suffix: behind } = keySlices
    const block = this.#layout.blockOf(starts[index], keySlices.phase)
    const end = block + this.#layout.block
    for (let k = isNew ? index + 1 : index; k < starts.length && starts[k] < end && before[k] !== NO_SLOT; k++)
      before[k] = this.#drop(before[k])
    for (let k = isNew ? index - 1 : index; k >= keySlices.from && starts[k] >= block && behind[k] !== NO_SLOT; k--)
      behind[k] = this.#drop(behind[k])
  }

  /** Lets go of the first slice of a keySlices. */
  shift(keySlices: KeySlices): void {
    const { from, rows, prefix: before, suffix: behind } = keySlices
    this.#drop(rows[from])
    if (this.#layout.many && before[from] !== NO_SLOT) this.#drop(before[from])
    if (this.#layout.many && behind[from] !== NO_SLOT) this.#drop(behind[from])
    keySlices.shift()
  }

  /** The merge of the slices from the first of a block to slice `index`. */
  #prefixOf({ rows, prefix: before }: KeySlices, first: number, index: number): number {
    let k = index
    while (k > first && before[k] === NO_SLOT) k--
    if (before[k] === NO_SLOT) before[k] = this.#made(rows[k])
    for (k++; k <= index; k++) before[k] = this.#made(before[k - 1], rows[k])
    return before[index]
  }

  /** The merge of the slices from slice `index` to the last of its block. */
  #suffixOf({ rows, suffix: behind }: KeySlices, index: number, last: number): number {
    let k = index
    while (k < last && behind[k] === NO_SLOT) k++
    if (behind[k] === NO_SLOT) behind[k] = this.#made(rows[k])
    for (k--; k >= index; k--) behind[k] = this.#made(rows[k], behind[k + 1])
    return behind[index]
  }

  #made(row: number, next = NO_SLOT): number {
    const made = this.#pool.acquire()
    if (next === NO_SLOT) this.#frame.copy(made, this.#frame, row)
    else this.#join(made, row, next)
    return made
  }

  /** Makes a row the merge of two. */
  #join(made: number, row: number, next: number): void {
    this.#frame.copy(made, this.#frame, row)
    this.#frame.merge(made, this.#frame, next)
  }

  #drop(row: number): number {
    this.#pool.release(row)
    return NO_SLOT
  }
}
