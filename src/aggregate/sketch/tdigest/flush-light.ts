import type { Centroids } from './centroids'

/** A centroid is light if both neighbors weigh at least this many times as much. */
const LIGHT_RATIO = 4

/**
 * Adds the weight of light centroids, above all of buffered points, to the mixture they lie closest to.
 *
 * Otherwise the quantile curve between two mixtures would bend through every single point that happens to lie there.
 * The list is only read from afterwards: means stay as they are. @internal
 */
export function flushLight(list: Centroids): void {
  const { means, weights, length } = list
  let out = firstLight(list)
  if (out === length) return
  // the weight a mixture came with: counting what it received, it would grow to take ever more
  let ownOfLeft = Math.abs(weights[out - 1])
  for (let p = out; p < length; p++) {
    const own = Math.abs(weights[p])
    const receiver = ownOfLeft >= LIGHT_RATIO * own ? receiverOf(list, out - 1, ownOfLeft, p) : p
    if (receiver === p) {
      if (out < p) {
        means[out] = means[p]
        weights[out] = weights[p]
      }
      out++
      ownOfLeft = own
    } else weights[receiver] -= Math.abs(weights[p])
  }
  list.length = out
}

/** The index of the first centroid that is light against the one before it, or the length: most lists have none. */
function firstLight({ weights, length }: Centroids): number {
  let last = 0
  for (let p = 0; p < length; p++) {
    const own = Math.abs(weights[p])
    if (last >= LIGHT_RATIO * own) return p
    last = own
  }
  return length
}

/** Which neighbor receives the weight of centroid p: p itself if a neighbor is not heavy enough. */
function receiverOf(list: Centroids, left: number, ownOfLeft: number, p: number): number {
  const { weights, length } = list
  const own = Math.abs(weights[p])
  let run = own
  let right = p + 1
  while (right < length && weights[right] > 0 && weights[right] < LIGHT_RATIO * own) run += weights[right++]
  // a run that is not light as a whole is where points lie: given away, it would drag a mixture far into them
  const heavy = LIGHT_RATIO * Math.max(own, run / 2)
  const fits = right < length && ownOfLeft >= heavy && Math.abs(weights[right]) >= heavy
  return fits ? nearestMixture(list, left, p, right) : p
}

/** The nearer of two neighbors of p if it is a mixture, otherwise p. */
function nearestMixture({ means, weights }: Centroids, left: number, p: number, right: number): number {
  const toLeft = means[p] - means[left]
  const toRight = means[right] - means[p]
  if (toLeft <= toRight) return weights[left] < 0 ? left : p
  return weights[right] < 0 ? right : p
}
