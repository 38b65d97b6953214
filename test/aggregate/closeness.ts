import type { Moments } from '../../src/aggregate'
import { exactly, exactSum, size, ulpsOff } from './exact'

type Points = readonly { readonly value: number }[]

const valuesOf = (points: Points) => points.map(({ value }) => value)

/** Both within 2 ulp of the exact sum; past a condition number of 1e15, within 2^-100 of the sum of sizes. */
export function closeSums(one: number, other: number, points: Points): boolean {
  const { sum, condition, sizes } = exactSum(valuesOf(points))
  return [one, other].every(reading =>
    condition < 1e15 ? ulpsOff(reading, sum) <= 2 : size(exactly(reading) - sum) <= 1n + (sizes >> 100n),
  )
}

/** The same of means: one more rounding, by the division. */
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

/** Within n roundings times the condition number of the variance (Chan, Golub, LeVeque 1983). */
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
