import { TidemarkError } from '../error'
import { niceWidths } from '../route/nice-widths'
import type { Segment } from '../route/plan'
import { type RouteTier, route } from '../route/route'
import { shortName } from '../store/writer-name'
import { type Grid, gridOf } from '../table/grid'
import { markOf } from '../tier/marks'
import { formatInstant } from '../time/instant'
import type { Partition } from '../window/windower'
import type { QueryContext, RangeQuery } from './context'
import type { ParsedQuery } from './query-options'
import type { WriterView } from './writers'

/** A range, and how it is cut into windows: by `every`, into at most `maxWindows`, or not at all. */
type WindowedRange = Pick<ParsedQuery, 'from' | 'to' | 'every' | 'maxWindows'>

/**
 * Routes a range for each writer: which of its tiers serves which part.
 *
 * @throws TIDEMARK_UNSERVABLE if the windows cannot be made of what is kept; the message names what could be served
 * @throws TIDEMARK_TOO_MANY_WINDOWS
 */
export function routeWriters(context: QueryContext, { from, to, every, maxWindows }: WindowedRange): RangeQuery {
  if (maxWindows === undefined) return routeRange(context, from, to, every)
  let unservable: unknown
  for (const width of niceWidths(maxWindows, from, to, context.own.ladder[0].partition.width)) {
    try {
      return routeRange(context, from, to, width)
    } catch (error) {
      if (!(error instanceof TidemarkError) || error.code !== 'TIDEMARK_UNSERVABLE') throw error
      unservable ??= error // a wider window may be servable
    }
  }
  if (unservable !== undefined) throw unservable
  return routeRange(context, from, to, undefined) // no width of the list fits: one window is within maxWindows
}

function routeRange(context: QueryContext, from: number, to: number, every: Partition | undefined): RangeQuery {
  const grid = every && gridOf(every, from, to)
  const tiers = new Map(context.writers.map(writer => [writer, routeTiers(writer, grid)]))
  let covered = { from, to }
  for (;;) {
    const segments = new Map<WriterView, readonly Segment[]>()
    let wider = covered
    for (const [view, ofWriter] of tiers) {
      const found = route(shortName(view.writer), ofWriter, covered.from, covered.to)
      if ('unservable' in found)
        throw unservableError(every, found.unservable, ofWriter, tiers.size > 1 ? view.writer : undefined)
      wider = { from: Math.min(wider.from, found.from), to: Math.max(wider.to, found.to) }
      segments.set(view, found.segments)
    }
    // All writers must cover the same range: if one can only serve a wider one, the others serve that, too.
    if (wider.from === covered.from && wider.to === covered.to)
      return {
        ...context,
        ...covered,
        every,
        grid: grid ?? oneWindow(covered),
        segments,
        rowsRead: new Map(),
        headRows: 0,
      }
    covered = wider
  }
}

/** The tiers of a writer as the router sees them. */
function routeTiers({ ladder, marks }: WriterView, grid: Grid | undefined): RouteTier[] {
  return ladder.map((tier, k): RouteTier => {
    const { name, partition, since } = tier
    const { sealed, dropped } = markOf(marks, tier)
    return {
      name,
      partition,
      fitsWindows: !grid || nestsInto(partition, grid),
      since,
      keptFrom: dropped,
      sealedUntil: k === 0 ? Number.POSITIVE_INFINITY : sealed,
    }
  })
}

/** Whether each edge of the windows is an edge of the tier's: each row then lies within one window. */
export function nestsInto(tier: Partition, { starts, ends }: Grid): boolean {
  for (let w = 0; w < starts.length; w++) if (tier.startOf(starts[w]) !== starts[w]) return false
  return starts.length === 0 || tier.startOf(ends[ends.length - 1]) === ends[ends.length - 1]
}

function oneWindow({ from, to }: { from: number; to: number }): Grid {
  return { starts: Float64Array.of(from), ends: Float64Array.of(to) }
}

function unservableError(
  every: Partition | undefined,
  at: number,
  tiers: readonly RouteTier[],
  writer: string | undefined,
): TidemarkError {
  const kept = tiers.filter(tier => at >= tier.keptFrom && at < tier.sealedUntil).map(({ name }) => name)
  const all = tiers.map(({ name, keptFrom }) => `${name} from ${formatInstant(keptFrom)}`)
  return new TidemarkError(
    'TIDEMARK_UNSERVABLE',
    `windows of ${every?.name ?? 'this range'} cannot be made of what ${writer ? `${writer} keeps` : 'is kept'} at ${formatInstant(at)}: ${kept.join(', ')}. Ask for unions of whole windows of a tier where it is kept: ${all.join(', ')}`,
  )
}
