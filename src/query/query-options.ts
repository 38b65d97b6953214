import type { Aggregates, NumericReadings } from '../aggregate/aggregate'
import { inspect } from '../check/inspect'
import { isPlainObject } from '../check/objects'
import { invalidOption, rejectUnknownOptions } from '../check/options'
import { TidemarkError } from '../error'
import { toSeriesKey } from '../series/series-key'
import type { DefaultColumns, SelectedColumns } from '../table/column-options'
import { MAX_WINDOWS } from '../table/grid'
import type { AnswerRowName, Selected } from '../table/selection'
import { checkSignal } from '../time/abortable'
import { type Duration, toDuration } from '../time/duration'
import { type Instant, LAST_INSTANT, toInstant } from '../time/instant'
import { toPartition } from '../window/to-windower'
import type { Partition } from '../window/windower'

/** The options of a query: a metric, a range of time, and the windows, groups and columns of the answer. */
export type QueryOptions<
  A extends Aggregates,
  S extends Selected<S> = never,
  By extends string = string,
> = QueryTarget<By> & QueryRange & QueryWindows & QueryColumns<A, S>

/** What a query reads: a metric, which of its series, and what its groups share. */
export interface QueryTarget<By extends string> {
  /** The metric whose points count. */
  readonly metric: string
  /**
   * Only series that have these tags count, each with the value, or one of the values. Default: all series of the
   * metric.
   */
  readonly where?: { readonly [tag: string]: string | readonly string[] } | undefined
  /** Makes a group for each combination of the values of these tags. Default: one group of all series. */
  readonly by?: readonly By[] | undefined
  /** Ends the query with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** The range of a query: `from` and `to`, or `last` up to now. */
export type QueryRange =
  | {
      /**
       * The range is as long as this, and ends now by the rollup's clock, this millisecond included. In place of `from`
       * and `to`.
       */
      readonly last: Duration
      readonly from?: undefined
      readonly to?: undefined
    }
  | {
      /** The start of the range. */
      readonly from: Instant
      /** The end of the range, itself excluded. Default: now by the rollup's clock, this millisecond included. */
      readonly to?: Instant | undefined
      readonly last?: undefined
    }

/** The windows of an answer: each of a width, or at most a number of them. Default: one window, the range. */
export type QueryWindows =
  | {
      /**
       * At most this many windows, of the finest nice width that makes no more; 1 to 1,000,000. In place of `every`.
       */
      readonly maxWindows?: number | undefined
      readonly every?: undefined
    }
  | {
      /** The width of the windows: a duration, `fixed()` or `calendar()`. */
      readonly every?: Duration | Partition | undefined
      readonly maxWindows?: undefined
    }

/** The columns of an answer: those of `select`, or each aggregate that reads as a number. */
export type QueryColumns<A extends Aggregates, S extends Selected<S>> =
  | (SelectedColumns<A, S, AnswerRowName> & TopGroups<keyof NoInfer<S> & string>)
  | (DefaultColumns<A> & TopGroups<keyof NumericReadings<A> & string>)

/** Which groups an answer keeps if there are many. */
export interface TopGroups<Column extends string> {
  /**
   * Returns only the `n` groups whose column `by`, read over the whole range, is largest; ties by tags. Default: all
   * groups.
   */
  readonly top?: { readonly n: number; readonly by: Column } | undefined
}

/** The options of a query, checked. */
export interface ParsedQuery {
  readonly metric: string
  readonly where: readonly (readonly [tag: string, values: readonly string[]])[]
  readonly by: readonly string[] | undefined
  readonly from: number
  readonly to: number
  readonly every: Partition | undefined
  readonly maxWindows: number | undefined
  readonly top: { readonly n: number; readonly by: string } | undefined
  readonly signal: AbortSignal | undefined
}

const QUERY_OPTIONS = {
  metric: true,
  where: true,
  by: true,
  from: true,
  to: true,
  last: true,
  every: true,
  maxWindows: true,
  select: true,
  fill: true,
  top: true,
  signal: true,
} satisfies Record<keyof QueryOptions<any>, true>

/**
 * Checks the options of a query, which may end now by the clock.
 *
 * @throws TIDEMARK_INVALID_OPTION, _INVALID_TAGS, _INVALID_INSTANT or _INVALID_DURATION
 */
export function parseQuery(options: QueryOptions<any, any>, clock: () => number): ParsedQuery {
  rejectUnknownOptions('query', options, QUERY_OPTIONS)
  const { metric, where = {}, by, every, maxWindows, top, signal } = options
  checkSignal(signal)
  toSeriesKey(metric)
  const { from, to } = toQueryRange(options, clock)
  if (!isPlainObject(where)) throw invalidOption('where', 'a plain object of tags', where)
  if (by !== undefined && !isStrings(by)) throw invalidOption('by', 'a list of tag names', by)
  if (every !== undefined && maxWindows !== undefined)
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', 'give every or maxWindows, not both')
  if (maxWindows !== undefined && !(isCount(maxWindows) && maxWindows <= MAX_WINDOWS))
    throw invalidOption('maxWindows', `a positive whole number, at most ${MAX_WINDOWS}`, maxWindows)
  return {
    metric,
    where: Object.entries(where).map(([tag, values]) => [tag, toTagValues(tag, values)]),
    by: by && [...new Set(by)],
    from,
    to,
    every: every === undefined ? undefined : toPartition(every, 'every'),
    maxWindows,
    top: toTop(top),
    signal,
  }
}

function toQueryRange(
  { from, to, last }: QueryRange,
  clock: () => number,
): { readonly from: number; readonly to: number } {
  if (last !== undefined) {
    if (from !== undefined || to !== undefined)
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', 'give last, or from and to, not both')
    const end = endOfNow(clock)
    return { from: Math.max(end - toDuration(last, 'last', { least: 1 }), -LAST_INSTANT), to: end }
  }
  if (from === undefined)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      "query needs a range: give from and to, or last, like last: '1h'",
    )
  const range = { from: toInstant(from, 'from'), to: to === undefined ? endOfNow(clock) : toInstant(to, 'to') }
  if (range.from >= range.to)
    throw invalidOption('from', 'before to', `${inspect(from)} .. ${to === undefined ? 'now' : inspect(to)}`)
  return range
}

/** The end of a range up to now, this millisecond included. */
function endOfNow(clock: () => number): number {
  return Math.min(clock() + 1, LAST_INSTANT)
}

/** A copy, because the caller may change the options before the query ends. */
function toTop(top: QueryOptions<any, any>['top']): ParsedQuery['top'] {
  if (top === undefined) return undefined
  if (typeof top !== 'object' || top === null || !isCount(top.n))
    throw invalidOption('top', '{ n, by } with a positive whole n', top)
  rejectUnknownOptions('top', top, { n: true, by: true })
  return { n: top.n, by: top.by as string }
}

function toTagValues(tag: string, values: unknown): readonly string[] {
  if (typeof values === 'string') return [values]
  if (isStrings(values)) return [...values]
  throw invalidOption(`where.${tag}`, 'a string or a list of strings', values)
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}
