import type { List } from './list'

/** How many times heavier its neighbours are than what is light. */
const LIGHT = 4

/**
 * Gives what is light (fresh points, above all) and lies close to a mixture to that mixture, so that a curve between two
 * centroids is not bent by a point that happens to lie there. @internal
 */
export function absorb(list: List): void {
  const { means, weights, length } = list
  let out = Math.min(1, length)
  for (let p = 1; p < length; p++) {
    const heavy = LIGHT * Math.abs(weights[p])
    const left = out - 1
    let right = p + 1
    if (Math.abs(weights[left]) >= heavy) while (right < length && Math.abs(weights[right]) < heavy) right++
    else right = length
    const taker = right < length ? nearest(list, left, p, right) : p
    if (taker === p) {
      means[out] = means[p]
      weights[out++] = weights[p]
    } else weights[taker] -= Math.abs(weights[p])
  }
  list.length = out
}

/** The nearer of two neighbours of p where it is a mixture and not beyond the middle, else p itself. */
function nearest({ means, weights }: List, left: number, p: number, right: number): number {
  const toLeft = means[p] - means[left]
  const toRight = means[right] - means[p]
  if (toLeft <= toRight) return weights[left] < 0 ? left : p
  return weights[right] < 0 ? right : p
}
