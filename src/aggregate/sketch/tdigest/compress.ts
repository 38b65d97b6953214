import type { Centroids } from './centroids'
import { lerp } from './lerp'
import { sizeLimit } from './scale-function'

/** An atom heavier than this share of what a centroid may weigh where it stands is joined with nothing. */
const HEAVY_SHARE = 0.4
/** A gap so many times wider than what lies on one side of it (half a centroid's points) is not bridged. */
const WIDE = 3
/** A group is looked at for gaps where the squares of its spacings make up such a part of its width's: one of them stands out. */
const ROUGH = 1.5
/** A mean at most so far from the middle of its group, as a part of half its width, is taken for that of its points. */
const LEANING = 0.4

/**
 * Joins neighbours of a list that holds n points, in place, as long as a centroid weighs no more than its share at q:
 * n * grain * (q (1 - q))^(3/4). The first and the last, the extremes, stay alone. Other than that the pass is the
 * merging of Dunning and Ertl (arXiv:1902.04023, section 2.1); the exponent stands between their k1, which is too coarse
 * at q = 0.001, and k2, whose number of centroids grows with log n.
 *
 * A pass from one side alone lets centroids drift to the other: so it goes from either side to the middle, and a
 * centroid's share is always that of its outer end, the smaller one. @internal
 */
export function compress(list: Centroids, n: number, grain: number, bridging: boolean): void {
  const { means, weights, length } = list
  const middle = squeezeSide(list, 0, length - 1, 1, n, grain, bridging)
  const lower = list.made
  squeezeSide(list, length - 1, middle - 1, -1, n, grain, bridging)
  const upper = list.made
  means.copyWithin(lower, length - upper, length)
  weights.copyWithin(lower, length - upper, length)
  list.length = lower + upper
}

/**
 * Joins neighbours from the outermost centroid on, until half of the points are behind or `end` is reached, which it
 * gives. What they became stands on that side, as many as `made` tells.
 */
function squeezeSide(
  list: Centroids,
  outermost: number,
  end: number,
  step: 1 | -1,
  n: number,
  grain: number,
  bridging: boolean,
): number {
  const { means, weights } = list
  let p = outermost + step
  let out = p
  let below = Math.abs(weights[outermost])
  while (p !== end && 2 * below < n) {
    const start = p
    const first = means[start]
    const limit = n * sizeLimit(below / n, grain)
    const heavy = limit * HEAVY_SHARE
    let weight = Math.abs(weights[start])
    let moment = 0
    let squares = 0
    p += step
    if (weights[start] <= heavy)
      for (let last = first; p !== end; p += step) {
        const mean = means[p]
        const own = Math.abs(weights[p])
        if (weights[p] > heavy || weight + own > limit) break
        squares += (mean - last) * (mean - last)
        moment += (mean - first) * own
        weight += own
        last = mean
      }
    const span = means[p - step] - first
    const edge = squares * ROUGH > span * span && !bridging ? edgeOf(list, start, p, step) : start
    list.mass = limit / 2
    if (edge !== start && isWide(list, out, start, edge, step)) {
      p = edge
      weight = moment = 0
      for (let k = start; k !== p; k += step) {
        const own = Math.abs(weights[k])
        weight += own
        moment += (means[k] - first) * own
      }
    }
    if (p - start === step) {
      means[out] = first
      weights[out] = weights[start]
    } else {
      const mean = first + moment / weight
      const middle = first / 2 + means[p - step] / 2
      if (Math.abs(mean - middle) <= LEANING * Math.abs(middle - first)) means[out] = mean
      else putMiddle(list, out, start, p, step)
      weights[out] = -weight
    }
    out += step
    below += weight
  }
  list.made = Math.abs(out - outermost)
  return p
}

