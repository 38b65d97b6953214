import { type Aggregate, aggregate } from '../aggregate'
import { addMoment, foldMoments, mergeMoments } from '../kernel/central-moments'

/** What `moments()` reads as; NaN where there are too few points, or no variance to divide by. */
export interface Moments {
  readonly count: number
  readonly mean: number
  /** Of the sample: divided by count - 1. */
  readonly variance: number
  readonly stddev: number
  /** Of the population: divided by count. */
  readonly populationVariance: number
  readonly populationStddev: number
  /** Of the population: 0 for what is symmetric. */
  readonly skewness: number
  /** Of the population, not in excess: 3 for a normal distribution. */
  readonly kurtosis: number
}

/**
 * Count, mean, variance, standard deviation, skewness and kurtosis of the values.
 *
 * - keeps: the count, the mean and the sums of the 2nd, 3rd and 4th powers of the distances from it
 * - size: 5 numbers a row
 * - bounded: 13.9 digits of mean and deviation on the NIST sets of lower difficulty, 8.2 on NumAcc4 (all that its input holds)
 * - order of the points: any
 * - source: Welford (1962); Chan, Golub, LeVeque (1979); Pebay, SAND2008-6212
 *
 * The count is exact up to 2^53, beyond it TIDEMARK_INVALID_VALUE. Where distances from the mean are so large or so small
 * (about 1e77, 1e-72) that their 4th powers leave the doubles, skewness and kurtosis read NaN; where their squares do
 * (about 1e154), the variance reads Infinity.
 *
 * @example
 * const columns = { times: [0, 1, 2, 3], values: [1, 3, 5, 7] }
 * const read = resample(columns, { every: '1s', aggregates: { m: moments() }, select: r => ({ mean: r.m.mean, variance: r.m.populationVariance }) })
 * read.columns.mean[0]       // => 4
 * read.columns.variance[0]   // => 5
 */
export function moments(): Aggregate<Moments> {
  return momentsAggregate
}

const momentsAggregate = aggregate({
  name: 'moments',
  state: { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 },
  add: addMoment,
  merge: mergeMoments,
  read(s, i): Moments {
    const n = s.n[i]
    const m2 = s.m2[i]
    const m4 = s.m4[i]
    const variance = n > 1 ? m2 / (n - 1) : Number.NaN
    const populationVariance = m2 / n
    const shaped = m4 > MIN_VARIANCE && m4 < Number.POSITIVE_INFINITY
    return {
      count: n,
      mean: n > 0 ? s.mean[i] : Number.NaN,
      variance,
      stddev: Math.sqrt(variance),
      populationVariance,
      populationStddev: Math.sqrt(populationVariance),
      skewness: shaped ? (s.m3[i] / m2) * Math.sqrt(n / m2) : Number.NaN,
      kurtosis: shaped ? (m4 / m2 / m2) * n : Number.NaN,
    }
  },
  fold: (s, i, values, _times, from, to) => foldMoments(s, i, values, from, to),
})

/** Below it a sum of 4th powers has lost digits to underflow. */
const MIN_VARIANCE = 1e-290
