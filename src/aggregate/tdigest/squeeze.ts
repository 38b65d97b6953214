import { lerp } from './lerp'
import type { List } from './list'

/** An atom heavier than this share of what a centroid may weigh where it stands is joined with nothing. */
const HEAVY = 0.4
/** A gap so many times wider than what lies on one side of it (half a centroid's points) is not bridged. */
const WIDE = 3

/**
 * Joins neighbours of a list that holds n points, in place, as long as a centroid weighs no more than its share at q:
 * n * grain * (q (1 - q))^(3/4). The first and the last, the extremes, stay alone. Other than that the pass is the
 * merging of Dunning and Ertl (arXiv:1902.04023, section 2.1); the exponent stands between their k1, which is too coarse
 * at q = 0.001, and k2, whose number of centroids grows with log n.
 *
 * A pass from one side alone lets centroids drift to the other, so the side changes; it depends on n alone. @internal
 */
export function squeeze(list: List, n: number, grain: number, bridging: boolean): void {
  const { means, weights, length } = list
  const step = Math.imul(n, 0x9e3779b1) < 0 ? 1 : -1
  const first = step > 0 ? 0 : length - 1
  const last = length - 1 - first
  let out = first + step
  let below = Math.abs(weights[first])
  for (let p = first + step; p !== last; ) {
    const start = p
    let weight = Math.abs(weights[p])
    const limit = n * shareFrom(below / n, grain)
    const heavy = limit * HEAVY
    const alone = weights[p] > heavy
    for (p += step; p !== last && !alone; p += step) {
      const next = weights[p]
      if (next > heavy || weight + Math.abs(next) > limit) break
      weight += Math.abs(next)
    }
    if (!bridging && p - start !== step)
      for (const end = endBeforeGap(list, out, start, p, step, limit / 2); p !== end; weight -= Math.abs(weights[p]))
        p -= step
    if (p - start === step) {
      means[out] = means[start]
      weights[out] = weights[start]
    } else {
      means[out] = step > 0 ? middleOf(list, start, p, weight) : middleOf(list, p + 1, start + 1, weight)
      weights[out] = -weight
    }
    out += step
    below += weight
  }
  means[out] = means[last]
  weights[out] = weights[last]
  list.length = step > 0 ? out + 1 : length - out
  if (step < 0) {
    means.copyWithin(0, out, length)
    weights.copyWithin(0, out, length)
  }
}

/** The share of all points that a centroid may hold which begins at q: at neither of its ends more than is allowed there. */
function shareFrom(q: number, grain: number): number {
  const here = shareAt(q, grain)
  if (q < 0.5) return here
  // the root of w = shareAt(q + w), by one secant from 0 to `here`
  return (here * here) / (2 * here - shareAt(q + here, grain))
}

/** The share of all points that a centroid may hold at q. @internal */
export function shareAt(q: number, grain: number): number {
  const p = q * (1 - q)
  return p > 0 ? grain * Math.sqrt(p * Math.sqrt(p)) : 0
}

/**
 * Where the group [start, end) should end so as not to hold both sides of a gap: a centroid across one answers with
 * values that hardly occur. A gap is wide against what `mass` points take up on either side; `out` is where the
 * centroids made so far end.
 */
function endBeforeGap(list: List, out: number, start: number, end: number, step: number, mass: number): number {
  const { means, weights, length } = list
  let at = start + step
  let gap = 0
  for (let p = at; p !== end; p += step) {
    const width = Math.abs(means[p] - means[p - step])
    if (width > gap) {
      at = p
      gap = width
    }
  }
  const enough = gap / WIDE
  let points = 0
  let span = 0
  for (let p = at + step; p >= 0 && p < length && points < mass && span < enough; p += step) {
    points += Math.abs(weights[p])
    span = Math.abs(means[p] - means[at])
  }
  if (span < enough) return at
  const edge = at - step
  points = 0
  span = 0
  for (let p = edge; p !== start && points < mass && span < enough; ) {
    p -= step
    points += Math.abs(weights[p])
    span = Math.abs(means[p] - means[edge])
  }
  for (let p = out - step; p >= 0 && p < length && points < mass && span < enough; p -= step) {
    points += Math.abs(weights[p])
    span = Math.abs(means[p] - means[edge])
  }
  return span < enough ? at : end
}

/** The mean of a group [from, to), or its median where the mean is far from the middle of its points. */
function middleOf(list: List, from: number, to: number, weight: number): number {
  const { means, weights } = list
  const mean = meanOf(list, from, to, weight)
  if (to - from === 2) return mean
  let at = from
  let below = 0
  while (means[at] < mean) below += Math.abs(weights[at++])
  if (at === from) return mean
  const center = below + Math.abs(weights[at]) / 2
  const before = below - Math.abs(weights[at - 1]) / 2
  const f = (mean - means[at - 1]) / (means[at] - means[at - 1])
  const rank = before + f * (center - before)
  return Math.abs(rank - weight / 2) > weight / 5 ? medianOf(list, from, weight) : mean
}

function meanOf({ means, weights }: List, from: number, to: number, weight: number): number {
  const a = means[from]
  const z = means[to - 1]
  let moment = 0
  for (let p = from + 1; p < to; p++) moment += (means[p] - a) * Math.abs(weights[p])
  let mean = a + moment / weight
  if (moment === Number.POSITIVE_INFINITY) {
    mean = a
    let points = Math.abs(weights[from])
    for (let p = from + 1; p < to; p++) {
      const w = Math.abs(weights[p])
      points += w
      mean = lerp(mean, means[p], w / points)
    }
  }
  return mean < a ? a : mean > z ? z : mean
}

function medianOf({ means, weights }: List, from: number, weight: number): number {
  let at = from
  let before = 0
  let center = Math.abs(weights[at]) / 2
  while (center < weight / 2) {
    before = center
    center += (Math.abs(weights[at]) + Math.abs(weights[at + 1])) / 2
    at++
  }
  return at === from ? means[at] : lerp(means[at - 1], means[at], (weight / 2 - before) / (center - before))
}
