import { type Centroids, lerp } from './centroids'
import { sizeLimit } from './scale-function'

/** An atom heavier than this share of the size limit is joined with nothing. */
const ATOM_SHARE = 0.4
/** A gap is not bridged if it is this many times wider than half a size limit of points on one side of it. */
const GAP_RATIO = 3
/** A group is searched for a gap only if its squared spacings times this exceed its squared width: then one stands out. */
const GAP_SEARCH_RATIO = 1.5
/** A mean this close to the middle of its group, as a share of half its width, also serves as its median. */
const MAX_SKEW = 0.4
/** A mean that ranks further from the median than one in so many of the group's points is replaced by the median. */
const MIN_POINTS_PER_RANK_OFFSET = 5

/**
 * The merge pass: joins neighbors in a list of n points, in place, as long as their weight stays within the size limit.
 *
 * The first and the last centroid, the extremes, stay alone. This is the merging of Dunning and Ertl (arXiv:1902.04023,
 * section 2.1), but a pass from one end lets centroids drift toward the other, so it goes from both ends to the
 * middle. The limit is that at a centroid's outer end, where it is smaller. @internal
 */
export function compress(list: Centroids, n: number, scale: number, bridging: boolean): void {
  const { means, weights, length } = list
  const middle = compressSide(list, 0, length - 1, 1, n, scale, bridging)
  const lower = list.passLength
  compressSide(list, length - 1, middle - 1, -1, n, scale, bridging)
  const upper = list.passLength
  means.copyWithin(lower, length - upper, length)
  weights.copyWithin(lower, length - upper, length)
  list.length = lower + upper
}

/**
 * Joins neighbors from the outermost centroid inward until half of the points are passed or `end` is reached, and returns
 * the index it stopped at. The joined centroids stand at the outer end, `passLength` of them.
 */
function compressSide(
  list: Centroids,
  outermost: number,
  end: number,
  step: 1 | -1,
  n: number,
  scale: number,
  bridging: boolean,
): number {
  const { means, weights } = list
  let p = outermost + step
  let out = p
  let below = Math.abs(weights[outermost])
  while (p !== end && 2 * below < n) {
    const start = p
    const first = means[start]
    const limit = n * sizeLimit(below / n, scale)
    const maxAtom = limit * ATOM_SHARE
    let weight = Math.abs(weights[start])
    let moment = 0
    let squares = 0
    p += step
    if (weights[start] <= maxAtom)
      for (let last = first; p !== end; p += step) {
        const mean = means[p]
        const own = Math.abs(weights[p])
        if (weights[p] > maxAtom || weight + own > limit) break
        squares += (mean - last) * (mean - last)
        moment += (mean - first) * own
        weight += own
        last = mean
      }
    const span = means[p - step] - first
    const edge = squares * GAP_SEARCH_RATIO > span * span && !bridging ? afterWidestGap(list, start, p, step) : start
    list.halfLimit = limit / 2
    if (edge !== start && isGap(list, out, start, edge, step)) {
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
      if (Math.abs(mean - middle) <= MAX_SKEW * Math.abs(middle - first)) means[out] = mean
      else setCenter(list, out, start, p, step)
      weights[out] = -weight
    }
    out += step
    below += weight
  }
  list.passLength = Math.abs(out - outermost)
  return p
}

/** The index of the centroid behind the widest gap in a group [start, end). */
function afterWidestGap({ means }: Centroids, start: number, end: number, step: number): number {
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
 * Whether the gap before `edge`, in the group that begins at `start`, must not be bridged: a centroid across a gap would
 * answer with values that hardly occur. It is a gap if the next `halfLimit` points on one side lie within a third of its
 * width. `out` is the end of the centroids already joined.
 */
function isGap(
  { means, weights, length, halfLimit }: Centroids,
  out: number,
  start: number,
  edge: number,
  step: number,
): boolean {
  const enough = Math.abs(means[edge] - means[edge - step]) / GAP_RATIO
  let points = 0
  let span = 0
  for (let p = edge + step; p >= 0 && p < length && points < halfLimit && span < enough; p += step) {
    points += Math.abs(weights[p])
    span = Math.abs(means[p] - means[edge])
  }
  if (span < enough) return true
  const before = edge - step
  points = 0
  span = 0
  for (let p = before; p !== start && points < halfLimit && span < enough; ) {
    p -= step
    points += Math.abs(weights[p])
    span = Math.abs(means[p] - means[before])
  }
  for (let p = out - step; p >= 0 && p < length && points < halfLimit && span < enough; p -= step) {
    points += Math.abs(weights[p])
    span = Math.abs(means[p] - means[before])
  }
  return span < enough
}

/** Writes the mean of a group [start, end), or its median if the mean is far from the middle of its points. */
function setCenter(list: Centroids, out: number, start: number, end: number, step: number): void {
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
  // the rank of the mean, on the line from the centroid before it to the one behind it, less that of the middle
  const width = Math.abs(means[at] - means[at - step])
  const before = below - Math.abs(weights[at - step]) / 2 - weight / 2
  const rise = (below + Math.abs(weights[at]) / 2 - weight / 2 - before) * Math.abs(mean - means[at - step])
  const maxOffset = weight / MIN_POINTS_PER_RANK_OFFSET
  means[out] = Math.abs(before * width + rise) > maxOffset * width ? medianOf(list, start, step, weight) : mean
}

function meanOf(list: Centroids, start: number, end: number, step: number, weight: number): number {
  const { means, weights } = list
  const first = means[start]
  const last = means[end - step]
  let moment = 0
  for (let p = start + step; p !== end; p += step) moment += (means[p] - first) * Math.abs(weights[p])
  const mean = Number.isFinite(moment) ? first + moment / weight : meanByInterpolation(list, start, end, step)
  return (mean - last) * step > 0 ? last : mean
}

/** The mean if a sum overflows: step by step on the line from the mean so far to the next. */
function meanByInterpolation({ means, weights }: Centroids, start: number, end: number, step: number): number {
  let mean = means[start]
  let points = Math.abs(weights[start])
  for (let p = start + step; p !== end; p += step) {
    const own = Math.abs(weights[p])
    points += own
    mean = lerpEitherWay(mean, means[p], own / points)
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
    : lerpEitherWay(means[at - step], means[at], (weight / 2 - before) / (center - before))
}

/** From a to b, whichever is less. */
function lerpEitherWay(a: number, b: number, f: number): number {
  return a <= b ? lerp(a, b, f) : lerp(b, a, 1 - f)
}
