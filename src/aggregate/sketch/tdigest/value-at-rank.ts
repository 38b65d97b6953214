import { type Centroids, lerp } from './centroids'
import { cellEnd, cellStart, edgeByDensity, shareBelow } from './quantile-curve'

/**
 * The value below which t of the n points of a list lie: what `quantileOf` returns for its curve, to the bit, with one
 * cell drawn instead of all. @internal
 */
export function valueAtRank(list: Centroids, t: number, n: number): number {
  const { means, weights, length } = list
  let p = 0
  let above = Math.abs(weights[0])
  if (t < n / 2) while (above < t) above += Math.abs(weights[++p])
  else {
    p = length - 1
    above = n
    for (let below = n - Math.abs(weights[p]); below >= t && p > 0; below -= Math.abs(weights[--p])) above = below
  }
  const below = above - Math.abs(weights[p])
  const mean = means[p]
  if (weights[p] > 0) return mean
  const left = edgeByDensity(list, p - 1)
  const right = edgeByDensity(list, p)
  const start = cellStart(mean, left, right)
  const end = cellEnd(mean, left, right)
  const middle = below + (above - below) * shareBelow(mean, start, end)
  return t < middle ? interpolateRank(start, mean, below, middle, t) : interpolateRank(mean, end, middle, above, t)
}

/** The value at rank t on the line from value a at rank `from` to value b at rank `to`. */
function interpolateRank(a: number, b: number, from: number, to: number, t: number): number {
  if (t === from || a === b) return a
  return t === to ? b : lerp(a, b, (t - from) / (to - from))
}
