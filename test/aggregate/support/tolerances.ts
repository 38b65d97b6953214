import type { Moments, Quantiles } from '../../../src/aggregate'
import { exactly, exactSum, size, ulpsOff } from './exact'

type Points = readonly { readonly value: number }[]

const valuesOf = (points: Points) => points.map(({ value }) => value)

/** Whether both are within 2 ulp of the exact sum, or past a condition number of 1e15 within 2^-100 of the sum of sizes. */
export function closeSums(one: number, other: number, points: Points): boolean {
  const { sum, condition, sizes } = exactSum(valuesOf(points))
  return [one, other].every(reading =>
    condition < 1e15 ? ulpsOff(reading, sum) <= 2 : size(exactly(reading) - sum) <= 1n + (sizes >> 100n),
  )
}

/** The same for means, with one more rounding by the division. */
export function closeMeans(one: number, other: number, points: Points): boolean {
  if (points.length === 0) return Number.isNaN(one) && Number.isNaN(other)
  const { sum, condition, sizes } = exactSum(valuesOf(points))
  const n = BigInt(points.length)
  return [one, other].every(reading =>
    condition < 1e15
      ? ulpsOff(reading, sum, points.length) <= 2
      : size(exactly(reading) * n - sum) <= n + (sizes >> 100n),
  )
}

/** Whether they agree to n roundings times the condition number of the variance (Chan, Golub, LeVeque 1983). */
export function closeMoments(one: Moments, other: Moments, points: Points): boolean {
  const values = valuesOf(points)
  const n = values.length
  const largest = Math.max(...values.map(Math.abs))
  const condition = largest / one.populationStddev
  const bound = 1e-15 * n * (1 + condition)
  const near = (a: number, b: number, within: number) =>
    a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= within
  return (
    one.count === other.count &&
    near(one.mean, other.mean, 1e-15 * n * largest) &&
    (['variance', 'stddev', 'populationVariance', 'populationStddev'] as const).every(key =>
      near(one[key], other[key], bound * one[key]),
    ) &&
    near(one.skewness, other.skewness, 10 * bound * (1 + Math.abs(one.skewness))) &&
    near(one.kurtosis, other.kurtosis, 10 * bound * (1 + one.kurtosis))
  )
}

/** Whether count, min and max are exact, and each quantile is as close to its rank as the digest promises, or one point off. */
export function closeQuantiles(one: Quantiles, other: Quantiles, points: Points): boolean {
  const sorted = Float64Array.from(valuesOf(points)).sort()
  const n = sorted.length
  return [one, other].every(reading => {
    if (n === 0) return reading.count === 0 && Number.isNaN(reading.min) && Number.isNaN(reading.quantile(0.5))
    const exact = reading.count === n && reading.min === sorted[0] && reading.max === sorted[n - 1]
    return (
      exact &&
      QUANTILES.every(q => rankError(sorted, reading.quantile(q), q) <= (q * 10 < 1 || q > 0.9 ? 0.001 : 0.01) + 1 / n)
    )
  })
}

/** How far the rank q is from those that x has among the values. */
function rankError(sorted: Float64Array, x: number, q: number): number {
  const n = sorted.length
  return Math.max(0, firstFrom(sorted, x) / n - q, q - firstFrom(sorted, x, true) / n)
}

const QUANTILES = [0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1]

/** The index of the first value from x on, or with `past` of the first beyond x. */
function firstFrom(sorted: Float64Array, x: number, past = false): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < x || (past && sorted[middle] === x)) low = middle + 1
    else high = middle
  }
  return low
}
