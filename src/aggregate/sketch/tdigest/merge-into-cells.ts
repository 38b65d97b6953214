import { type Centroids, lerp } from './centroids'
import { cellEnd, cellStart } from './quantile-curve'
import { sizeLimit } from './scale-function'

/** A mixture heavier than this many times its size limit is cut in two ... */
const CUT_RATIO = 1.35
/** ... if it is also this many times heavier than mixtures are on average: otherwise the next merge pass joins it again. */
const CUT_RATIO_OF_AVERAGE = 1.4
/** How many centroids of exactly their size limit there are at a scale of 1: the integral of 1 / (q (1 - q))^(3/4). */
const CENTROIDS_AT_LIMIT = 7.416

/**
 * Becomes the union of a heavy digest a and a light one b, of n points together.
 *
 * A centroid of b that lies in the cell of a mixture of a joins that mixture, so mixtures keep apart. United by rank
 * alone, as in the paper, they would blend a little more in each merge, because each moves as one lump at its mean. @internal
 */
export function mergeIntoCells(list: Centroids, a: Centroids, b: Centroids, n: number, scale: number): void {
  const { means, weights } = list
  const heavyMeans = a.means
  const heavyWeights = a.weights
  const lightMeans = b.means
  const lightWeights = b.weights
  const count = b.length
  const cutAbove = n * Math.max(CUT_RATIO, (CUT_RATIO_OF_AVERAGE * CENTROIDS_AT_LIMIT) / (scale * a.length))
  const perPoint = 1 / n
  let length = 0
  let below = 0
  let left = 0
  let right = 0
  let q = 0
  for (let p = 0; p < a.length; p++, left = right) {
    let mean = heavyMeans[p]
    let weight = heavyWeights[p]
    right = edgeByWeight(a, p)
    const start = weight > 0 ? mean : cellStart(mean, left, right)
    for (; q < count && lightMeans[q] < start; q++) {
      below += Math.abs(lightWeights[q])
      means[length] = lightMeans[q]
      weights[length++] = lightWeights[q]
    }
    if (weight > 0) {
      if (q < count && lightMeans[q] === mean && lightWeights[q] > 0) weight += lightWeights[q++]
    } else if (q < count && lightMeans[q] < right) {
      const end = cellEnd(mean, left, right)
      const first = q
      let moment = 0
      for (; q < count && lightMeans[q] < end; q++) {
        const own = Math.abs(lightWeights[q])
        moment += (lightMeans[q] - mean) * own
        weight -= own
      }
      if (-weight > cutAbove * sizeLimit((below - weight / 2) * perPoint, scale)) {
        length = cutInTwo(list, length, mean, -heavyWeights[p], start, end, b, first, q)
        below -= weight
        continue
      }
      const moved = mean - moment / weight
      if (moved >= start && moved < end) mean = moved
    }
    means[length] = mean
    weights[length++] = weight
    below += Math.abs(weight)
  }
  for (; q < count; q++) {
    means[length] = lightMeans[q]
    weights[length++] = lightWeights[q]
  }
  list.length = length
}

/** The value at which centroid p ends and the next begins: an atom, or a value between two mixtures that divides their distance by weight. */
function edgeByWeight({ means, weights }: Centroids, p: number): number {
  const a = weights[p]
  const b = weights[p + 1]
  if (a > 0) return means[p]
  return b > 0 ? means[p + 1] : lerp(means[p], means[p + 1], a / (a + b))
}

/**
 * Writes a mixture as two, cut at its mean as if its points were spread evenly over [start, end), and adds to each the
 * light centroids from..to) that lie on its side. Returns the index after them.
 */
function cutInTwo(
  list: Centroids,
  at: number,
  mean: number,
  weight: number,
  start: number,
  end: number,
  { means, weights }: Centroids,
  from: number,
  to: number,
): number {
  const reach = Math.min(mean - start, end - mean) / 2
  const half = Math.floor(weight / 2)
  let lower = half
  let low = -half * reach
  let q = from
  for (; q < to && means[q] < mean; q++) {
    const own = Math.abs(weights[q])
    lower += own
    low += (means[q] - mean) * own
  }
  let upper = weight - half
  let high = upper * reach
  for (; q < to; q++) {
    const own = Math.abs(weights[q])
    upper += own
    high += (means[q] - mean) * own
  }
  list.means[at] = clampTo(mean + low / lower, start, end, mean)
  list.weights[at] = -lower
  list.means[at + 1] = clampTo(mean + high / upper, start, end, mean)
  list.weights[at + 1] = -upper
  return at + 2
}

/** x, or the other value if rounding or overflow took x out of [start, end). */
function clampTo(x: number, start: number, end: number, otherwise: number): number {
  return x >= start && x < end ? x : otherwise
}
