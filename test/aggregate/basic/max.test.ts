import { describe, expect, test } from 'vitest'
import { max } from '../../../src/aggregate'
import { readingOf, wayNames } from '../support/ways'

describe.each(wayNames)('max of points that are %s', way => {
  test('is NaN if there are no points', () => {
    expect(readingOf(max(), [], way)).toBeNaN()
  })

  test('is the only value, the largest double and the smallest among them', () => {
    for (const x of [-7, 0, Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE])
      expect(readingOf(max(), [x], way)).toBe(x)
  })

  test('is the largest value, whatever the times', () => {
    expect(readingOf(max(), [-5, [9, 20], [-8, 10], [9, -60_000], 1], way)).toBe(9)
  })
})
