import { type Centroids, lerp } from './centroids'

/** A mixture reaches at most this many times as far on one side of its mean as on the other: what is beyond is a gap. */
const MAX_REACH_RATIO = 2
/** At most this share of a mixture's points is taken to lie on one side of its mean. */
const MAX_SIDE_SHARE = 0.6
/** The densities of two neighbors are taken to differ at most by this factor. */
const MAX_DENSITY_RATIO = 3

/** The quantile function of a digest: a polyline through (points below, value), ascending in both. @internal */
export interface QuantileCurve {
  readonly counts: Float64Array
  readonly values: Float64Array
}

/**
 * The curve through a list of centroids.
 *
 * An atom is a step. A mixture spreads its points evenly over its cell on either side of its mean, more of them on the
 * shorter side, so that their mean is the mixture's. @internal
 */
export function quantileCurve(list: Centroids): QuantileCurve {
  const { means, weights } = list
  let knots = 0
  for (let p = 0; p < list.length; p++) knots += weights[p] > 0 ? 2 : 3
  const counts = new Float64Array(knots)
  const values = new Float64Array(knots)
  let below = 0
  let k = 0
  let left = 0
  for (let p = 0; p < list.length; p++) {
    const mean = means[p]
    const weight = Math.abs(weights[p])
    const right = edgeByDensity(list, p)
    counts[k] = below
    values[k] = values[k + 1] = mean
    counts[k + 1] = below + weight
    if (weights[p] < 0) {
      const start = cellStart(mean, left, right)
      const end = cellEnd(mean, left, right)
      values[k++] = start
      counts[k] = below + weight * shareBelow(mean, start, end)
      values[k] = mean
      counts[k + 1] = below + weight
      values[k + 1] = end
    }
    left = right
    k += 2
    below += weight
  }
  return { counts, values }
}

/** The value below which t points lie; of a step its lower end. @internal */
export function quantileOf({ counts, values }: QuantileCurve, t: number): number {
  let low = 0
  let high = counts.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (counts[middle] < t) low = middle + 1
    else high = middle
  }
  if (low === 0 || counts[low] === t) return values[low]
  const a = values[low - 1]
  const b = values[low]
  return a === b ? a : lerp(a, b, (t - counts[low - 1]) / (counts[low] - counts[low - 1]))
}

/** How many points lie below x, counting half of those equal to it: the inverse of `quantileOf`, the paper's cdf times n. @internal */
export function pointsBelow(curve: QuantileCurve, x: number): number {
  const { counts, values } = curve
  const lower = firstFrom(values, x, false)
  const upper = firstFrom(values, x, true)
  if (lower < upper) return counts[lower] + (counts[upper - 1] - counts[lower]) / 2
  if (lower === 0) return 0
  if (lower === values.length) return counts[lower - 1]
  const a = values[lower - 1]
  const b = values[lower]
  const d = b - a
  const f = d < Number.POSITIVE_INFINITY ? (x - a) / d : (x / 2 - a / 2) / (b / 2 - a / 2)
  return counts[lower - 1] + f * (counts[lower] - counts[lower - 1])
}

/** The index of the first value from x on, or with `past` of the first beyond it. */
function firstFrom(values: Float64Array, x: number, past: boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle] < x || (past && values[middle] === x)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The value at which centroid p ends and the next begins: an atom, or a value between two mixtures that leaves each a
 * stretch in proportion to its weight and to how thin points lie around it. @internal
 */
export function edgeByDensity({ means, weights }: Centroids, p: number): number {
  const a = weights[p]
  const b = weights[p + 1]
  if (a > 0) return means[p]
  if (b > 0) return means[p + 1]
  const before = weights[p - 1]
  const after = weights[p + 2]
  let share = a
  if (before < 0 && after < 0) {
    const thinness = (means[p + 1] - means[p - 1]) / (before + 2 * a + b)
    const next = (means[p + 2] - means[p]) / (a + 2 * b + after)
    const ratio = Math.max(1 / MAX_DENSITY_RATIO, Math.min(MAX_DENSITY_RATIO, thinness / next))
    // densities of whole cells differ more than those at their common edge: where density rises exponentially, the
    // power 3/4 errs least
    if (ratio > 0) share *= Math.sqrt(ratio * Math.sqrt(ratio))
  }
  return lerp(means[p], means[p + 1], share / (share + b))
}

/** Where the cell of a mixture between two edges begins. @internal */
export function cellStart(mean: number, left: number, right: number): number {
  const start = mean - MAX_REACH_RATIO * (right - mean)
  return start > left ? start : left
}

/** Where the cell of a mixture between two edges ends. @internal */
export function cellEnd(mean: number, left: number, right: number): number {
  const end = mean + MAX_REACH_RATIO * (mean - left)
  return end < right ? end : right
}

/** Which share of a mixture's points lies below its mean: more than half if that is the shorter side. @internal */
export function shareBelow(mean: number, start: number, end: number): number {
  const lower = (end - mean) / (end - start)
  // NaN if the cell is a single value, or so wide that both differences overflow
  return lower > MAX_SIDE_SHARE ? MAX_SIDE_SHARE : lower < 1 - MAX_SIDE_SHARE ? 1 - MAX_SIDE_SHARE : lower || 0.5
}
