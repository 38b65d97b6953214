import type { Centroids } from './centroids'

/** How many times heavier its neighbours are than what is light. */
const LIGHT_SHARE = 4

/**
 * Gives what is light (fresh points, above all) and lies close to a mixture to that mixture, so that a curve between two
 * centroids is not bent by a point that happens to lie there. @internal
 */
export function flushLight(list: Centroids): void {
  const { means, weights, length } = list
  let out = firstLight(list)
  if (out === length) return
  // without what it was given, or a mixture would grow to take ever more
  let ownOfLeft = Math.abs(weights[out - 1])
  for (let p = out; p < length; p++) {
    const own = Math.abs(weights[p])
    const taker = ownOfLeft >= LIGHT_SHARE * own ? takerOf(list, out - 1, ownOfLeft, p) : p
    if (taker === p) {
      if (out < p) {
        means[out] = means[p]
        weights[out] = weights[p]
      }
      out++
      ownOfLeft = own
    } else weights[taker] -= Math.abs(weights[p])
  }
  list.length = out
}

/** The first that is light against the one before it; most lists have none. */
function firstLight({ weights, length }: Centroids): number {
  let last = 0
  for (let p = 0; p < length; p++) {
    const own = Math.abs(weights[p])
    if (last >= LIGHT_SHARE * own) return p
    last = own
  }
  return length
}

/** To which of its neighbours p goes: itself where they are not heavy enough. */
function takerOf(list: Centroids, left: number, ownOfLeft: number, p: number): number {
  const { weights, length } = list
  const own = Math.abs(weights[p])
  let run = own
  let right = p + 1
  while (right < length && weights[right] > 0 && weights[right] < LIGHT_SHARE * own) run += weights[right++]
  // a run that is not light as a whole is points that lie there: it would drag a mixture far into them
  const heavy = LIGHT_SHARE * Math.max(own, run / 2)
  const fits = right < length && ownOfLeft >= heavy && Math.abs(weights[right]) >= heavy
  return fits ? nearestHeavy(list, left, p, right) : p
}

/** The nearer of two neighbours of p where it is a mixture and not beyond the middle, else p itself. */
function nearestHeavy({ means, weights }: Centroids, left: number, p: number, right: number): number {
  const toLeft = means[p] - means[left]
  const toRight = means[right] - means[p]
  if (toLeft <= toRight) return weights[left] < 0 ? left : p
  return weights[right] < 0 ? right : p
}
