import type { Aggregates } from '../aggregate/aggregate'
import { inspect } from '../check/inspect'
import { invalidOption, rejectUnknownOptions } from '../check/options'
import { TidemarkError } from '../error'
import { type Batch, invalidPoint, NO_LIMITS, toBatch } from '../point/batch'
import { type StateSchema, schemaOf } from '../state/schema'
import type { Duration } from '../time/duration'
import { type Instant, toInstant } from '../time/instant'
import { toWindower } from '../window/to-windower'
import type { Windower } from '../window/windower'
import type { ColumnsOf, DefaultColumns, SelectedColumns } from './column-options'
import { fillColumn, toFillers } from './fill-columns'
import { type Folded, foldAscending, foldPartition, foldSessions, foldSliding, type TimeRange } from './fold'
import { byName, type Selected, Selection, TABLE_ROW_NAMES, type TableRowName } from './selection'
import { Table } from './table'

/** Points in two columns of one length; times are whole epoch milliseconds, in any order, values finite. */
export interface Columns {
  readonly times: ArrayLike<number>
  readonly values: ArrayLike<number>
}

/** The options of `resample`: windows, aggregates, and the columns to make of them. */
export type ResampleOptions<A extends Aggregates, S extends Selected<S> = never> = ResampleTarget<A> &
  (SelectedColumns<A, S, TableRowName> | DefaultColumns<A>)

/** The windows of a table, and the aggregates of each. */
export interface ResampleTarget<A extends Aggregates> {
  /** The windows: a duration, or fixed, sliding, calendar or session windows. */
  readonly every: Duration | Windower
  /** What is computed for each window. */
  readonly aggregates: A
  /** Only points in [from, to) count, and the table has the windows that overlap it. By default all points count, and the table reaches from the first window with a point to the last. */
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

/**
 * Resamples columns of points into a table with one row per window. Nothing is stored.
 *
 * Windows without points are in the table, with NaN in each column or filled; sessions always hold points.
 *
 * @throws TIDEMARK_INVALID_VALUE or TIDEMARK_INVALID_INSTANT if a point is faulty; the message names its index
 * @throws TIDEMARK_INVALID_OPTION or TIDEMARK_INVALID_DURATION if an option is
 * @throws TIDEMARK_TOO_MANY_WINDOWS beyond 1,000,000 windows
 *
 * @example
 * const points = { times: [0, 20_000, 130_000], values: [1, 5, 3] }
 * const table = resample(points, { every: '1m', aggregates: { n: count(), most: max() }, fill: { n: zero() } })
 * [...table.columns.n]      // => [2, 0, 1]
 * [...table.columns.most]   // => [5, NaN, 3]
 * [...table.rows()][1]      // => { start: 60000, end: 120000, n: 0, most: null }
 */
export function resample<A extends Aggregates, S extends Selected<S> = never>(
  points: Columns,
  options: ResampleOptions<A, S>,
): Table<ColumnsOf<A, S>> {
  rejectUnknownOptions('resample', options, {
    every: true,
    aggregates: true,
    select: true,
    fill: true,
    from: true,
    to: true,
  })
  const schema = schemaOf(options.aggregates)
  const windower = toWindower(options.every, 'every')
  const selection = new Selection(schema, options.select, TABLE_ROW_NAMES)
  const fillers = toFillers(options.fill, selection)
  const limits = toRange(options)
  const { grid, columns } =
    foldUncheckedPoints(schema, selection, windower, points, limits) ??
    fold(schema, selection, windower, points, limits)
  for (const [c, filler] of fillers.entries()) if (filler) fillColumn(filler, grid.starts, columns[c], {})
  return new Table<ColumnsOf<A, S>>(grid, byName(selection.names, columns))
}

/** The fast path: sorted points in Float64Arrays, without limits, in windows that partition time. Undefined if it does not apply. */
function foldUncheckedPoints(
  schema: StateSchema,
  selection: Selection,
  windower: Windower,
  points: Columns,
  { from, to }: Partial<TimeRange>,
): Folded | undefined {
  const { times, values } = points ?? {}
  if (!(times instanceof Float64Array && values instanceof Float64Array && times.length === values.length))
    return undefined
  if (windower.kind !== 'partition' || from !== undefined || to !== undefined) return undefined
  return foldAscending(schema, selection, windower, times, values)
}

function fold(
  schema: StateSchema,
  selection: Selection,
  windower: Windower,
  points: Columns,
  limits: Partial<TimeRange>,
): Folded {
  const batch = clip(toColumns(points), limits)
  const range = rangeOf(batch, limits)
  if (windower.kind === 'session') return foldSessions(schema, selection, windower, batch)
  if (!range) return { grid: { starts: new Float64Array(), ends: new Float64Array() }, columns: selection.columns(0) }
  if (windower.kind === 'sliding') return foldSliding(schema, selection, windower, batch, range)
  return foldPartition(schema, selection, windower, batch, range)
}

function toColumns(points: Columns): Batch {
  if (typeof points !== 'object' || points === null)
    throw new TidemarkError('TIDEMARK_INVALID_VALUE', `resample takes { times, values }, got ${inspect(points)}`)
  const { times, values } = points
  return toBatch(times, values, NO_LIMITS, (code, p, time, value) => {
    throw invalidPoint(code, time, value, `index ${p}`)
  })
}

function toRange({ from, to }: Pick<ResampleOptions<any, any>, 'from' | 'to'>): Partial<TimeRange> {
  const range = {
    from: from === undefined ? undefined : toInstant(from, 'from'),
    to: to === undefined ? undefined : toInstant(to, 'to'),
  }
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to)
    throw invalidOption('from', 'before to', `${inspect(from)} .. ${inspect(to)}`)
  return range
}

/** The points within the range: a view if they are sorted, else a copy. */
function clip(
  batch: Batch,
  { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: Partial<TimeRange>,
): Batch {
  const { times, values, length, sorted } = batch
  if (from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY) return batch
  if (sorted) {
    const first = firstIndexAt(times, length, from)
    const last = firstIndexAt(times, length, to)
    return { times: times.subarray(first, last), values: values.subarray(first, last), length: last - first, sorted }
  }
  const kept: number[] = []
  for (let p = 0; p < length; p++) if (times[p] >= from && times[p] < to) kept.push(p)
  const take = (column: Float64Array) => Float64Array.from(kept, p => column[p])
  return { times: take(times), values: take(values), length: kept.length, sorted }
}

/** The index of the first time that is not before `time`; times are sorted. */
function firstIndexAt(times: Float64Array, length: number, time: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle] < time) low = middle + 1
    else high = middle
  }
  return low
}

/** What the table covers: the limits of the options or, without them, from the first point to the last. */
function rangeOf({ times, length, sorted }: Batch, limits: Partial<TimeRange>): TimeRange | undefined {
  let first = length > 0 ? times[0] : Number.POSITIVE_INFINITY
  let last = length > 0 ? times[length - 1] : Number.NEGATIVE_INFINITY
  if (!sorted)
    for (let p = 0; p < length; p++) {
      first = Math.min(first, times[p])
      last = Math.max(last, times[p])
    }
  const { from = first, to = last + 1 } = limits
  return from < to ? { from, to } : undefined
}
