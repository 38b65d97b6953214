import { describe, expect, test } from 'vitest'
import { min } from '../../../src/aggregate'
import { readingOf, wayNames } from '../support/ways'

describe.each(wayNames)('min of points that are %s', way => {
  test('is NaN if there are no points', () => {
    expect(readingOf(min(), [], way)).toBeNaN()
  })

  test('is the only value, the largest double and the smallest among them', () => {
    for (const x of [-7, 0, Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE])
      expect(readingOf(min(), [x], way)).toBe(x)
  })

  test('is the smallest value, whatever the times', () => {
    expect(readingOf(min(), [5, [-9, 20], [8, 10], [-9, -60_000], 1], way)).toBe(-9)
  })
})
