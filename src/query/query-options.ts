import type { Aggregates, Numbers } from '../aggregate/aggregate'
import { isPlain } from '../check/plain'
import { checkNames, option, show, TidemarkError } from '../error'
import { toSeriesName } from '../series/series-key'
import type { FillOption } from '../table/fill-columns'
import { MOST_WINDOWS } from '../table/grid'
import type { Select, Selected } from '../table/selection'
import type { Duration } from '../time/duration'
import { type Instant, toInstant } from '../time/instant'
import { checkSignal } from '../time/signal'
import { toPartition } from '../window/to-windower'
import type { Partition, Windower } from '../window/windower'

/** What is asked of a rollup. */
export interface Ask<A extends Aggregates, S extends Selected<S> = Numbers<A>> {
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
  readonly points?: number | undefined
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
  checkSignal(signal)
  toSeriesName(metric)
  const from = toInstant(ask.from, 'from')
  const to = toInstant(ask.to, 'to')
  if (from >= to) throw option('from', 'before to', `${show(ask.from)} .. ${show(ask.to)}`)
  if (!isPlain(where)) throw option('where', 'a plain object of tags', where)
  if (by !== undefined && !isStrings(by)) throw option('by', 'a list of tag names', by)
  if (every !== undefined && points !== undefined)
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', 'give every or points, not both')
  if (points !== undefined && !(isCount(points) && points <= MOST_WINDOWS))
    throw option('points', `a positive whole number, at most ${MOST_WINDOWS}`, points)
  return {
    metric,
    where: Object.entries(where).map(([tag, values]) => [tag, toValues(tag, values)]),
    by: by && [...new Set(by)],
    from,
    to,
    every: every === undefined ? undefined : toPartition(every, 'every'),
    points,
    top: toTop(top),
    signal,
  }
}

/** Copied, as whatever a question holds: its asker may change the ask before it is answered. */
function toTop(top: Ask<any, any>['top']): Question['top'] {
  if (top === undefined) return undefined
  if (typeof top !== 'object' || top === null || !isCount(top.n))
    throw option('top', '{ n, by } with a positive whole n', top)
  checkNames('top', top, ['n', 'by'])
  return { n: top.n, by: top.by as string }
}

function toValues(tag: string, values: unknown): readonly string[] {
  if (typeof values === 'string') return [values]
  if (isStrings(values)) return [...values]
  throw option(`where.${tag}`, 'a string or a list of strings', values)
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}
