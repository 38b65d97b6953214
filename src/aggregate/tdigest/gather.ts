import { edgeAfter, endOf, startOf } from './cell'
import type { List } from './list'
import { shareAt } from './squeeze'

/** A mixture so many times heavier than its share is cut in two. */
const HEAVY = 1.35
/** So many times heavier, too, than mixtures are on average where they stand: else the next squeeze joins it again. */
const ABOVE = 1.7

/**
 * Becomes the union of another list and sorted values, n points in all. A value within the cell of a mixture goes to
 * that mixture, so that mixtures stay apart: united by rank alone they blend at each turn, for each stands as one lump
 * at its mean. @internal
 */
export function gather(list: List, a: List, values: Float64Array, count: number, n: number, grain: number): void {
  list.length = 0
  let most = HEAVY
  let below = 0
  let left = 0
  let q = 0
  for (let p = 0; p < a.length; p++) {
    const mean = a.means[p]
    const weight = Math.abs(a.weights[p])
    const right = edgeAfter(a, p)
    const isAtom = a.weights[p] > 0
    const start = isAtom ? mean : startOf(mean, left, right)
    const end = isAtom ? mean : endOf(mean, left, right)
    const before = q
    while (q < count && values[q] < start) q++
    putAtoms(list, values, before, q)
    const first = q
    let moment = 0
    if (isAtom) while (q < count && values[q] === mean) q++
    else for (; q < count && values[q] < end; q++) moment += values[q] - mean
    const all = weight + q - first
    if (isAtom) put(list, mean, all)
    else {
      const place = (below + first - before + all / 2) / n
      const share = all / (n * shareAt(place, grain))
      if (share > most && most === HEAVY) most = Math.max(HEAVY, ABOVE * averageShare(a, n - count, grain))
      if (share > most) cut(list, mean, weight, start, end, values, first, q)
      else put(list, within(mean + moment / all, start, end, mean), -all)
    }
    below += q - before + weight
    left = right
  }
  putAtoms(list, values, q, count)
}

/** Halves a mixture at its mean, as if its points were spread evenly around it, each half with the values on its side. */
function cut(
  list: List,
  mean: number,
  weight: number,
  start: number,
  end: number,
  values: Float64Array,
  from: number,
  to: number,
): void {
  const reach = Math.min(mean - start, end - mean) / 2
  const half = Math.floor(weight / 2)
  let low = -half * reach
  let middle = from
  for (; middle < to && values[middle] < mean; middle++) low += values[middle] - mean
  let high = (weight - half) * reach
  for (let q = middle; q < to; q++) high += values[q] - mean
  const lower = half + middle - from
  const upper = weight - half + to - middle
  put(list, within(mean + low / lower, start, end, mean), -lower)
  put(list, within(mean + high / upper, start, end, mean), -upper)
}

function put(list: List, mean: number, weight: number): void {
  list.means[list.length] = mean
  list.weights[list.length++] = weight
}

function putAtoms(list: List, values: Float64Array, from: number, to: number): void {
  for (let q = from; q < to; ) {
    const first = q
    while (q < to && values[q] === values[first]) q++
    put(list, values[first], q - first)
  }
}

/** x where rounding and overflow left it in [start, end). */
function within(x: number, start: number, end: number, otherwise: number): number {
  return x >= start && x < end ? x : otherwise
}

/** How heavy the mixtures of a list are on average, against their share. */
function averageShare({ weights, length }: List, n: number, grain: number): number {
  let sum = 0
  let mixtures = 0
  let below = 0
  for (let p = 0; p < length; p++) {
    const weight = Math.abs(weights[p])
    if (weights[p] < 0) {
      sum += weight / (n * shareAt((below + weight / 2) / n, grain))
      mixtures++
    }
    below += weight
  }
  return sum / mixtures
}
