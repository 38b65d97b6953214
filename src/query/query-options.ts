import type { Aggregates, NumericReadings } from '../aggregate/aggregate'
import { inspect } from '../check/inspect'
import { isPlainObject } from '../check/objects'
import { invalidOption, rejectUnknownOptions } from '../check/options'
import { TidemarkError } from '../error'
import { toSeriesKey } from '../series/series-key'
import type { FillOption } from '../table/fill-columns'
import { MAX_WINDOWS } from '../table/grid'
import type { Select, Selected } from '../table/selection'
import { checkSignal } from '../time/abortable'
import type { Duration } from '../time/duration'
import { type Instant, toInstant } from '../time/instant'
import { toPartition } from '../window/to-windower'
import type { Partition, Windower } from '../window/windower'

/** What is asked of a rollup. */
export interface QueryOptions<A extends Aggregates, S extends Selected<S> = NumericReadings<A>> {
  readonly metric: string
  /** Only series whose tags have these values, or one of them. */
  readonly where?: { readonly [tag: string]: string | readonly string[] } | undefined
  /** A group for each combination of these tags; left out, one group of all series. */
  readonly by?: readonly string[] | undefined
  /** The range, half-open. */
  readonly from: Instant
  readonly to: Instant
  /** The windows of the answer: fixed or calendar. */
  readonly every?: Duration | Windower | undefined
  /** At most so many windows, of the finest natural width that gives no more; 1 to 1,000,000. Neither: one window, the range. */
  readonly maxWindows?: number | undefined
  /** What each column holds; by default every aggregate that reads as a number. */
  readonly select?: Select<A, S> | undefined
  /** What to put where there is no value: one filler, or one a column. */
  readonly fill?: FillOption<NoInfer<S>> | undefined
  /** Only the `n` groups whose column `by`, read over the whole range, is largest; ties by tags. */
  readonly top?:
    | {
        readonly n: number
        // any text while no column is known: so that they are inferred from `select` alone
        readonly by: [keyof NoInfer<S>] extends [never] ? string : keyof NoInfer<S> & string
      }
    | undefined
  /** Ends the query with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** An ask, checked. */
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
  every: true,
  maxWindows: true,
  select: true,
  fill: true,
  top: true,
  signal: true,
} satisfies Record<keyof QueryOptions<any>, true>

/** Checks an ask; throws TIDEMARK_INVALID_OPTION, _INVALID_TAGS, _INVALID_INSTANT or _INVALID_DURATION. */
export function parseQuery(ask: QueryOptions<any, any>): ParsedQuery {
  rejectUnknownOptions('query', ask, QUERY_OPTIONS)
  const { metric, where = {}, by, every, maxWindows, top, signal } = ask
  checkSignal(signal)
  toSeriesKey(metric)
  const from = toInstant(ask.from, 'from')
  const to = toInstant(ask.to, 'to')
  if (from >= to) throw invalidOption('from', 'before to', `${inspect(ask.from)} .. ${inspect(ask.to)}`)
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

/** Copied, as whatever a question holds: its asker may change the ask before it is answered. */
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
