import { cellEnd, cellStart } from './cell'
import type { Centroids } from './centroids'
import { lerp } from './lerp'
import { sizeLimit } from './scale-function'

/** A mixture so many times heavier than its share is cut in two. */
const HEAVY_RATIO = 1.35
/** So many times heavier, too, than mixtures are on average where they stand: else the next squeeze joins it again. */
const ABOVE = 1.4
/** How many centroids of just their share there are at a grain of 1: the integral of 1 / (q (1 - q))^(3/4). */
const WHOLE_RATIO = 7.416

/**
 * Becomes the union of a heavy list and a light one, n points in all. What lies within the cell of a mixture goes to that
 * mixture, so that mixtures stay apart: united by rank alone they blend at each turn, for each stands as one lump at its
 * mean. @internal
 */
export function mergeIntoCells(list: Centroids, a: Centroids, b: Centroids, n: number, grain: number): void {
  const { means, weights } = list
  const heavyMeans = a.means
  const heavyWeights = a.weights
  const lightMeans = b.means
  const lightWeights = b.weights
  const count = b.length
  const most = n * Math.max(HEAVY_RATIO, (ABOVE * WHOLE_RATIO) / (grain * a.length))
  const perPoint = 1 / n
  let length = 0
  let below = 0
  let left = 0
  let right = 0
  let q = 0
  for (let p = 0; p < a.length; p++, left = right) {
    let mean = heavyMeans[p]
    let weight = heavyWeights[p]
    right = cellEdgeAfter(a, p)
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
      if (-weight > most * sizeLimit((below - weight / 2) * perPoint, grain)) {
        length = cut(list, length, mean, -heavyWeights[p], start, end, b, first, q)
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

/** Where centroid p ends and the next begins: at an atom, or where two mixtures meet, each with room by its weight. */
function cellEdgeAfter({ means, weights }: Centroids, p: number): number {
  const a = weights[p]
  const b = weights[p + 1]
  if (a > 0) return means[p]
  return b > 0 ? means[p + 1] : lerp(means[p], means[p + 1], a / (a + b))
}

/** Puts a mixture down in two halves, cut at its mean as if its points were spread evenly, each with what lies on its side. */
function cut(
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

/** x, unless rounding or overflow took it out of [start, end). */
function clampTo(x: number, start: number, end: number, otherwise: number): number {
  return x >= start && x < end ? x : otherwise
}
