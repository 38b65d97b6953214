import { describe, expect, test } from 'vitest'
import { count, first, last, max, min } from '../../../src/aggregate'
import { type Points, readingOf, wayNames } from '../support/ways'

describe.each(wayNames)('of points that are %s', way => {
  const read = (points: Points) =>
    [min(), max(), first(), last()].map(aggregate => readingOf<number>(aggregate, points, way))

  test('nothing has no min, max, first or last: NaN; and its count is 0', () => {
    expect(read([])).toEqual(Array(4).fill(Number.NaN))
    expect(readingOf(count(), [], way)).toBe(0)
  })

  test('one point is all four', () => {
    expect(read([[-7, -8.64e15]])).toEqual([-7, -7, -7, -7])
    expect(read([[Number.MAX_VALUE, 8.64e15]])).toEqual(Array(4).fill(Number.MAX_VALUE))
  })

  test('min and max take the values, first and last the times', () => {
    expect(
      read([
        [5, 30],
        [-9, 20],
        [8, 10],
        [1, 40],
      ]),
    ).toEqual([-9, 8, 8, 1])
  })

  test('of equal times first keeps the smallest value, last the largest, in any order of arrival', () => {
    const early: Points = [
      [3, 10],
      [-2, 10],
      [4, 10],
    ]
    const late: Points = [
      [6, 20],
      [9, 20],
      [7, 20],
    ]
    for (const points of [[...early, ...late], [...late, ...early], [...late, ...early].reverse()])
      expect(read(points).slice(2)).toEqual([-2, 9])
  })

  test('negative times are times like others', () => {
    expect(
      read([
        [1, -1],
        [2, -60_000],
        [3, 0],
      ]).slice(2),
    ).toEqual([2, 3])
  })

  test('count counts points, equal ones too', () => {
    expect(readingOf(count(), [0, 0, [0, 0], [0, 0], 5], way)).toBe(5)
  })
})
