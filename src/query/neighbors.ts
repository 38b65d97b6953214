import { TidemarkError } from '../error'
import type { Filler, Neighbor, Neighbors } from '../fill/filler'
import { markOf } from '../tier/marks'
import { LAST_INSTANT } from '../time/instant'
import { isFixed } from '../window/fixed'
import type { Partition } from '../window/windower'
import { type RangeQuery, rangeQueryOf, readColumns } from './context'
import { nestsInto } from './route-writers'
import { yieldOrAbort } from './scan'
import type { Group } from './writers'

const MAX_WINDOWS_PER_READ = 4096

/** The nearest known values outside the range, for each column whose filler needs one: read from the store by themselves. */
export async function neighborsOf(
  view: RangeQuery,
  group: Group,
  columns: readonly Float64Array[],
  fillers: readonly (Filler | undefined)[],
): Promise<Neighbors[]> {
  const { grid, every } = view.route
  const last = grid.starts.length - 1
  if (!every) return columns.map(() => ({}))
  const wanted = (edge: number, looks: 'before' | 'after') =>
    columns.map((column, c) => (Number.isNaN(column[edge]) && fillers[c]?.needs[looks] ? fillers[c]!.maxDistance : -1))
  const before = await search(view, group, every, wanted(0, 'before'), grid.starts[0], -1)
  const after = await search(view, group, every, wanted(last, 'after'), grid.ends[last], 1)
  return columns.map((_, c) => ({ before: before[c], after: after[c] }))
}

/** Walks away from `edge`, from one window that holds something to the next, until each wanted column has a value or its reach ends. */
async function search(
  view: RangeQuery,
  group: Group,
  every: Partition,
  reaches: readonly number[],
  edge: number,
  direction: 1 | -1,
): Promise<(Neighbor | undefined)[]> {
  const found: (Neighbor | undefined)[] = reaches.map(() => undefined)
  let at = edge
  let span = 1
  for (;;) {
    const open = reaches.some((reach, c) => !found[c] && Math.abs(at - edge) <= reach)
    const time = open ? await nearestRow(view, group, at, direction) : undefined
    if (time === undefined) return found
    const { from, to } = spanFrom(every, time, span, direction)
    const known = await readKnown(view, group, from, to)
    if (known || span === 1) at = direction < 0 ? from : to
    span = known ? Math.min(span * 4, MAX_WINDOWS_PER_READ) : 1 // of several windows, the nearest may still be served
    known?.columns.forEach((column, c) => {
      if (reaches[c] >= 0) found[c] ??= nearestKnown(known.starts, column, every, edge, direction)
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

async function readKnown(
  view: RangeQuery,
  group: Group,
  from: number,
  to: number,
): Promise<{ starts: Float64Array; columns: Float64Array[] } | undefined> {
  try {
    const further = rangeQueryOf(view, { ...view.query, from, to, every: view.route.every, maxWindows: undefined })
    const { columns } = await readColumns(further, group)
    return { starts: further.route.grid.starts, columns }
  } catch (error) {
    // Where only coarser rows are left, there is no value of these windows to know.
    if (error instanceof TidemarkError && error.code === 'TIDEMARK_UNSERVABLE') return undefined
    throw error
  }
}

/** A time within the nearest row of the group on one side of `at`, in the head or in a tier whose rows fit into the windows. */
async function nearestRow(view: RangeQuery, group: Group, at: number, direction: 1 | -1): Promise<number | undefined> {
  const { pace, query: question, route: way } = view
  const { store } = view.writer
  const [from, to] = direction < 0 ? [-LAST_INSTANT, at] : [at, LAST_INSTANT]
  let nearest: number | undefined
  const meet = (start: number) => {
    if (nearest === undefined || (start - nearest) * direction < 0) nearest = start
  }
  for (const { writer: source, series } of group.members) {
    const ladder = source.ladder.filter(({ partition }) => nestsInto(partition, way.grid))
    for (const tier of ladder)
      for await (const row of store.read({
        writer: source.writer,
        tier: tier.name,
        series,
        from,
        to,
        limit: 1,
        descending: direction < 0,
      })) {
        meet(direction < 0 ? Math.min(row.end, to) - 1 : row.start)
        if (pace.spent(1)) await yieldOrAbort(question.signal)
      }
    const kept = Math.max(from, Math.min(...ladder.map(tier => markOf(source.marks, tier).dropped)))
    for (const delta of source.deltas)
      for (const id of series) for (const row of delta.rowsOf(id, kept, to)) meet(delta.starts[row])
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
