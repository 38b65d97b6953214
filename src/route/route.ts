import type { Partition } from '../window/windower'
import type { Why } from './plan'

/** A tier as the router sees it. Times are boundaries of its windows. */
export interface RouteTier {
  readonly name: string
  readonly partition: Partition
  /** Where it begins, for one that was added later. */
  readonly since?: number | undefined
  /** Rows from here on are kept. */
  readonly kept: number
  /** Rows up to here are written; Infinity for the finest tier, which takes every point at once. */
  readonly sealed: number
}

/** A part of the range and the tier that serves it; no tier where nothing is kept any more. */
export interface RouteSegment {
  readonly tier: RouteTier | null
  readonly from: number
  readonly to: number
  readonly why: Why
}

/** The way through a range: its legs in order, or the place where no tier that nests serves it. */
export type Route =
  | { readonly from: number; readonly to: number; readonly legs: readonly RouteSegment[] }
  | { readonly stuck: number }

/**
 * Splits [from, to) into legs: at each place the coarsest tier that is sealed there, still keeps it, starts a window
 * there and ends it within the range. Edges finer than what is kept are widened to the window that holds them.
 *
 * @param tiers from fine to coarse, as many as there are
 * @param fits whether the windows of tier k lie within the windows that are asked for
 */
export function route(tiers: readonly RouteTier[], fits: readonly boolean[], from: number, to: number): Route {
  const start = widened(tiers, fits, from)
  const legs: RouteSegment[] = []
  let at = start
  let end = to
  while (at < end) {
    const leg = segmentAt(tiers, fits, at, end)
    if (!leg) return { stuck: at }
    legs.push(leg)
    at = leg.to
    end = Math.max(end, at)
  }
  return { from: start, to: Math.max(end, at), legs }
}

/** The start of the window that holds the edge, of the finest tier that still keeps it; the edge where none does. */
function widened(tiers: readonly RouteTier[], fits: readonly boolean[], edge: number): number {
  for (const [k, { partition, kept, sealed }] of tiers.entries()) {
    if (!fits[k]) continue
    const start = partition.startOf(edge)
    if (start >= kept && start < sealed) return start
  }
  return edge
}

function segmentAt(
  tiers: readonly RouteTier[],
  fits: readonly boolean[],
  at: number,
  to: number,
): RouteSegment | undefined {
  for (let k = tiers.length - 1; k >= 0; k--) {
    const reach = fits[k] ? reachOf(tiers[k], at, to) : at
    if (reach <= at) continue
    const handover = nextCoarser(tiers, fits, k, at, to)
    return { tier: tiers[k], from: at, to: Math.min(reach, handover), why: whyOf(tiers, fits, k, at) }
  }
  // Only coarser windows than the range are kept here: the range is widened to the end of the finest of them.
  for (const [k, tier] of tiers.entries())
    if (fits[k] && serves(tier, at)) {
      const why = k === 0 ? whyOf(tiers, fits, k, at) : 'widened: finer dropped'
      return { tier, from: at, to: tier.partition.endOf(at), why }
    }
  return nothingKept(tiers, at, to)
}

/** Up to where a tier serves without a break from `at`, in whole windows within [at, to). */
function reachOf(tier: RouteTier, at: number, to: number): number {
  if (!serves(tier, at)) return at
  const last = Math.min(to, tier.sealed)
  return tier.partition.startOf(last)
}

function serves({ partition, kept, sealed }: RouteTier, at: number): boolean {
  return at >= kept && at < sealed && partition.startOf(at) === at
}

/** Where the next coarser tier can take over from tier k. */
function nextCoarser(tiers: readonly RouteTier[], fits: readonly boolean[], k: number, at: number, to: number): number {
  let next = Number.POSITIVE_INFINITY
  for (let j = k + 1; j < tiers.length; j++) {
    if (!fits[j]) continue
    const { partition, kept } = tiers[j]
    const start = Math.max(kept, partition.startOf(at) === at ? at : partition.endOf(at))
    if (start > at && start < next && reachOf(tiers[j], start, to) > start) next = start
  }
  return next
}

function whyOf(tiers: readonly RouteTier[], fits: readonly boolean[], k: number, at: number): Why {
  const coarser = tiers.findIndex((_, j) => j > k && fits[j])
  if (coarser < 0) return 'coarsest that nests'
  const { partition, since, kept, sealed } = tiers[coarser]
  if (since !== undefined && at < since) return 'finer: coarser begins later'
  if (at < kept) return 'finer: dropped'
  return partition.endOf(at) > sealed ? 'finer: not yet sealed' : 'finer: edge'
}

/** A leg without a tier, up to where one keeps rows again; undefined where a tier keeps them that does not fit. */
function nothingKept(tiers: readonly RouteTier[], at: number, to: number): RouteSegment | undefined {
  if (tiers.some(tier => at >= tier.kept && at < tier.sealed)) return undefined
  const next = Math.min(to, ...tiers.map(({ kept }) => (kept > at ? kept : to)))
  return { tier: null, from: at, to: next, why: 'kept by no tier' }
}
