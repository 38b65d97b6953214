import { edge } from './curve'
import type { List } from './list'
import { shareAt } from './squeeze'

const E = (globalThis as any).process.env
const LOPSIDED = Number(E.LOP ?? 2)
const CAP = Number(E.CAP ?? 1.2)
const SPLIT = E.SPLIT === '1'

/** Becomes the union of a list and n sorted values, where values within the cell of a mixture go to it. */
export function gather(out: List, a: List, values: Float64Array, count: number, n: number, grain: number): void {
  const { means, weights } = out
  let length = 0
  let q = 0
  let below = 0
  const singles = (to: number): void => {
    while (q < to) {
      const value = values[q++]
      let weight = 1
      while (q < to && values[q] === value) {
        weight++
        q++
      }
      means[length] = value
      weights[length++] = weight
      below += weight
    }
  }
  for (let p = 0; p < a.length; p++) {
    const mean = a.means[p]
    const weight = Math.abs(a.weights[p])
    if (a.weights[p] > 0) {
      let to = q
      while (to < count && values[to] < mean) to++
      singles(to)
      while (to < count && values[to] === mean) to++
      means[length] = mean
      weights[length++] = weight + to - q
      below += weight + to - q
      q = to
      continue
    }
    const left = edge(a, p - 1)
    const right = edge(a, p)
    const low = Math.max(left, mean - LOPSIDED * (right - mean))
    const high = Math.min(right, mean + LOPSIDED * (mean - left))
    let to = q
    while (to < count && values[to] < low) to++
    singles(to)
    let moment = 0
    let mid = q
    while (to < count && values[to] < high) {
      if (values[to] < mean) mid = to + 1
      moment += values[to++] - mean
    }
    const whole = weight + to - q
    if (whole <= CAP * n * shareAt((below + whole / 2) / n, grain)) {
      means[length] = mean + moment / whole
      weights[length++] = -whole
      below += whole
      q = to
    } else if (SPLIT) {
      const half = Math.min(mean - low, high - mean) / 2
      const w1 = weight >> 1
      let total = 0
      for (let k = q; k < mid; k++) total += values[k] - mean
      means[length] = mean + (total - w1 * half) / (w1 + mid - q)
      weights[length++] = -(w1 + mid - q)
      total = 0
      for (let k = mid; k < to; k++) total += values[k] - mean
      means[length] = mean + (total + (weight - w1) * half) / (weight - w1 + to - mid)
      weights[length++] = -(weight - w1 + to - mid)
      below += whole
      q = to
    } else {
      singles(mid)
      while (mid < to && values[mid] === mean) mid++
      singles(mid)
      means[length] = mean
      weights[length++] = -weight
      below += weight
      singles(to)
    }
  }
  singles(count)
  out.length = length
}
