import { describe, expect, test } from 'vitest'
import { last } from '../../../src/aggregate'
import { type Points, readingOf, wayNames } from '../support/ways'

describe.each(wayNames)('last of points that are %s', way => {
  test('is NaN if there are no points', () => {
    expect(readingOf(last(), [], way)).toBeNaN()
  })

  test('is the only value, at the earliest time and at the latest', () => {
    expect(readingOf(last(), [[-7, -8.64e15]], way)).toBe(-7)
    expect(readingOf(last(), [[Number.MAX_VALUE, 8.64e15]], way)).toBe(Number.MAX_VALUE)
  })

  test('is the value at the latest time, a negative one too', () => {
    expect(
      readingOf(
        last(),
        [
          [5, 30],
          [-9, 20],
          [8, 10],
          [1, 40],
        ] as Points,
        way,
      ),
    ).toBe(1)
    expect(
      readingOf(
        last(),
        [
          [1, -1],
          [2, -60_000],
          [3, -5],
        ] as Points,
        way,
      ),
    ).toBe(1)
  })

  test('is the largest of several values at that time, in any order of arrival', () => {
    const points: Points = [
      [6, 20],
      [9, 20],
      [7, 20],
      [11, 10],
    ]
    for (const order of [points, [...points].reverse()]) expect(readingOf(last(), order, way)).toBe(9)
  })
})
