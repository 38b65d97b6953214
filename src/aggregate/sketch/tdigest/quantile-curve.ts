import { cellEnd, cellStart, edgeAfter, shareBelow } from './cell'
import type { Centroids } from './centroids'
import { lerp } from './lerp'

/** The quantile function of a digest: a polyline through (points below, value), ascending in both. @internal */
export interface QuantileCurve {
  readonly counts: Float64Array
  readonly values: Float64Array
}

/**
 * The curve through a list: an atom is a step; a mixture spreads its points evenly on either side of its mean, more of
 * them on the shorter side, as its mean tells. @internal
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
    const right = edgeAfter(list, p)
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

/** The value below which t points are; the lower end of a step. @internal */
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

/** How many points are below x, and half of those equal to it: the inverse of quantileOf. @internal */
export function pointsBelow(curve: QuantileCurve, x: number): number {
  const { counts, values } = curve
  const lower = firstAtLeast(values, x, false)
  const upper = firstAtLeast(values, x, true)
  if (lower < upper) return counts[lower] + (counts[upper - 1] - counts[lower]) / 2
  if (lower === 0) return 0
  if (lower === values.length) return counts[lower - 1]
  const a = values[lower - 1]
  const b = values[lower]
  const d = b - a
  const f = d < Number.POSITIVE_INFINITY ? (x - a) / d : (x / 2 - a / 2) / (b / 2 - a / 2)
  return counts[lower - 1] + f * (counts[lower] - counts[lower - 1])
}

/** The first place whose value is at least x, or over x. */
function firstAtLeast(values: Float64Array, x: number, over: boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle] < x || (over && values[middle] === x)) low = middle + 1
    else high = middle
  }
  return low
}
