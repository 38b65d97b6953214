import type { Partition } from '../window/windower'
import type { Segment, Why } from './plan'

/** A tier as the router sees it. Times are edges of its windows. */
export interface RouteTier {
  readonly name: string
  readonly partition: Partition
  /** Whether its windows lie within the windows of the query. */
  readonly fitsWindows: boolean
  /** The time at which it begins, if it was added later. */
  readonly since?: number | undefined
  /** Rows from here on are kept. */
  readonly keptFrom: number
  /** Rows up to here are written; Infinity for the finest tier, which takes every point at once. */
  readonly sealedUntil: number
}

/** A segment before it has a writer, and before rows were read. */
type TierSegment = Omit<Segment, 'writer' | 'rows'>

/** The segments that serve a range, in order; or a time at which no tier that nests can serve it. */
export type Route =
  | { readonly from: number; readonly to: number; readonly segments: readonly Segment[] }
  | { readonly unservable: number }

/**
 * Splits [from, to) into segments. Each is served by the coarsest tier that nests, still keeps its rows there, has sealed
 * them, and has a window that starts there and ends within the range. If only coarser rows are kept at an edge, the range
 * is widened to the window that holds the edge.
 *
 * @param writer whose tiers these are: the segments name it
 * @param tiers from fine to coarse
 */
export function route(writer: string, tiers: readonly RouteTier[], from: number, to: number): Route {
  const start = widenedStart(tiers, from)
  const segments: Segment[] = []
  let at = start
  let end = to
  while (at < end) {
    const segment = segmentAt(tiers, at, end)
    if (!segment) return { unservable: at }
    segments.push({ ...segment, writer, rows: 0 })
    at = segment.to
    end = Math.max(end, at)
  }
  return { from: start, to: Math.max(end, at), segments }
}

/** The start of the window that holds the edge, of the finest tier that keeps it; the edge itself if none does. */
function widenedStart(tiers: readonly RouteTier[], edge: number): number {
  for (const { fitsWindows, partition, keptFrom, sealedUntil } of tiers) {
    if (!fitsWindows) continue
    const start = partition.startOf(edge)
    if (start >= keptFrom && start < sealedUntil) return start
  }
  return edge
}

function segmentAt(tiers: readonly RouteTier[], at: number, to: number): TierSegment | undefined {
  for (let k = tiers.length - 1; k >= 0; k--) {
    const end = tiers[k].fitsWindows ? servedUntil(tiers[k], at, to) : at
    if (end <= at) continue
    return {
      tier: tiers[k].name,
      from: at,
      to: Math.min(end, coarserFrom(tiers, k, at, to)),
      why: whyTier(tiers, k, at),
    }
  }
  // Here only windows that end after the range are kept: the range is widened to the end of the finest of them.
  for (const [k, tier] of tiers.entries())
    if (tier.fitsWindows && serves(tier, at)) {
      const why = k === 0 ? whyTier(tiers, k, at) : 'widened: finer dropped'
      return { tier: tier.name, from: at, to: tier.partition.endOf(at), why }
    }
  return unkeptAt(tiers, at, to)
}

/** The end of what a tier serves without a break from `at`, in whole windows within [at, to). */
function servedUntil(tier: RouteTier, at: number, to: number): number {
  if (!serves(tier, at)) return at
  const last = Math.min(to, tier.sealedUntil)
  return tier.partition.startOf(last)
}

function serves({ partition, keptFrom, sealedUntil }: RouteTier, at: number): boolean {
  return at >= keptFrom && at < sealedUntil && partition.startOf(at) === at
}

/** The first time after `at` at which a tier coarser than tier k can take over from it. */
function coarserFrom(tiers: readonly RouteTier[], k: number, at: number, to: number): number {
  let next = Number.POSITIVE_INFINITY
  for (let j = k + 1; j < tiers.length; j++) {
    const { fitsWindows, partition, keptFrom } = tiers[j]
    if (!fitsWindows) continue
    const start = Math.max(keptFrom, partition.startOf(at) === at ? at : partition.endOf(at))
    if (start > at && start < next && servedUntil(tiers[j], start, to) > start) next = start
  }
  return next
}

/** Why tier k serves `at`, and not the next coarser tier that nests. */
function whyTier(tiers: readonly RouteTier[], k: number, at: number): Why {
  const coarser = tiers.find(({ fitsWindows }, j) => j > k && fitsWindows)
  if (!coarser) return 'coarsest that nests'
  const { partition, since, keptFrom, sealedUntil } = coarser
  if (since !== undefined && at < since) return 'finer: coarser begins later'
  if (at < keptFrom) return 'finer: dropped'
  return partition.endOf(at) > sealedUntil ? 'finer: not yet sealed' : 'finer: edge'
}

/** A part that no tier keeps, up to where one keeps rows again; undefined if a tier that does not nest keeps it. */
function unkeptAt(tiers: readonly RouteTier[], at: number, to: number): TierSegment | undefined {
  if (tiers.some(tier => at >= tier.keptFrom && at < tier.sealedUntil)) return undefined
  const next = Math.min(to, ...tiers.map(({ keptFrom }) => (keptFrom > at ? keptFrom : to)))
  return { tier: 'none', from: at, to: next, why: 'kept by no tier' }
}
