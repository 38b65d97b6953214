import { areAscending, type Batch, NO_LIMITS } from '../point/batch'
import { Frame, rowsWithin } from '../state/frame'
import type { StateSchema } from '../state/schema'
import { TwoStacks } from '../state/two-stacks'
import { isInstant } from '../time/instant'
import { fixed } from '../window/fixed'
import { groupByWindow } from '../window/group-by-window'
import { cutRuns } from '../window/runs'
import type { Partition, Session, Sliding } from '../window/windower'
import { type Grid, gridOf, MAX_WINDOWS, tooManyWindows } from './grid'
import type { Selection } from './selection'

const NUMBERS_PER_BLOCK = 32_768
/** As many as stay in a cache between check and fold. */
const POINTS_PER_BLOCK = 8192

/** A range of time, half-open. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** Windows and their columns, before filling. */
export interface Folded {
  readonly grid: Grid
  readonly columns: Float64Array[]
}

/** Folds points into the windows of a partition. */
export function foldPartition(
  schema: StateSchema,
  selection: Selection,
  partition: Partition,
  batch: Batch,
  range: TimeRange,
): Folded {
  const rows = new WindowRows(schema, selection, gridOf(partition, range.from, range.to))
  const { times, values } = batch.sorted ? batch : groupByWindow(partition, batch.times, batch.values, batch.length)
  cutRuns(partition, times, 0, batch.length, batch.sorted, (start, _end, from, to) =>
    rows.frameAt(start).fold(rows.row, values, times, from, to),
  )
  return rows.finish()
}

/**
 * Folds points that are not checked yet into the windows of a partition. Each block is folded right after its check, while
 * it is still in a cache. Returns undefined if times go back or a point is faulty: then all points must be checked first.
 */
export function foldAscending(
  schema: StateSchema,
  selection: Selection,
  partition: Partition,
  times: Float64Array,
  values: Float64Array,
): Folded | undefined {
  const { length } = times
  const [first, last] = [times[0], times[length - 1]]
  if (!(isInstant(first) && isInstant(last) && first <= last)) return undefined
  const rows = new WindowRows(schema, selection, gridOf(partition, first, last + 1))
  let clean = true
  let folded = 0
  for (let from = 0; from < length; from += POINTS_PER_BLOCK) {
    const to = Math.min(from + POINTS_PER_BLOCK, length)
    if (!clean || !areAscending(times, from, to, NO_LIMITS)) return undefined
    const end = to < length ? lastRun(partition, times, folded, to) : to
    cutRuns(partition, times, folded, end, true, (start, _end, from, to) => {
      clean &&= rows.frameAt(start).foldUnchecked(rows.row, values, times, from, to)
    })
    folded = end
  }
  return clean ? rows.finish() : undefined
}

/**
 * The index at which the last window of times[from..to) begins, or `to` if all of them are in that window. The window may
 * continue in the next block, and must be folded in one run, as without blocks.
 */
function lastRun(partition: Partition, times: Float64Array, from: number, to: number): number {
  const start = partition.startOf(times[to - 1])
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle] < start) low = middle + 1
    else high = middle
  }
  return low > from ? low : to
}

/** The windows of a grid, folded in order, a block at a time: states take the memory of one block. */
class WindowRows {
  readonly #selection: Selection
  readonly #folded: Folded
  readonly #frame: Frame
  readonly #size: number
  /** The window of each row of the block. */
  readonly #windows: number[] = []
  /** The window of the last row. */
  #window = -1

  constructor(schema: StateSchema, selection: Selection, grid: Grid) {
    const windows = grid.starts.length
    this.#selection = selection
    this.#folded = { grid, columns: selection.columns(windows) }
    this.#size = Math.min(Math.max(1, windows), rowsWithin(NUMBERS_PER_BLOCK, schema))
    this.#frame = new Frame(schema, this.#size)
  }

  /** The frame, after its last row is the window that starts at `start`. Starts must not go back. */
  frameAt(start: number): Frame {
    const { starts } = this.#folded.grid
    if (starts[this.#window] !== start) {
      if (this.#windows.length === this.#size) this.#read()
      do this.#window++
      while (starts[this.#window] < start)
      this.#windows.push(this.#window)
      this.#frame.append()
    }
    return this.#frame
  }

  get row(): number {
    return this.#frame.length - 1
  }

  finish(): Folded {
    this.#read()
    return this.#folded
  }

  #read(): void {
    const windows = this.#windows
    for (let row = 0; row < windows.length; row++)
      this.#selection.read(this.#frame, row, this.#folded.columns, windows[row])
    windows.length = 0
    this.#frame.clear()
  }
}

/** Folds points into panes, each point once, and merges the panes of each window. */
export function foldSliding(
  schema: StateSchema,
  selection: Selection,
  windower: Sliding,
  batch: Batch,
  range: TimeRange,
): Folded {
  const grid = slidingGrid(windower, range)
  const columns = selection.columns(grid.starts.length)
  const { times, values } = batch.sorted
    ? batch
    : groupByWindow(windower.panes, batch.times, batch.values, batch.length)
  const stacks = new TwoStacks(schema)
  const frame = new Frame(schema, 2)
  const [pane, merged] = [frame.append(), frame.append()]
  let w = 0
  const emitUntil = (time: number) => {
    for (; w < grid.starts.length && grid.ends[w] <= time; w++) {
      stacks.evict(grid.starts[w])
      if (stacks.length === 0) continue
      stacks.mergeInto(frame, merged)
      selection.read(frame, merged, columns, w)
      frame.reset(merged)
    }
  }
  cutRuns(windower.panes, times, 0, batch.length, batch.sorted, (start, _end, from, to) => {
    emitUntil(start)
    frame.fold(pane, values, times, from, to)
    stacks.push(start, frame, pane)
    frame.reset(pane)
  })
  emitUntil(Number.POSITIVE_INFINITY)
  return { grid, columns }
}

/** Folds points into sessions: in order of time, a session ends if the next point is `gap` or more away. */
export function foldSessions(schema: StateSchema, selection: Selection, { gap }: Session, batch: Batch): Folded {
  const { times, values } = batch.sorted ? batch : groupByWindow(fixed(1), batch.times, batch.values, batch.length)
  const starts: number[] = []
  for (let p = 0; p < batch.length; p++) if (p === 0 || times[p] - times[p - 1] >= gap) starts.push(p)
  if (starts.length > MAX_WINDOWS) throw tooManyWindows('of sessions')
  const endOf = (s: number) => (s + 1 < starts.length ? starts[s + 1] : batch.length)
  const columns = selection.columns(starts.length)
  const frame = new Frame(schema, 1)
  const row = frame.append()
  starts.forEach((from, s) => {
    frame.fold(row, values, times, from, endOf(s))
    selection.read(frame, row, columns, s)
    frame.reset(row)
  })
  const grid = {
    starts: Float64Array.from(starts, p => times[p]),
    ends: Float64Array.from(starts, (_, s) => times[endOf(s) - 1] + gap),
  }
  return { grid, columns }
}

function slidingGrid({ size, every, offset, name }: Sliding, { from, to }: TimeRange): Grid {
  const first = Math.floor((from - offset - size) / every) + 1
  const last = Math.ceil((to - offset) / every)
  if (last - first > MAX_WINDOWS) throw tooManyWindows(`of ${name}`)
  const starts = Float64Array.from({ length: Math.max(0, last - first) }, (_, w) => offset + (first + w) * every)
  return { starts, ends: starts.map(start => start + size) }
}
