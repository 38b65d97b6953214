import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Moments, moments } from '../../../src/aggregate'
import { vectors } from '../../vectors/moments.json'
import { expectExactCounts } from '../support/exact-counts'
import { readingOf, wayNames } from '../support/ways'

const seed = 20_010_702

describe.each(wayNames)('moments of points that are %s', way => {
  test.each(vectors)('agree with vector $id of $source', ({ values, expect: wanted }) => {
    const got = readingOf(moments(), values, way)
    for (const [key, value] of Object.entries(wanted)) expect(got[key as keyof Moments]).toBeCloseTo(value, 12)
  })

  test('are NaN if there are no points, and their count is 0', () => {
    const { count, ...others } = readingOf(moments(), [], way)
    expect(count).toBe(0)
    expect(Object.values(others)).toEqual(Array(7).fill(Number.NaN))
  })

  test('have a mean and no sample variance if there is one point', () => {
    expect(readingOf(moments(), [1e200], way)).toEqual({
      count: 1,
      mean: 1e200,
      variance: Number.NaN,
      stddev: Number.NaN,
      populationVariance: 0,
      populationStddev: 0,
      skewness: Number.NaN,
      kurtosis: Number.NaN,
    })
  })

  test('have no variance at all, hence no shape, if all values are equal', () => {
    for (const x of [0.1, -1e9 - 0.1, 1e300, 5e-324]) {
      const got = readingOf(moments(), Array(1000).fill(x), way)
      expect([got.mean, got.variance, got.stddev]).toEqual([x, 0, 0])
      expect([got.skewness, got.kurtosis]).toEqual([Number.NaN, Number.NaN])
    }
  })

  test(`are those of exact fractions at any offset (seed ${seed})`, () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 200, size: 'max' })
    const offset = fc.constantFrom(0, 1e3, -1e6, 1e9)
    fc.assert(
      fc.property(values, offset, (small, from) => {
        const shifted = small.map(x => x + from)
        const [variance, skewness, kurtosis] = exactShape(small)
        const got = readingOf(moments(), shifted, way)
        const digits = 1e-13 * (1 + Math.abs(from) / 1e3)
        expect(Math.abs(got.populationVariance - variance)).toBeLessThanOrEqual(digits * variance)
        if (variance === 0) return
        expect(Math.abs(got.skewness - skewness)).toBeLessThanOrEqual(digits * (10 + Math.abs(skewness)))
        expect(Math.abs(got.kurtosis - kurtosis)).toBeLessThanOrEqual(digits * 10 * kurtosis)
      }),
      { seed, numRuns: 200 },
    )
  })

  test('keep the mean of the largest doubles, although their differences overflow', () => {
    const got = readingOf(moments(), [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE], way)
    expect(Math.abs(got.mean)).toBeLessThan(1e293)
    expect(got.variance).toBe(Number.POSITIVE_INFINITY)
    expect([got.skewness, got.kurtosis]).toEqual([Number.NaN, Number.NaN])
  })

  test('read NaN for their shape, then Infinity for their variance, once powers overflow', () => {
    const spread = (d: number) => readingOf(moments(), [-d, d, -d, d, 0], way)
    expect(spread(1e60).kurtosis).toBeCloseTo(1.25, 12)
    expect(spread(1e100).kurtosis).toBeNaN()
    expect(spread(1e100).populationVariance / 0.8e200).toBeCloseTo(1, 12)
    expect(spread(1e160).variance).toBe(Number.POSITIVE_INFINITY)
    expect(spread(1e160).mean / 1e160).toBeCloseTo(0, 12)
  })

  test('read NaN for their shape once powers underflow', () => {
    const spread = (d: number) => readingOf(moments(), [-d, d, -d, d, 0], way)
    expect(spread(1e-60).kurtosis).toBeCloseTo(1.25, 12)
    expect([spread(1e-90).skewness, spread(1e-90).kurtosis]).toEqual([Number.NaN, Number.NaN])
    expect(spread(1e-90).populationVariance / 0.8e-180).toBeCloseTo(1, 12)
  })
})

test('the count of moments is exact to 2^53 and refuses to go beyond, before anything changes', () => {
  expectExactCounts(moments())
})

/** Variance, skewness and kurtosis of the population, from whole numbers without rounding but at the end. */
function exactShape(values: number[]): [variance: number, skewness: number, kurtosis: number] {
  const n = BigInt(values.length)
  const total = values.reduce((sum, x) => sum + BigInt(x), 0n)
  const power = (k: bigint) => values.reduce((sum, x) => sum + (n * BigInt(x) - total) ** k, 0n)
  const [m2, m3, m4] = [power(2n), power(3n), power(4n)].map(Number)
  const count = values.length
  return [m2 / count ** 3, (m3 / m2) * Math.sqrt(count / m2), (m4 / m2 / m2) * count]
}
