import { describe, expect, test } from 'vitest'
import { count } from '../../../src/aggregate'
import { expectExactCounts } from '../support/exact-counts'
import { readingOf, wayNames } from '../support/ways'

describe.each(wayNames)('count of points that are %s', way => {
  test('is 0 if there are no points', () => {
    expect(readingOf(count(), [], way)).toBe(0)
  })

  test('counts points, those of equal value and time too', () => {
    expect(readingOf(count(), [0, 0, [0, 0], [0, 0], 5], way)).toBe(5)
  })
})

test('count is exact to 2^53 and refuses to go beyond, before anything changes', () => {
  expectExactCounts(count())
})
