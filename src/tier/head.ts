import { TidemarkError } from '../error'
import type { Batch } from '../point/batch'
import { rowsWithin } from '../state/frame'
import type { Shape } from '../state/shape'
import { groupByWindow } from '../window/group-by-window'
import { cutRuns } from '../window/runs'
import type { Partition } from '../window/windower'
import { Delta } from './delta'
import { Pending } from './pending'

const NUMBERS_AT_FIRST = 1_048_576

/**
 * What was added and is not yet committed: points as they came, the delta that they are folded into, and the deltas
 * that wait for their commit, oldest first. At most `maxRows` rows.
 */
export class Head {
  readonly #shape: Shape
  readonly #partition: Partition
  readonly #maxRows: number
  readonly #pending = new Pending()
  #filling: Delta
  #frozen: Delta[] = []

  constructor(shape: Shape, partition: Partition, maxRows: number) {
    this.#shape = shape
    this.#partition = partition
    this.#maxRows = maxRows
    this.#filling = new Delta(shape)
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
    for (let p = 0; p < times.length && rows <= this.#maxRows; p++) {
      const start = this.#partition.startOf(times[p])
      if (this.#filling.find(series[p], start) >= 0) continue
      const starts = fresh.get(series[p]) ?? new Set()
      fresh.set(series[p], starts)
      if (!starts.has(start)) rows++
      starts.add(start)
    }
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
    return this.#rows() + fresh.size <= this.#maxRows
  }

  /** The error for points that there is no room for. */
  noRoom(): TidemarkError {
    return new TidemarkError(
      'TIDEMARK_BACKPRESSURE',
      `${this.#rows()} rows wait for their commit and maxPending is ${this.#maxRows}: await flush() before adding more, or raise maxPending`,
    )
  }

  /** Closes the delta that fills, for its commit together with the position, where one is given. */
  freeze(position?: unknown): void {
    this.#fold()
    if (this.#filling.length === 0 && position === undefined) return
    this.#filling.position = position
    this.#frozen.push(this.#filling)
    // The next one likely grows as large; but a large one may have been the only one.
    this.#filling = new Delta(this.#shape, Math.min(this.#filling.length, rowsWithin(NUMBERS_AT_FIRST, this.#shape)))
  }

  /** The oldest delta that waits for its commit. */
  get oldest(): Delta | undefined {
    return this.#frozen[0]
  }

  /** Lets go of a delta that the store has. */
  settled(delta: Delta): void {
    this.#frozen = this.#frozen.filter(other => other !== delta)
  }

  /** All deltas, oldest first: what a query lays over what is committed. */
  deltas(): readonly Delta[] {
    this.#fold()
    return [...this.#frozen, this.#filling]
  }

  #rows(): number {
    let rows = this.#filling.length
    for (const delta of this.#frozen) rows += delta.length
    return rows
  }

  #fold(): void {
    if (this.#pending.length === 0) return
    try {
      this.#pending.drain((series, times, values, length) => this.#foldRuns(series, times, values, length, false))
    } catch (error) {
      if (error instanceof TidemarkError) throw error
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', `an aggregate threw when points were added to it: ${error}`, {
        cause: error,
      })
    }
  }

  #foldRuns(series: number, times: Float64Array, values: Float64Array, length: number, sorted: boolean): void {
    const delta = this.#filling
    cutRuns(this.#partition, times, 0, length, sorted, (start, _end, from, to) =>
      delta.frame.fold(delta.claim(series, start), values, times, from, to),
    )
  }
}
