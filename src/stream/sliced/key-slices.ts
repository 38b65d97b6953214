import { hashKey } from '../../series/hash'
import { insertAt, shouldCompact } from '../state/front-gap-array'
import { NO_POOL_ROW } from '../state/row-pool'

/** The slices of one key: a row per slice in which the key has events. */
export class KeySlices {
  readonly key: string
  /** The position of the key in the order in which keys were first seen, which is also the order of its panes. */
  readonly rank: number
  /** The starts of the slices, ascending. In this and the next columns, entries before `head` are free. */
  readonly starts: number[] = []
  /** The pool row of each slice. */
  readonly rows: number[] = []
  /** If the layout uses blocks, per slice: the row of the merge of its block up to and including it. NO_POOL_ROW until it is needed. */
  readonly prefix: number[] = []
  /** If the layout uses blocks, per slice: the row of the merge of its block from it on. NO_POOL_ROW until it is needed. */
  readonly suffix: number[] = []
  readonly #columns: readonly number[][]
  head = 0
  /** Shifts the blocks of this key, so that keys do not rebuild their blocks all at once. Depends on the key alone, so that a restart changes nothing. */
  readonly phase: number
  /** How many slices of the current window of `SliceIndex` hold events of the key. */
  slicesInWindow = 0
  /** The start, end and row of the slice of the key's last event. The next event is usually in it too. */
  currentStart = Number.NaN
  currentEnd = Number.NaN
  currentRow = NO_POOL_ROW

  constructor(key: string, rank: number, usesBlocks: boolean) {
    this.key = key
    this.rank = rank
    this.phase = usesBlocks ? hashKey([key]) >>> 0 : 0
    this.#columns = usesBlocks ? [this.starts, this.rows, this.prefix, this.suffix] : [this.starts, this.rows]
  }

  get isEmpty(): boolean {
    return this.head === this.starts.length
  }

  /** Returns the index of the first slice that starts at or after `time`. */
  indexOf(time: number): number {
    const { starts } = this
    let low = this.head
    let high = starts.length
    if (low < high && starts[high - 1] < time) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle] < time) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Inserts a slice and returns its index. */
  insert(index: number, start: number, row: number): number {
    if (index < this.starts.length) {
      this.head = insertAt(this.#columns, this.head, index, [start, row, NO_POOL_ROW, NO_POOL_ROW])
      return this.indexOf(start)
    }
    this.starts.push(start)
    this.rows.push(row)
    if (this.#columns.length > 2) {
      this.prefix.push(NO_POOL_ROW)
      this.suffix.push(NO_POOL_ROW)
    }
    return index
  }

  /** Removes the first slice. Its rows must be released already. */
  shift(): void {
    if (this.currentStart === this.starts[this.head]) this.currentStart = this.currentEnd = Number.NaN
    this.head++
    if (!shouldCompact(this.head, this.starts.length)) return
    for (const column of this.#columns) column.splice(0, this.head)
    this.head = 0
  }
}
