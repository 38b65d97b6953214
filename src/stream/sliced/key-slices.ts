import { hashKey } from '../../series/hash'
import { insertAt, isSlack } from '../state/front-gap-array'

/** No row. */
export const NO_SLOT = -1

/** What is held of one key: a row for each slice in which it has something. */
export class KeySlices {
  readonly key: string
  /** Keys are told in the order in which they were first seen. */
  readonly rank: number
  /** The starts of its slices, ascending, and the row of each; entries before `from` are gone. */
  readonly starts: number[] = []
  readonly rows: number[] = []
  /** By slice, where windows have many: the row of what came in its block up to and with it, and from it on; NONE where it is not made. */
  readonly prefix: number[] = []
  readonly suffix: number[] = []
  readonly #columns: readonly number[][]
  from = 0
  /** Where its blocks begin: if those of all keys did at once, their turnovers would hold up everything else. By the key alone, so that a restart changes nothing. */
  readonly phase: number
  /** In how many slices of the window that is closing it has something. */
  inside = 0
  /** The slice [start, end) that was put into last, and its row: most often the next event is in it, too. */
  start = Number.NaN
  end = Number.NaN
  row = NO_SLOT

  constructor(key: string, rank: number, many: boolean) {
    this.key = key
    this.rank = rank
    this.phase = many ? hashKey([key]) >>> 0 : 0
    this.#columns = many ? [this.starts, this.rows, this.prefix, this.suffix] : [this.starts, this.rows]
  }

  get isEmpty(): boolean {
    return this.from === this.starts.length
  }

  /** The index of its first slice that does not start before `time`. */
  indexOf(time: number): number {
    const { starts } = this
    let low = this.from
    let high = starts.length
    if (low < high && starts[high - 1] < time) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle] < time) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Lets in a slice; gives its index. */
  insert(index: number, start: number, row: number): number {
    if (index < this.starts.length) {
      this.from = insertAt(this.#columns, this.from, index, [start, row, NO_SLOT, NO_SLOT])
      return this.indexOf(start)
    }
    this.starts.push(start)
    this.rows.push(row)
    if (this.#columns.length > 2) {
      this.prefix.push(NO_SLOT)
      this.suffix.push(NO_SLOT)
    }
    return index
  }

  /** Lets go of its first slice, whose rows must have been given back. */
  shift(): void {
    if (this.start === this.starts[this.from]) this.start = this.end = Number.NaN
    this.from++
    if (!isSlack(this.from, this.starts.length)) return
    for (const column of this.#columns) column.splice(0, this.from)
    this.from = 0
  }
}
