import type { Batch } from '../point/batch'
import { Frame, rowsWithin } from '../state/frame'
import type { Shape } from '../state/shape'
import { Slide } from '../state/slide'
import { fixed } from '../window/fixed'
import { groupByWindow } from '../window/group-by-window'
import { cutRuns } from '../window/runs'
import type { Partition, Session, Sliding } from '../window/windower'
import { type Grid, gridOf, MOST_WINDOWS, tooMany } from './grid'
import type { Selection } from './selection'

const NUMBERS_A_BLOCK = 32_768

/** A range of time, half-open. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Windows and their columns, before filling. */
export interface Folded {
  readonly grid: Grid
  readonly columns: Float64Array[]
}

/** Folds points into the windows of a partition, a block of windows at a time: states never outgrow a block. */
export function foldPartition(
  shape: Shape,
  selection: Selection,
  partition: Partition,
  batch: Batch,
  range: Range,
): Folded {
  const grid = gridOf(partition, range.from, range.to)
  const columns = selection.columns(grid.starts.length)
  const size = Math.min(Math.max(1, grid.starts.length), rowsWithin(NUMBERS_A_BLOCK, shape))
  const frame = new Frame(shape, size)
  const windows: number[] = [] // the window of each row of the block
  const empty = () => {
    for (let row = 0; row < windows.length; row++) selection.read(frame, row, columns, windows[row])
    windows.length = 0
    frame.clear()
  }
  const { times, values } = batch.sorted ? batch : groupByWindow(partition, batch.times, batch.values, batch.length)
  let w = 0
  cutRuns(partition, times, 0, batch.length, batch.sorted, (start, _end, from, to) => {
    if (windows.length === size) empty()
    while (grid.starts[w] < start) w++
    windows.push(w)
    frame.fold(frame.append(), values, times, from, to)
  })
  empty()
  return { grid, columns }
}

/** Folds points into panes, each once, and slides over them. */
export function foldSliding(shape: Shape, selection: Selection, windower: Sliding, batch: Batch, range: Range): Folded {
  const grid = slidingGrid(windower, range)
  const columns = selection.columns(grid.starts.length)
  const { times, values } = batch.sorted
    ? batch
    : groupByWindow(windower.panes, batch.times, batch.values, batch.length)
  const slide = new Slide(shape)
  const frame = new Frame(shape, 2)
  const [pane, merged] = [frame.append(), frame.append()]
  let w = 0
  const emitUntil = (time: number) => {
    for (; w < grid.starts.length && grid.ends[w] <= time; w++) {
      slide.evict(grid.starts[w])
      if (slide.length === 0) continue
      slide.mergeInto(frame, merged)
      selection.read(frame, merged, columns, w)
      frame.reset(merged)
    }
  }
  cutRuns(windower.panes, times, 0, batch.length, batch.sorted, (start, _end, from, to) => {
    emitUntil(start)
    frame.fold(pane, values, times, from, to)
    slide.push(start, frame, pane)
    frame.reset(pane)
  })
  emitUntil(Number.POSITIVE_INFINITY)
  return { grid, columns }
}

/** Folds points into sessions: in order of time, a session ends where the next point is `gap` or more away. */
export function foldSessions(shape: Shape, selection: Selection, { gap }: Session, batch: Batch): Folded {
  const { times, values } = batch.sorted ? batch : groupByWindow(fixed(1), batch.times, batch.values, batch.length)
  const starts: number[] = []
  for (let p = 0; p < batch.length; p++) if (p === 0 || times[p] - times[p - 1] >= gap) starts.push(p)
  if (starts.length > MOST_WINDOWS) throw tooMany('of sessions')
  const endOf = (s: number) => (s + 1 < starts.length ? starts[s + 1] : batch.length)
  const columns = selection.columns(starts.length)
  const frame = new Frame(shape, 1)
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

function slidingGrid({ size, every, offset, name }: Sliding, { from, to }: Range): Grid {
  const first = Math.floor((from - offset - size) / every) + 1
  const last = Math.ceil((to - offset) / every)
  if (last - first > MOST_WINDOWS) throw tooMany(`of ${name}`)
  const starts = Float64Array.from({ length: Math.max(0, last - first) }, (_, w) => offset + (first + w) * every)
  return { starts, ends: starts.map(start => start + size) }
}
