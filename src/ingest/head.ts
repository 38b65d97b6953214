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

/** So many points gather before they are folded, for runs of a series; fewer of wide states, since each may begin a row. */
const POINTS_PER_FOLD = 8192
const NUMBERS_PER_FOLD = 1_048_576
/** The memory of so many numbers is kept for the next points, 64 MB; a larger delta may have been the only one. */
const MAX_SPARE_NUMBERS = 8_388_608

/**
 * What was added and is not yet committed: points as they came, the delta that they are folded into, and the deltas
 * that wait for their commit, oldest first. At most `maxRows` rows.
 */
export class Head {
  readonly #schema: StateSchema
  readonly #partition: Partition
  readonly #maxRows: number
  readonly #pending: PointBuffer
  #filling: Delta
  #frozen: Delta[] = []
  /** An empty one, whose memory serves the next points. */
  #spare: Delta | undefined
  // Of the points that are folded at the moment; here, since a closure for each series would be garbage.
  #series = 0
  #times: Float64Array = new Float64Array()
  #values: Float64Array = new Float64Array()
  readonly #foldRun = (start: number, _end: number, from: number, to: number): void => {
    const delta = this.#filling
    delta.frame.fold(delta.claim(this.#series, start), this.#values, this.#times, from, to)
  }
  readonly #foldSeries = (series: number, times: Float64Array, values: Float64Array, length: number): void =>
    this.#foldRuns(series, times, values, length, false)

  /** How many new rows the points need that were last refused. */
  #wanted = 0

  constructor(schema: StateSchema, partition: Partition, maxRows: number) {
    this.#schema = schema
    this.#partition = partition
    this.#maxRows = maxRows
    this.#filling = new Delta(schema)
    this.#pending = new PointBuffer(Math.min(POINTS_PER_FOLD, rowsWithin(NUMBERS_PER_FOLD, schema)))
  }

  /** How many rows wait for their commit. */
  get rows(): number {
    this.#fold()
    return this.#rows()
  }

  /** How many points there is room for at the least, wherever they fall, without folding anything. */
  get slack(): number {
    return this.#maxRows - this.#rows() - this.#pending.length
  }

  add(series: number, time: number, value: number): void {
    if (this.#pending.full) this.#fold()
    this.#pending.add(series, time, value)
  }

  /** Folds a batch of one series straight into its rows: grouped by window where it is not sorted. */
  addBatch(series: number, batch: Batch): void {
    this.#fold() // points that came before come first
    const { times, values } = batch.sorted
      ? batch
      : groupByWindow(this.#partition, batch.times, batch.values, batch.length)
    this.#foldRuns(series, times, values, batch.length, batch.sorted)
  }

  /** Whether there is room for a point of each (series, time); what is already there may always grow. */
  hasRoom(series: ArrayLike<number>, times: ArrayLike<number>): boolean {
    if (this.slack >= times.length) return true
    this.#fold()
    const fresh = new Map<number, Set<number>>()
    let rows = this.#rows()
    for (let p = 0; p < times.length; p++) {
      const start = this.#partition.startOf(times[p])
      if (this.#filling.find(series[p], start) >= 0) continue
      const starts = fresh.get(series[p]) ?? new Set()
      fresh.set(series[p], starts)
      if (!starts.has(start)) rows++
      starts.add(start)
    }
    this.#wanted = rows - this.#rows()
    return rows <= this.#maxRows
  }

  /** Whether there is room for a batch of one series. */
  hasRoomFor(series: number, batch: Batch): boolean {
    if (this.slack >= batch.length) return true
    this.#fold()
    const fresh = new Set<number>()
    cutRuns(this.#partition, batch.times, 0, batch.length, batch.sorted, start => {
      if (this.#filling.find(series, start) < 0) fresh.add(start)
    })
    this.#wanted = fresh.size
    return this.#rows() + fresh.size <= this.#maxRows
  }

  /** The error for the points that `hasRoom` or `hasRoomFor` last refused: a batch that would not fit into an empty head either is not told to flush. */
  noRoom(): TidemarkError {
    const advice =
      this.#wanted > this.#maxRows
        ? `these points alone need ${this.#wanted} rows, and maxPending is ${this.#maxRows}. Add them in smaller batches, load() them, or raise maxPending`
        : `${this.#rows()} rows wait for their commit and maxPending is ${this.#maxRows}: await flush() before adding more, or raise maxPending`
    return new TidemarkError('TIDEMARK_BACKPRESSURE', advice)
  }

  /** Takes out what is not being committed: the delta that fills. */
  drain(): Delta {
    this.#fold()
    const drained = this.#filling
    this.#filling = this.#spare ?? new Delta(this.#schema)
    this.#spare = undefined
    return drained
  }

  /** Merges states into the row of a series' window. */
  absorb(series: number, start: number, frame: Frame, row: number): void {
    this.#fold() // points that came before come first
    const delta = this.#filling
    delta.frame.merge(delta.claim(series, start), frame, row)
  }

  /** Closes the delta that fills, for its commit together with the position, where one is given. */
  freeze(position?: unknown): void {
    this.#fold()
    if (this.#filling.length === 0 && position === undefined) return
    this.#filling.position = position
    this.#frozen.push(this.#filling)
    this.#filling = this.#spare ?? new Delta(this.#schema)
    this.#spare = undefined
  }

  /** The oldest delta that waits for its commit. */
  get oldest(): Delta | undefined {
    return this.#frozen[0]
  }

  /** Lets go of a delta that the store has. */
  release(delta: Delta): void {
    this.#frozen = this.#frozen.filter(other => other !== delta)
    if (delta.lent) return
    delta.clear(rowsWithin(MAX_SPARE_NUMBERS, this.#schema))
    this.#spare = delta
  }

  /** All deltas, oldest first: what a query lays over what is committed. They are lent: read at any later time, they hold what they held. */
  deltas(): readonly Delta[] {
    this.#fold()
    const all = [...this.#frozen, this.#filling]
    for (const delta of all) delta.lent = true
    return all
  }

  #rows(): number {
    let rows = this.#filling.length
    for (const delta of this.#frozen) rows += delta.length
    return rows
  }

  #fold(): void {
    if (this.#pending.length === 0) return
    this.#pending.drain(this.#foldSeries)
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
