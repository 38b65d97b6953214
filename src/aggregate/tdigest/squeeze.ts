import { lerp } from './lerp'
import type { List } from './list'

const ATOM = Number(process.env.ATOM ?? 1 / 3)
const G = Number(process.env.GAP ?? 3)
const SK = Number(process.env.SKEW ?? 0.2)

export function squeeze(list: List, n: number, grain: number, cuts: boolean): void {
  const { means, weights } = list
  const last = list.length - 1
  let out = 1
  let below = Math.abs(weights[0])
  for (let p = 1; p < last; ) {
    const start = p
    let weight = Math.abs(weights[p])
    const limit = limitAt(below, n, grain)
    const heavy = limit * ATOM
    if (!(weights[p++] > heavy))
      while (p < last) {
        const next = weights[p]
        const w = Math.abs(next)
        if (weight + w > limit || next > heavy) break
        p++
        weight += w
      }
    if (cuts && p > start + 1) {
      const end = cutOf(list, out, start, p, limit / 2)
      while (p > end) weight -= Math.abs(weights[--p])
    }
    if (p === start + 1) {
      means[out] = means[start]
      weights[out++] = weights[start]
    } else {
      const mean = meanOf(list, start, p, weight)
      means[out] = mean
      weights[out++] = -weight
    }
    below += weight
  }
  if (last > 0) {
    means[out] = means[last]
    weights[out++] = weights[last]
    list.length = out
  }
}

/** Where to end a group [start, end) so that it does not straddle a gap. */
function cutOf({ means, weights, length }: List, out: number, start: number, end: number, mass: number): number {
  let at = start + 1
  for (let p = start + 2; p < end; p++) if (means[p] - means[p - 1] > means[at] - means[at - 1]) at = p
  const gap = means[at] - means[at - 1]
  let q = at - 1
  let m = Math.abs(weights[q]) / 2
  const limit = gap / G
  // to the left: inside the group, then among those already put out
  let span = 0
  while (q > start && m < mass) {
    q--
    m += Math.abs(weights[q])
    span = means[at - 1] - means[q]
    if (span >= limit) break
  }
  for (let k = out - 1; q === start && k >= 0 && m < mass && span < limit; k--) {
    m += Math.abs(weights[k])
    span = means[at - 1] - means[k]
  }
  const left = span
  if (left < limit) return at
  span = 0
  m = Math.abs(weights[at]) / 2
  for (let k = at + 1; k < length && m < mass && span < limit; k++) {
    m += Math.abs(weights[k])
    span = means[k] - means[at]
  }
  return span < limit ? at : end
}

function limitAt(below: number, n: number, grain: number): number {
  const q = below / n
  const g = share(q, grain)
  if (q < 0.5) return g * n
  const h = share(q + g, grain)
  return ((g * g) / (2 * g - h)) * n
}

function share(q: number, grain: number): number {
  return q >= 1 ? 0 : grain * Math.sqrt(q * (1 - q) * Math.sqrt(q * (1 - q)))
}

function meanOf(list: List, from: number, to: number, weight: number): number {
  const { means, weights } = list
  const a = means[from]
  const z = means[to - 1]
  let moment = 0
  for (let p = from + 1; p < to; p++) moment += (means[p] - a) * Math.abs(weights[p])
  let mean = moment < Number.POSITIVE_INFINITY ? a + moment / weight : robustMean(list, from, to)
  if (mean < a) mean = a
  if (mean > z) mean = z
  if (to - from > 2) {
    let below = 0
    let p = from
    while (means[p] < mean) below += Math.abs(weights[p++])
    const r = below / weight
    const r2 = r - Math.abs(weights[p - 1]) / weight
    if (r2 > 0.5 + SK || r < 0.5 - SK || (SK === 0)) {
      below = 0
      p = from
      let w = Math.abs(weights[p])
      while (below + w / 2 < weight / 2) { below += w; w = Math.abs(weights[++p]) }
      const c = below + w / 2
      const v = Math.abs(weights[p - 1])
      const b = below - v / 2
      mean = lerp(means[p - 1], means[p], (weight / 2 - b) / (c - b))
    }
  }
  return mean
}

function robustMean(list: List, from: number, to: number): number {
  const { means, weights } = list
  let mean = means[from]
  let weight = Math.abs(weights[from])
  for (let p = from + 1; p < to; p++) {
    const w = Math.abs(weights[p])
    weight += w
    mean = lerp(mean, means[p], w / weight)
  }
  return mean
}
