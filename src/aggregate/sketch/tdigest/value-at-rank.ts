import { cellEnd, cellStart, edgeAfter, shareBelow } from './cell'
import type { Centroids } from './centroids'
import { lerp } from './lerp'

/**
 * The value below which t points of a list are: what `quantileOf` answers of its curve, to the bit, with one cell drawn
 * and not all of them. @internal
 */
export function valueAt(list: Centroids, t: number, n: number): number {
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
  const left = edgeAfter(list, p - 1)
  const right = edgeAfter(list, p)
  const start = cellStart(mean, left, right)
  const end = cellEnd(mean, left, right)
  const middle = below + (above - below) * shareBelow(mean, start, end)
  return t < middle ? interpolateRank(start, mean, below, middle, t) : interpolateRank(mean, end, middle, above, t)
}

/** Where t is on the line from (from, a) to (to, b). */
function interpolateRank(a: number, b: number, from: number, to: number, t: number): number {
  if (t === from || a === b) return a
  return t === to ? b : lerp(a, b, (t - from) / (to - from))
}
