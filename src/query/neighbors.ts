import { TidemarkError } from '../error'
import type { Filler, Neighbor, Neighbors } from '../fill/filler'
import { markOf } from '../tier/marks'
import { LAST_INSTANT } from '../time/instant'
import { yieldOrAbort } from '../time/yield'
import { isFixed } from '../window/fixed'
import type { Partition } from '../window/windower'
import type { RangeQuery } from './context'
import { readGroup } from './read-group'
import { nestsInto, routeWriters } from './route-writers'
import type { Group } from './writers'

const MAX_WINDOWS_PER_READ = 4096

/** Reads the nearest known values outside of the range, for each column whose filler needs one. */
export async function neighborsOf(
  range: RangeQuery,
  group: Group,
  columns: readonly Float64Array[],
  fillers: readonly (Filler | undefined)[],
): Promise<Neighbors[]> {
  const { grid, every } = range
  const last = grid.starts.length - 1
  if (!every) return columns.map(() => ({}))
  // How far away a neighbor may be, for each column; -1 if it needs none.
  const distances = (edge: number, side: 'before' | 'after') =>
    columns.map((column, c) => (Number.isNaN(column[edge]) && fillers[c]?.needs[side] ? fillers[c]!.maxDistance : -1))
  const before = await search(range, group, every, distances(0, 'before'), grid.starts[0], -1)
  const after = await search(range, group, every, distances(last, 'after'), grid.ends[last], 1)
  return columns.map((_, c) => ({ before: before[c], after: after[c] }))
}

/** Walks away from `edge`, from one window that holds rows to the next, until each column has a value or is too far away. */
async function search(
  range: RangeQuery,
  group: Group,
  every: Partition,
  distances: readonly number[],
  edge: number,
  direction: 1 | -1,
): Promise<(Neighbor | undefined)[]> {
  const found: (Neighbor | undefined)[] = distances.map(() => undefined)
  let at = edge
  let span = 1
  for (;;) {
    const open = distances.some((distance, c) => !found[c] && Math.abs(at - edge) <= distance)
    const time = open ? await nearestRow(range, group, at, direction) : undefined
    if (time === undefined) return found
    const { from, to } = spanFrom(every, time, span, direction)
    const windows = await readWindows(range, group, from, to)
    if (windows || span === 1) at = direction < 0 ? from : to
    span = windows ? Math.min(span * 4, MAX_WINDOWS_PER_READ) : 1 // of several windows, the nearest may still be servable
    windows?.columns.forEach((column, c) => {
      if (distances[c] >= 0) found[c] ??= nearestKnown(windows.starts, column, every, edge, direction)
    })
  }
}

/** `span` windows from the one that holds `time`, away from the range. */
function spanFrom(every: Partition, time: number, span: number, direction: 1 | -1): { from: number; to: number } {
  let from = every.startOf(time)
  let to = every.endOf(time)
  for (let n = 1; n < span && Math.abs(direction < 0 ? from : to) < LAST_INSTANT; n++) {
    if (direction < 0) from = every.startOf(from - 1)
    else to = every.endOf(to)
  }
  return { from: Math.max(from, -LAST_INSTANT), to: Math.min(to, LAST_INSTANT) }
}

/** Reads windows outside of the range; undefined if only coarser rows are kept there, so that their values are unknown. */
async function readWindows(
  range: RangeQuery,
  group: Group,
  from: number,
  to: number,
): Promise<{ starts: Float64Array; columns: Float64Array[] } | undefined> {
  try {
    const outside = routeWriters(range, { from, to, every: range.every, maxWindows: undefined })
    const { columns } = await readGroup(outside, group)
    return { starts: outside.grid.starts, columns }
  } catch (error) {
    if (error instanceof TidemarkError && error.code === 'TIDEMARK_UNSERVABLE') return undefined
    throw error
  }
}

/** A time within the nearest row of the group on one side of `at`, in the head or in a tier that nests into the windows. */
async function nearestRow(range: RangeQuery, group: Group, at: number, direction: 1 | -1): Promise<number | undefined> {
  const { own, grid, budget, query } = range
  const [from, to] = direction < 0 ? [-LAST_INSTANT, at] : [at, LAST_INSTANT]
  let nearest: number | undefined
  const consider = (time: number) => {
    if (nearest === undefined || (time - nearest) * direction < 0) nearest = time
  }
  for (const { writer, series } of group.members) {
    const ladder = writer.ladder.filter(({ partition }) => nestsInto(partition, grid))
    for (const tier of ladder)
      for await (const row of own.store.read({
        writer: writer.writer,
        tier: tier.name,
        series,
        from,
        to,
        limit: 1,
        descending: direction < 0,
      })) {
        consider(direction < 0 ? Math.min(row.end, to) - 1 : row.start)
        if (budget.spent(1)) await yieldOrAbort(query.signal)
      }
    const kept = Math.max(from, Math.min(...ladder.map(tier => markOf(writer.marks, tier).dropped)))
    for (const delta of writer.deltas)
      for (const id of series) for (const row of delta.rowsOf(id, kept, to)) consider(delta.starts[row])
  }
  return nearest
}

function nearestKnown(
  starts: Float64Array,
  column: Float64Array,
  every: Partition,
  edge: number,
  direction: 1 | -1,
): Neighbor | undefined {
  const n = column.length
  for (let step = 0; step < n; step++) {
    const w = direction < 0 ? n - 1 - step : step
    if (Number.isNaN(column[w])) continue
    const time = starts[w]
    const steps = direction < 0 ? windowsIn(every, time, edge) : windowsIn(every, edge, time) + 1
    return { time, value: column[w], steps }
  }
  return undefined
}

/** How many windows there are from one edge to another. */
function windowsIn(every: Partition, from: number, to: number): number {
  if (isFixed(every)) return (to - from) / every.size
  let windows = 0
  for (let at = from; at < to; at = every.endOf(at)) windows++
  return windows
}
