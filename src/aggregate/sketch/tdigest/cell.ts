import type { Centroids } from './centroids'
import { lerp } from './lerp'

/** How many times further a mixture may reach on one side than on the other: beyond that is a gap. */
const LOPSIDED = 2
/** How much of a mixture is believed to be on one side of its mean. */
const MAX_SHARE = 0.6
/** Up to which factor the density of two neighbours is believed to differ. */
const STEEP = 3

/**
 * Where centroid p ends and the next begins: at an atom, or on the line between two mixtures, so that each takes up
 * room by its weight and by how thin the points lie around it. @internal
 */
export function edgeAfter({ means, weights }: Centroids, p: number): number {
  const a = weights[p]
  const b = weights[p + 1]
  if (a > 0) return means[p]
  if (b > 0) return means[p + 1]
  const before = weights[p - 1]
  const after = weights[p + 2]
  let taken = a
  if (before < 0 && after < 0) {
    const thin = (means[p + 1] - means[p - 1]) / (before + 2 * a + b)
    const next = (means[p + 2] - means[p]) / (a + 2 * b + after)
    const ratio = Math.max(1 / STEEP, Math.min(STEEP, thin / next))
    // densities of cells differ more than those at their edge: the power 3/4 errs least where they rise exponentially
    if (ratio > 0) taken *= Math.sqrt(ratio * Math.sqrt(ratio))
  }
  return lerp(means[p], means[p + 1], taken / (taken + b))
}

/** Where a mixture between two edges begins. @internal */
export function cellStart(mean: number, left: number, right: number): number {
  const start = mean - LOPSIDED * (right - mean)
  return start > left ? start : left
}

/** Where it ends. @internal */
export function cellEnd(mean: number, left: number, right: number): number {
  const end = mean + LOPSIDED * (mean - left)
  return end < right ? end : right
}

/** Which share of its points is below its mean: more than half where that is the shorter side. @internal */
export function shareBelow(mean: number, start: number, end: number): number {
  const lower = (end - mean) / (end - start)
  // where the cell is a point or wider than a number holds, there is none
  return lower > MAX_SHARE ? MAX_SHARE : lower < 1 - MAX_SHARE ? 1 - MAX_SHARE : lower || 0.5
}
