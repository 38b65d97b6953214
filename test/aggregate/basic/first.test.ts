import { describe, expect, test } from 'vitest'
import { first } from '../../../src/aggregate'
import { type Points, readingOf, wayNames } from '../support/ways'

describe.each(wayNames)('first of points that are %s', way => {
  test('is NaN if there are no points', () => {
    expect(readingOf(first(), [], way)).toBeNaN()
  })

  test('is the only value, at the earliest time and at the latest', () => {
    expect(readingOf(first(), [[-7, -8.64e15]], way)).toBe(-7)
    expect(readingOf(first(), [[Number.MAX_VALUE, 8.64e15]], way)).toBe(Number.MAX_VALUE)
  })

  test('is the value at the earliest time, a negative one too', () => {
    expect(
      readingOf(
        first(),
        [
          [5, 30],
          [-9, 20],
          [8, 10],
          [1, 40],
        ] as Points,
        way,
      ),
    ).toBe(8)
    expect(
      readingOf(
        first(),
        [
          [1, -1],
          [2, -60_000],
          [3, 0],
        ] as Points,
        way,
      ),
    ).toBe(2)
  })

  test('is the smallest of several values at that time, in any order of arrival', () => {
    const points: Points = [
      [3, 10],
      [-2, 10],
      [4, 10],
      [-9, 20],
    ]
    for (const order of [points, [...points].reverse()]) expect(readingOf(first(), order, way)).toBe(-2)
  })
})
