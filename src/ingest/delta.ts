import { Frame } from '../state/frame'
import type { StateSchema } from '../state/schema'

const NO_ROW = -1
/** Small, because each flush leaves a delta behind while a store fails. */
const MIN_ROWS = 4

/**
 * Rows that are not yet committed, one per series and window of the finest tier: a frame, a hash index over both keys,
 * and a chain through the rows of each series.
 */
export class Delta {
  readonly frame: Frame
  /** The sequence of its commit; Infinity before it has one. */
  sequence = Number.POSITIVE_INFINITY
  /** Where the source must resume after its commit; undefined if no position was given. */
  position: unknown
  /** The earliest start of its windows; Infinity if it is empty. */
  earliest = Number.POSITIVE_INFINITY
  /** Whether a query may be reading it: then it is never cleared. */
  shared = false
  /** The series of each row. */
  series: Int32Array
  /** The start of each row's window. */
  starts: Float64Array
  /** One plus the row with the latest window of each series, 0 for none. #next leads from it to the others. */
  #latest = new Int32Array(64)
  #next: Int32Array
  readonly #touched: number[] = []
  #slots: Int32Array

  /** An empty delta with memory for about `rows` rows. */
  constructor(schema: StateSchema, rows = 0) {
    const capacity = capacityFor(rows)
    this.frame = new Frame(schema, capacity)
    this.series = new Int32Array(capacity)
    this.starts = new Float64Array(capacity)
    this.#next = new Int32Array(capacity)
    this.#slots = new Int32Array(capacity * 2).fill(NO_ROW)
  }

  /** Removes all rows. Memory for at most `spareRows` rows stays for the next ones; half of it goes if little was needed. */
  clear(spareRows: number): void {
    for (const series of this.#touched) this.#latest[series] = 0
    this.#touched.length = 0
    const before = this.series.length
    const rows = Math.min(spareRows, this.length < before / 4 ? before / 2 : before)
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

  /** The row of a series and window, or -1. */
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

  /** The row of a series and window; appends one at its identity if there is none. */
  findOrAppend(series: number, start: number): number {
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

  /** The series that have rows, each once, in order of their first row. */
  touched(): Iterable<number> {
    return this.#touched
  }

  /** The rows of a series whose windows start in [from, to), in order of time. A list that is given is reused for them. */
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
    // Points in order of time make rows in order of time: then there is nothing to sort.
    for (let k = 1; k < rows.length; k++)
      if (starts[rows[k - 1]] > starts[rows[k]]) return rows.sort((a, b) => starts[a] - starts[b])
    return rows
  }

  #latestOf(series: number): number {
    return series < this.#latest.length ? this.#latest[series] - 1 : NO_ROW
  }

  /** Chains a new row: it becomes the latest of its series, or stands behind the latest. */
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
      this.#latest = copyInto(this.#latest, new Int32Array(capacity))
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

  /** Moves the rows to arrays of another size. The index is emptied: it must be made again. */
  #resize(capacity: number): void {
    this.series = copyInto(this.series, new Int32Array(capacity))
    this.starts = copyInto(this.starts, new Float64Array(capacity))
    this.#next = copyInto(this.#next, new Int32Array(capacity))
    this.#slots = new Int32Array(capacity * 2)
  }
}

function capacityFor(rows: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(MIN_ROWS, rows)))
}

function copyInto<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from.subarray(0, into.length))
  return into
}

/** Mixes both keys. Starts are multiples of a width, so all of their bits must reach the low ones. */
function hash(series: number, start: number): number {
  const high = Math.floor(start / 4_294_967_296)
  let h = Math.imul(series ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(start >>> 0, 0xc2b2ae35) ^ Math.imul(high, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}
