import { userCodeError } from '../check/user-code'
import { TidemarkError } from '../error'
import type { Batch } from '../point/batch'
import { type Frame, rowsWithin } from '../state/frame'
import type { StateSchema } from '../state/schema'
import { groupByWindow } from '../window/group-by-window'
import { cutRuns } from '../window/runs'
import type { Partition } from '../window/windower'
import { Delta } from './delta'
import { PointBuffer } from './point-buffer'

/** How many points are buffered before they are folded, so that a series has runs; fewer if states are wide, since each point may begin a row. */
const POINTS_PER_FOLD = 8192
const NUMBERS_PER_FOLD = 1_048_576
/** How much memory of a committed delta is reused at most, 64 MB: a larger one may be the only one of its size. */
const MAX_SPARE_NUMBERS = 8_388_608

/**
 * What was added and is not yet committed: buffered points, the active delta that they are folded into, and the frozen
 * deltas that wait for their commit, oldest first. Together they have at most `maxRows` rows.
 */
export class Head {
  readonly #schema: StateSchema
  readonly #partition: Partition
  readonly #maxRows: number
  readonly #buffer: PointBuffer
  #active: Delta
  #frozen: Delta[] = []
  /** An empty delta whose memory the next points reuse. */
  #spare: Delta | undefined
  // The points that are being folded. They are fields, since a closure per series would be garbage.
  #series = 0
  #times: Float64Array = new Float64Array()
  #values: Float64Array = new Float64Array()
  readonly #foldRun = (start: number, _end: number, from: number, to: number): void => {
    const delta = this.#active
    delta.frame.fold(delta.findOrAppend(this.#series, start), this.#values, this.#times, from, to)
  }
  readonly #foldSeries = (series: number, times: Float64Array, values: Float64Array, length: number): void =>
    this.#foldRuns(series, times, values, length, false)

  /** How many new rows the points need that were last refused. */
  #neededRows = 0

  constructor(schema: StateSchema, partition: Partition, maxRows: number) {
    this.#schema = schema
    this.#partition = partition
    this.#maxRows = maxRows
    this.#active = new Delta(schema)
    this.#buffer = new PointBuffer(Math.min(POINTS_PER_FOLD, rowsWithin(NUMBERS_PER_FOLD, schema)))
  }

  /** Folds the buffered points and returns how many rows wait for their commit. */
  countRows(): number {
    this.#fold()
    return this.#foldedRows()
  }

  /** How many points fit at least, even if each begins a new row. Folds nothing. */
  get freeRows(): number {
    return this.#maxRows - this.#foldedRows() - this.#buffer.length
  }

  add(series: number, time: number, value: number): void {
    if (this.#buffer.full) this.#fold()
    this.#buffer.add(series, time, value)
  }

  /** Folds a batch of one series straight into its rows: grouped by window first if it is not sorted. */
  addBatch(series: number, batch: Batch): void {
    this.#fold() // earlier points come first
    const { times, values } = batch.sorted
      ? batch
      : groupByWindow(this.#partition, batch.times, batch.values, batch.length)
    this.#foldRuns(series, times, values, batch.length, batch.sorted)
  }

  /** Whether a point for each (series, time) fits. Points that fall into rows of the active delta always do. */
  hasCapacity(series: ArrayLike<number>, times: ArrayLike<number>): boolean {
    if (this.freeRows >= times.length) return true
    this.#fold()
    const newRows = new Map<number, Set<number>>()
    let rows = this.#foldedRows()
    for (let p = 0; p < times.length; p++) {
      const start = this.#partition.startOf(times[p])
      if (this.#active.find(series[p], start) >= 0) continue
      const starts = newRows.get(series[p]) ?? new Set()
      newRows.set(series[p], starts)
      if (!starts.has(start)) rows++
      starts.add(start)
    }
    this.#neededRows = rows - this.#foldedRows()
    return rows <= this.#maxRows
  }

  /** Whether a batch of one series fits. */
  hasCapacityForBatch(series: number, batch: Batch): boolean {
    if (this.freeRows >= batch.length) return true
    this.#fold()
    const newStarts = new Set<number>()
    cutRuns(this.#partition, batch.times, 0, batch.length, batch.sorted, start => {
      if (this.#active.find(series, start) < 0) newStarts.add(start)
    })
    this.#neededRows = newStarts.size
    return this.#foldedRows() + newStarts.size <= this.#maxRows
  }

  /** The error for what did not fit last. It advises to flush only if that would fit into an empty head, else `remedy`. */
  backpressureError(what = 'points', remedy = 'Add them in smaller batches, load() them'): TidemarkError {
    const advice =
      this.#neededRows > this.#maxRows
        ? `these ${what} alone need ${this.#neededRows} rows, and maxPending is ${this.#maxRows}. ${remedy}, or raise maxPending`
        : `${this.#foldedRows()} rows wait for their commit and maxPending is ${this.#maxRows}: await flush() before adding more, or raise maxPending`
    return new TidemarkError('TIDEMARK_BACKPRESSURE', advice)
  }

  /** Takes out the active delta: all that is not being committed. */
  drain(): Delta {
    this.#fold()
    const drained = this.#active
    this.#active = this.#spare ?? new Delta(this.#schema)
    this.#spare = undefined
    return drained
  }

  /** Merges a row of states into the row of a series and window. */
  absorb(series: number, start: number, frame: Frame, row: number): void {
    this.#fold() // earlier points come first
    const delta = this.#active
    delta.frame.merge(delta.findOrAppend(series, start), frame, row)
  }

  /** Freezes the active delta for its commit. A position is committed with it, even if nothing was added. */
  freeze(position?: unknown): void {
    this.#fold()
    if (this.#active.length === 0 && position === undefined) return
    this.#active.position = position
    this.#frozen.push(this.#active)
    this.#active = this.#spare ?? new Delta(this.#schema)
    this.#spare = undefined
  }

  /** The oldest frozen delta: the next to commit. */
  get oldest(): Delta | undefined {
    return this.#frozen[0]
  }

  /** Releases a delta that is committed. Its memory is reused, unless a query shares it. */
  release(delta: Delta): void {
    this.#frozen = this.#frozen.filter(other => other !== delta)
    if (delta.shared) return
    const spareRows = rowsWithin(MAX_SPARE_NUMBERS, this.#schema)
    delta.clear(spareRows)
    this.#spare = delta
  }

  /** All deltas, oldest first, for a query to merge with what is committed. They are shared from now on: never cleared, so that the query can read them at any later time. */
  deltas(): readonly Delta[] {
    this.#fold()
    const all = [...this.#frozen, this.#active]
    for (const delta of all) delta.shared = true
    return all
  }

  #foldedRows(): number {
    let rows = this.#active.length
    for (const delta of this.#frozen) rows += delta.length
    return rows
  }

  #fold(): void {
    if (this.#buffer.length === 0) return
    this.#buffer.drain(this.#foldSeries)
  }

  #foldRuns(series: number, times: Float64Array, values: Float64Array, length: number, sorted: boolean): void {
    this.#series = series
    this.#times = times
    this.#values = values
    try {
      cutRuns(this.#partition, times, 0, length, sorted, this.#foldRun)
    } catch (error) {
      throw userCodeError('an aggregate to which points were added', error)
    }
  }
}
