import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mean } from '../../../src/aggregate'
import { cancelling, noise } from '../support/cancelling'
import { exactSum, ulpsOff } from '../support/exact'
import { expectExactCounts } from '../support/exact-counts'
import { readingOf, wayNames } from '../support/ways'

const seed = 20_010_701

describe.each(wayNames)('mean of points that are %s', way => {
  const read = (values: readonly number[]) => readingOf(mean(), values, way)

  test('is NaN if there are no points', () => {
    expect(read([])).toBeNaN()
  })

  test(`is within 2 ulp of the exact mean if the condition number is below 1e15 (seed ${seed})`, () => {
    let hard = 0
    fc.assert(
      fc.property(cancelling, values => {
        const exact = exactSum(values)
        if (exact.condition >= 1e15) return
        if (exact.condition > 1e12) hard++
        expect(ulpsOff(read(values), exact.sum, values.length)).toBeLessThanOrEqual(2)
      }),
      { seed, numRuns: 400 },
    )
    expect(hard).toBeGreaterThan(40)
  })

  test('is within 1 ulp, if 100,000 terms of both signs are added', () => {
    const values = noise(100_000)
    expect(ulpsOff(read(values), exactSum(values).sum, values.length)).toBeLessThanOrEqual(1)
  })

  test('is an infinity if the sum passes 1.8e308', () => {
    expect(read([Number.MAX_VALUE, Number.MAX_VALUE])).toBe(Number.POSITIVE_INFINITY)
  })
})

test('the count of a mean is exact to 2^53 and refuses to go beyond, before anything changes', () => {
  expectExactCounts(mean())
})
