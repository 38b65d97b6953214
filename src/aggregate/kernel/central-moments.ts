import type { StateColumns } from '../aggregate'
import { addCounts } from './checked-count'

/** The fields of moments: count, mean, and the sums of the 2nd, 3rd and 4th powers of the distances from it. @internal */
export type Central = {
  readonly n: number
  readonly mean: number
  readonly m2: number
  readonly m3: number
  readonly m4: number
}

/** Adds `x` to row `i`: Welford, for the higher moments Pebay (SAND2008-6212, eq. 2.1 with one point). @internal */
export function addMoment(s: StateColumns<Central>, i: number, x: number): void {
  const before = s.n[i]
  const n = addCounts(before, 1)
  s.n[i] = n
  if (before === 0) {
    s.mean[i] = x
    return
  }
  const mean = s.mean[i]
  const delta = x - mean
  const step = delta / n
  const step2 = step * step
  const square = delta * (step * before)
  s.mean[i] = Number.isFinite(step) ? mean + step : interpolateMean(mean, x, 1 / n)
  s.m4[i] += square * step2 * (n * n - 3 * n + 3) + 6 * step2 * s.m2[i] - 4 * step * s.m3[i]
  s.m3[i] += square * step * (n - 2) - 3 * step * s.m2[i]
  s.m2[i] += square
}

/** Merges row `j` of `o` into row `i` of `s`. @internal */
export function mergeMoments(s: StateColumns<Central>, i: number, o: StateColumns<Central>, j: number): void {
  combine(s, i, o.n[j], o.mean[j], o.m2[j], o.m3[j], o.m4[j])
}

/**
 * Adds values[from..to) to row `i`: two passes over the run, then one merge.
 *
 * The first pass sums distances from the first value, so that a huge offset costs no digits. The second is corrected by
 * the error of the rounded mean (Chan, Golub, LeVeque: Algorithms for computing the sample variance, 1983). @internal
 */
export function foldMoments(s: StateColumns<Central>, i: number, values: Float64Array, from: number, to: number): void {
  const n = to - from
  addCounts(s.n[i], n)
  const origin = values[from]
  let sum = 0
  for (let p = from; p < to; p++) sum += values[p] - origin
  const near = origin + sum / n
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let s4 = 0
  for (let p = from; p < to; p++) {
    const d = values[p] - near
    const square = d * d
    s1 += d
    s2 += square
    s3 += square * d
    s4 += square * square
  }
  if (Number.isFinite(s4)) {
    const off = s1 / n
    const m3 = s3 - off * (3 * s2 - 2 * off * s1)
    const m4 = s4 - off * (4 * s3 - off * (6 * s2 - 3 * off * s1))
    combine(s, i, n, near + off, Math.max(0, s2 - off * s1), m3, m4)
  } else for (let p = from; p < to; p++) addMoment(s, i, values[p])
}

/**
 * Merges moments into row `i`: Chan's update of the mean and of m2, Pebay's of m3 and m4 (SAND2008-6212, eq. 2.1).
 *
 * The mean moves from the heavier side, or from the lower if both weigh the same, so a merge is commutative to the bit.
 */
function combine(
  s: StateColumns<Central>,
  i: number,
  nb: number,
  mb: number,
  m2b: number,
  m3b: number,
  m4b: number,
): void {
  const na = s.n[i]
  if (nb === 0) return
  const n = addCounts(na, nb)
  const ma = s.mean[i]
  const m2a = s.m2[i]
  const m3a = s.m3[i]
  s.n[i] = n
  if (na === 0) {
    s.mean[i] = mb
    s.m2[i] = m2b
    s.m3[i] = m3b
    s.m4[i] = m4b
    return
  }
  const delta = mb - ma
  const step = delta / n
  const a = na * step
  const b = nb * step
  s.mean[i] = na > nb || (na === nb && ma < mb) ? interpolateMean(ma, mb, nb / n) : interpolateMean(mb, ma, na / n)
  const spread = na * nb * step * delta
  const m4 = spread * step * step * (na * na + nb * nb - na * nb) + 6 * (a * a * m2b + b * b * m2a)
  s.m4[i] = s.m4[i] + m4b + (m4 + 4 * (a * m3b - b * m3a))
  s.m3[i] = m3a + m3b + (spread * step * (na - nb) + 3 * (a * m2b - b * m2a))
  s.m2[i] = m2a + m2b + spread
}

/** The value `share` of the way from a to b: exactly a if they are equal, and never an overflow. */
function interpolateMean(a: number, b: number, share: number): number {
  const delta = b - a
  return Number.isFinite(delta) ? a + delta * share : a * (1 - share) + b * share
}
