import { Frame } from '../state/frame'
import type { StateSchema } from '../state/schema'

const NO_ROW = -1
/** Small, since while a store fails each flush leaves a delta behind. */
const MIN_ROWS = 4

/**
 * Rows that are not yet committed, one for each (series, window of the finest tier): a frame, a hash index over both keys,
 * and for each series a chain through its rows.
 */
export class Delta {
  readonly frame: Frame
  /** The sequence of the commit that takes it into the store; Infinity until one does. */
  sequence = Number.POSITIVE_INFINITY
  /** Where the source must resume once it is committed; undefined where that was not said. */
  position: unknown
  /** The earliest start of a window that it holds; Infinity where it holds none. */
  earliest = Number.POSITIVE_INFINITY
  /** Whether somebody else may be reading it: then it is never cleared. */
  lent = false
  /** The series of each row. */
  series: Int32Array
  /** The start of each row's window. */
  starts: Float64Array
  /** The row of each series whose window is the latest, and one more (0: none); the others hang behind it, by #next. */
  #latest = new Int32Array(64)
  #next: Int32Array
  readonly #touched: number[] = []
  #slots: Int32Array

  /** An empty delta with room for about `rows` rows. */
  constructor(schema: StateSchema, rows = 0) {
    const capacity = capacityFor(rows)
    this.frame = new Frame(schema, capacity)
    this.series = new Int32Array(capacity)
    this.starts = new Float64Array(capacity)
    this.#next = new Int32Array(capacity)
    this.#slots = new Int32Array(capacity * 2).fill(NO_ROW)
  }

  /**
   * Lets go of all rows; the memory that they were in is kept for the next ones, for `most` of them at most. Where little
   * of it was needed, half of it is let go.
   */
  clear(most: number): void {
    for (const series of this.#touched) this.#latest[series] = 0
    this.#touched.length = 0
    const before = this.series.length
    const rows = Math.min(most, this.length < before / 4 ? before / 2 : before)
    if (capacityFor(rows) < before) this.#resize(capacityFor(rows))
    this.#slots.fill(NO_ROW)
    this.frame.clear(rows)
    this.sequence = Number.POSITIVE_INFINITY
    this.position = undefined
    this.earliest = Number.POSITIVE_INFINITY
  }

  get length(): number {
    return this.frame.length
  }

  /** The row of a series' window, or -1. */
  find(series: number, start: number): number {
    const latest = this.#latestOf(series)
    if (latest === NO_ROW || start > this.starts[latest]) return NO_ROW // points in order of time need no search
    if (start === this.starts[latest]) return latest
    const mask = this.#slots.length - 1
    for (let slot = hash(series, start) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot]
      if (row === NO_ROW || (this.series[row] === series && this.starts[row] === start)) return row
    }
  }

  /** The row of a series' window; a new one, at its identity, where there was none. */
  claim(series: number, start: number): number {
    const found = this.find(series, start)
    if (found !== NO_ROW) return found
    const row = this.frame.append()
    if (row === this.series.length) this.#grow(row * 2)
    this.series[row] = series
    this.starts[row] = start
    if (start < this.earliest) this.earliest = start
    this.#chain(series, row)
    this.#index(row)
    return row
  }

  /** The series that have rows, each once. */
  touched(): Iterable<number> {
    return this.#touched
  }

  /** The rows of a series whose windows start in [from, to), in order of time; in a list that is given, in place of what it held. */
  rowsOf(
    series: number,
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
    rows: number[] = [],
  ): number[] {
    const { starts } = this
    rows.length = 0
    for (let row = this.#latestOf(series); row !== NO_ROW; row = this.#next[row])
      if (starts[row] >= from && starts[row] < to) rows.push(row)
    rows.reverse()
    // Where points came in order of time, so did their rows.
    for (let k = 1; k < rows.length; k++)
      if (starts[rows[k - 1]] > starts[rows[k]]) return rows.sort((a, b) => starts[a] - starts[b])
    return rows
  }

  #latestOf(series: number): number {
    return series < this.#latest.length ? this.#latest[series] - 1 : NO_ROW
  }

  /** Hangs a new row behind its series' latest one, or makes it that. */
  #chain(series: number, row: number): void {
    const latest = this.#latestOf(series)
    if (latest === NO_ROW) this.#touched.push(series)
    if (latest !== NO_ROW && this.starts[row] < this.starts[latest]) {
      this.#next[row] = this.#next[latest]
      this.#next[latest] = row
      return
    }
    if (series >= this.#latest.length) {
      const capacity = Math.max(series + 1, this.#latest.length * 2)
      this.#latest = moved(this.#latest, new Int32Array(capacity))
    }
    this.#next[row] = latest
    this.#latest[series] = row + 1
  }

  #index(row: number): void {
    const mask = this.#slots.length - 1
    let slot = hash(this.series[row], this.starts[row]) & mask
    while (this.#slots[slot] !== NO_ROW) slot = (slot + 1) & mask
    this.#slots[slot] = row
  }

  #grow(capacity: number): void {
    const rows = this.series.length
    this.#resize(capacity)
    this.#slots.fill(NO_ROW)
    for (let row = 0; row < rows; row++) this.#index(row)
  }

  /** Moves what is kept of each row to arrays of another size; the index is still to be made. */
  #resize(capacity: number): void {
    this.series = moved(this.series, new Int32Array(capacity))
    this.starts = moved(this.starts, new Float64Array(capacity))
    this.#next = moved(this.#next, new Int32Array(capacity))
    this.#slots = new Int32Array(capacity * 2)
  }
}

function capacityFor(rows: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(MIN_ROWS, rows)))
}

function moved<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from.subarray(0, into.length))
  return into
}

/** Mixes both keys; starts are multiples of a width, so all their bits have to reach the low ones. */
function hash(series: number, start: number): number {
  const high = Math.floor(start / 4_294_967_296)
  let h = Math.imul(series ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(start >>> 0, 0xc2b2ae35) ^ Math.imul(high, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}
