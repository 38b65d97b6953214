import { TidemarkError } from '../error'
import { niceWidths } from '../route/nice-widths'
import { type Route, type RouteSegment, type RouteTier, route } from '../route/route'
import { type Grid, gridOf } from '../table/grid'
import type { Ladder } from '../tier/ladder'
import { markOf } from '../tier/marks'
import { formatInstant } from '../time/instant'
import type { Partition } from '../window/windower'
import type { ParsedQuery } from './query-options'
import type { WriterView } from './writers'

/** How a question is answered: the range that is covered, its windows, and each writer's legs through it. */
export interface RoutedRange {
  readonly from: number
  readonly to: number
  readonly every: Partition | undefined
  readonly grid: Grid
  readonly segments: ReadonlyMap<WriterView, readonly RouteSegment[]>
}

/** Finds the way for every writer; throws TIDEMARK_UNSERVABLE, naming what could be served, or TIDEMARK_TOO_MANY_WINDOWS. */
export function routeWriters(ladder: Ladder, sources: readonly WriterView[], question: ParsedQuery): RoutedRange {
  const { from, to, every, maxWindows } = question
  if (maxWindows === undefined) return routeRange(sources, from, to, every)
  let stuck: unknown
  for (const width of niceWidths(maxWindows, from, to, ladder[0].partition.width)) {
    try {
      return routeRange(sources, from, to, width)
    } catch (error) {
      if (!(error instanceof TidemarkError) || error.code !== 'TIDEMARK_UNSERVABLE') throw error
      stuck ??= error // a wider window may do where this one does not
    }
  }
  if (stuck !== undefined) throw stuck
  return routeRange(sources, from, to, undefined) // no width is natural here: one window gives no more than asked
}

function routeRange(
  sources: readonly WriterView[],
  from: number,
  to: number,
  every: Partition | undefined,
): RoutedRange {
  const asked = every && gridOf(every, from, to)
  const tiers = new Map(sources.map(source => [source, routeTiers(source, asked)]))
  let reach = { from, to }
  for (;;) {
    const legs = new Map<WriterView, readonly RouteSegment[]>()
    let wider = reach
    for (const [source, { mine, fits }] of tiers) {
      const way: Route = route(mine, fits, reach.from, reach.to)
      if ('stuck' in way) throw unservable(every, way.stuck, mine, sources.length > 1 ? source.writer : undefined)
      wider = { from: Math.min(wider.from, way.from), to: Math.max(wider.to, way.to) }
      legs.set(source, way.legs)
    }
    // What one writer can only serve wider, all serve wider: the range is the same for all of them.
    if (wider.from === reach.from && wider.to === reach.to)
      return { ...reach, every, grid: asked ?? oneWindow(reach), segments: legs }
    reach = wider
  }
}

/** A writer's tiers as the router sees them, and which of them lie within the windows that are asked for. */
function routeTiers({ ladder, marks }: WriterView, asked: Grid | undefined): { mine: RouteTier[]; fits: boolean[] } {
  const mine = ladder.map((tier, k): RouteTier => {
    const { name, partition, since } = tier
    const { sealed, dropped } = markOf(marks, tier)
    return { name, partition, since, kept: dropped, sealed: k === 0 ? Number.POSITIVE_INFINITY : sealed }
  })
  return { mine, fits: ladder.map(({ partition }) => !asked || nestsInto(partition, asked)) }
}

/** Whether each edge of the windows is one of the tier's: its rows then lie within them. */
export function nestsInto(tier: Partition, { starts, ends }: Grid): boolean {
  for (let w = 0; w < starts.length; w++) if (tier.startOf(starts[w]) !== starts[w]) return false
  return starts.length === 0 || tier.startOf(ends[ends.length - 1]) === ends[ends.length - 1]
}

function oneWindow({ from, to }: { from: number; to: number }): Grid {
  return { starts: Float64Array.of(from), ends: Float64Array.of(to) }
}

function unservable(
  every: Partition | undefined,
  at: number,
  tiers: readonly RouteTier[],
  writer: string | undefined,
): TidemarkError {
  const kept = tiers.filter(tier => at >= tier.kept && at < tier.sealed).map(({ name }) => name)
  const all = tiers.map(({ name, kept }) => `${name} from ${formatInstant(kept)}`)
  return new TidemarkError(
    'TIDEMARK_UNSERVABLE',
    `windows of ${every?.name ?? 'this range'} cannot be made of what ${writer ? `${writer} keeps` : 'is kept'} at ${formatInstant(at)}: ${kept.join(', ')}. Ask for unions of whole windows of a tier where it is kept: ${all.join(', ')}`,
  )
}
