import { TidemarkError } from '../error'
import type { Partition } from '../window/windower'

/** The most windows that an answer or a table has. */
export const MAX_WINDOWS = 1_000_000

/** Windows in order: their starts and ends, epoch milliseconds. */
export interface Grid {
  readonly starts: Float64Array
  readonly ends: Float64Array
}

/** The windows of a partition that overlap [from, to). Throws TIDEMARK_TOO_MANY_WINDOWS before it makes too many. */
export function gridOf(partition: Partition, from: number, to: number): Grid {
  if ((to - from) / partition.width > MAX_WINDOWS) throw tooManyWindows(`of ${partition.name}`)
  const starts: number[] = []
  for (let start = partition.startOf(from); start < to; start = partition.endOf(start)) {
    if (starts.length === MAX_WINDOWS) throw tooManyWindows(`of ${partition.name}`)
    starts.push(start)
  }
  const grid = { starts: new Float64Array(starts), ends: new Float64Array(starts.length) }
  grid.ends.set(grid.starts.subarray(1))
  if (starts.length > 0) grid.ends[starts.length - 1] = partition.endOf(starts[starts.length - 1])
  return grid
}

/** The error for an answer that would be too large. */
export function tooManyWindows(what: string): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_TOO_MANY_WINDOWS',
    `more than ${MAX_WINDOWS} windows ${what}: ask for wider windows, a shorter range or maxWindows: n`,
  )
}

/** The index of the window that holds `time`, among the windows [first, last) of a grid without gaps. */
export function windowIndex(grid: Grid, time: number, first: number, last: number): number {
  let low = first
  let high = last - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (grid.starts[middle] <= time) low = middle
    else high = middle - 1
  }
  return low
}
