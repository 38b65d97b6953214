import type { Partition } from './windower'

/** Receives a run: its window [start, end) and the indices of its points [from, to). */
export type Visit = (start: number, end: number, from: number, to: number) => void

/**
 * Cuts times[from..to) into contiguous runs, each wholly inside one window, in the order of the column.
 * Sorted times cost one search per window. Unsorted ones cost one comparison per point, and may return to a window later.
 */
export function cutRuns(
  partition: Partition,
  times: Float64Array,
  from: number,
  to: number,
  sorted: boolean,
  visit: Visit,
): void {
  for (let at = from; at < to; ) {
    const start = partition.startOf(times[at])
    const end = partition.endOf(times[at])
    const next = sorted ? gallop(times, at, to, end) : scan(times, at, to, start, end)
    visit(start, end, at, next)
    at = next
  }
}

/** The first index after `at` whose time is not below `end`: doubling steps, then halving, so short runs are cheap. */
function gallop(times: Float64Array, at: number, to: number, end: number): number {
  let low = at
  let step = 1
  while (low + step < to && times[low + step] < end) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, to)
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (times[middle] < end) low = middle
    else high = middle
  }
  return high
}

/** The first index after `at` whose time is outside [start, end). */
function scan(times: Float64Array, at: number, to: number, start: number, end: number): number {
  let next = at + 1
  while (next < to && times[next] >= start && times[next] < end) next++
  return next
}