/** The centroid behind the widest gap of a group [start, end). */
function edgeOf({ means }: Centroids, start: number, end: number, step: number): number {
  let edge = start
  let gap = 0
  for (let p = start + step; p !== end; p += step) {
    const width = Math.abs(means[p] - means[p - step])
    if (width > gap) {
      gap = width
      edge = p
    }
  }
  return edge
}

/**
 * Whether the gap before `edge`, in a group that begins at `start`, is not to be bridged: a centroid across one answers
 * with values that hardly occur. A gap is wide where the list's `mass` points on one side of it lie within a third of it; `out` is where
 * the centroids made so far end.
 */
function isWide(
  { means, weights, length, mass }: Centroids,
  out: number,
  start: number,
  edge: number,
  step: number,
): boolean {
  const enough = Math.abs(means[edge] - means[edge - step]) / WIDE
  let points = 0
  let span = 0
  for (let p = edge + step; p >= 0 && p < length && points < mass && span < enough; p += step) {
    points += Math.abs(weights[p])
    span = Math.abs(means[p] - means[edge])
  }
  if (span < enough) return true
  const before = edge - step
  points = 0
  span = 0
  for (let p = before; p !== start && points < mass && span < enough; ) {
    p -= step
    points += Math.abs(weights[p])
    span = Math.abs(means[p] - means[before])
  }
  for (let p = out - step; p >= 0 && p < length && points < mass && span < enough; p -= step) {
    points += Math.abs(weights[p])
    span = Math.abs(means[p] - means[before])
  }
  return span < enough
}

/** Puts down the mean of a group [start, end), or its median where the mean is far from the middle of its points. */
function putMiddle(list: Centroids, out: number, start: number, end: number, step: number): void {
  const { means, weights } = list
  let weight = 0
  for (let p = start; p !== end; p += step) weight += Math.abs(weights[p])
  const mean = meanOf(list, start, end, step, weight)
  let at = start
  let below = 0
  for (; (means[at] - mean) * step < 0; at += step) below += Math.abs(weights[at])
  if (at === start || end - start === 2 * step) {
    means[out] = mean
    return
  }
  // where the mean ranks among the points, on the line from the centroid before it to the one behind it, less the middle
  const width = Math.abs(means[at] - means[at - step])
  const before = below - Math.abs(weights[at - step]) / 2 - weight / 2
  const rise = (below + Math.abs(weights[at]) / 2 - weight / 2 - before) * Math.abs(mean - means[at - step])
  means[out] = Math.abs(before * width + rise) > (weight / 5) * width ? medianOf(list, start, step, weight) : mean
}

function meanOf(list: Centroids, start: number, end: number, step: number, weight: number): number {
  const { means, weights } = list
  const first = means[start]
  const last = means[end - step]
  let moment = 0
  for (let p = start + step; p !== end; p += step) moment += (means[p] - first) * Math.abs(weights[p])
  const mean = Number.isFinite(moment) ? first + moment / weight : carefulMean(list, start, end, step)
  return (mean - last) * step > 0 ? last : mean
}

/** The mean where sums overflow: on the way from each to the next. */
function carefulMean({ means, weights }: Centroids, start: number, end: number, step: number): number {
  let mean = means[start]
  let points = Math.abs(weights[start])
  for (let p = start + step; p !== end; p += step) {
    const own = Math.abs(weights[p])
    points += own
    mean = interpolateBetween(mean, means[p], own / points)
  }
  return mean
}

function medianOf({ means, weights }: Centroids, start: number, step: number, weight: number): number {
  let at = start
  let before = 0
  let center = Math.abs(weights[at]) / 2
  while (center < weight / 2) {
    before = center
    center += (Math.abs(weights[at]) + Math.abs(weights[at + step])) / 2
    at += step
  }
  return at === start
    ? means[at]
    : interpolateBetween(means[at - step], means[at], (weight / 2 - before) / (center - before))
}

/** From a to b, whichever is less. */
function interpolateBetween(a: number, b: number, f: number): number {
  return a <= b ? lerp(a, b, f) : lerp(b, a, 1 - f)
}
