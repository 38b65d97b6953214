import type { Aggregates } from '../aggregate/aggregate'
import { checkNames, option, show, TidemarkError } from '../error'
import { toSeriesName } from '../point/series'
import type { Duration } from '../time/duration'
import { type Instant, toInstant } from '../time/instant'
import { toPartition } from '../window/to-windower'
import type { Partition, Windower } from '../window/windower'
import type { FillOption } from './filling'
import type { Numbers, Select, Selected } from './selection'

/** What is asked of a rollup. */
export interface Ask<A extends Aggregates, S extends Selected = Numbers<A>> {
  readonly metric: string
  /** Only series whose tags have these values, or one of them. */
  readonly where?: { readonly [tag: string]: string | readonly string[] }
  /** A group for each combination of these tags; left out, one group of all series. */
  readonly by?: readonly string[]
  /** The range, half-open. */
  readonly from: Instant
  readonly to: Instant
  /** The windows of the answer: fixed or calendar. */
  readonly every?: Duration | Windower
  /** At most so many windows, of the finest natural width that gives no more. Neither: one window, the range. */
  readonly points?: number
  /** What each column holds; by default every aggregate that reads as a number. */
  readonly select?: Select<A, S>
  /** What to put where there is no value: one filler, or one a column. */
  readonly fill?: FillOption<NoInfer<S>>
  /** Only the `n` groups whose column `by`, read over the whole range, is largest; ties by tags. */
  readonly top?: { readonly n: number; readonly by: keyof NoInfer<S> & string }
  /** Ends the query with the signal's reason. */
  readonly signal?: AbortSignal
}

/** An ask, checked. */
export interface Question {
  readonly metric: string
  readonly where: readonly (readonly [tag: string, values: readonly string[]])[]
  readonly by: readonly string[] | undefined
  readonly from: number
  readonly to: number
  readonly every: Partition | undefined
  readonly points: number | undefined
  readonly top: { readonly n: number; readonly by: string } | undefined
  readonly signal: AbortSignal | undefined
}

const KNOWN = ['metric', 'where', 'by', 'from', 'to', 'every', 'points', 'select', 'fill', 'top', 'signal']

/** Checks an ask; throws TIDEMARK_INVALID_OPTION, _INVALID_TAGS, _INVALID_INSTANT or _INVALID_DURATION. */
export function toQuestion(ask: Ask<any, any>): Question {
  checkNames('query', ask, KNOWN)
  const { metric, where = {}, by, every, points, top, signal } = ask
  toSeriesName(metric)
  const from = toInstant(ask.from, 'from')
  const to = toInstant(ask.to, 'to')
  if (from >= to) throw option('from', 'before to', `${show(ask.from)} .. ${show(ask.to)}`)
  if (typeof where !== 'object' || where === null) throw option('where', 'an object of tags', where)
  if (by !== undefined && !isStrings(by)) throw option('by', 'a list of tag names', by)
  if (every !== undefined && points !== undefined)
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', 'give every or points, not both')
  if (points !== undefined && !isCount(points)) throw option('points', 'a positive whole number', points)
  if (top !== undefined && (typeof top !== 'object' || top === null || !isCount(top.n)))
    throw option('top', '{ n, by } with a positive whole n', top)
  return {
    metric,
    where: Object.entries(where).map(([tag, values]) => [tag, toValues(tag, values)]),
    by: by && [...new Set(by)],
    from,
    to,
    every: every === undefined ? undefined : toPartition(every, 'every'),
    points,
    top: top as Question['top'],
    signal,
  }
}

function toValues(tag: string, values: unknown): readonly string[] {
  if (typeof values === 'string') return [values]
  if (isStrings(values)) return values
  throw option(`where.${tag}`, 'a string or a list of strings', values)
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}
