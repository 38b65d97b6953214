import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sum } from '../../../src/aggregate'
import { cancelling, noise } from '../support/cancelling'
import { exactly, exactSum, ulpsOff } from '../support/exact'
import { readingOf, readRow, type Way, wayNames, ways } from '../support/ways'

const seed = 20_010_701

describe.each(wayNames)('sum of points that are %s', way => {
  const read = (values: readonly number[]) => readingOf(sum(), values, way)

  test('is 0 if there are no points', () => {
    expect(read([])).toBe(0)
  })

  test(`is within 2 ulp of the exact sum if the condition number is below 1e15 (seed ${seed})`, () => {
    let hard = 0
    fc.assert(
      fc.property(cancelling, values => {
        const exact = exactSum(values)
        if (exact.condition >= 1e15) return
        if (exact.condition > 1e12) hard++
        expect(ulpsOff(read(values), exact.sum)).toBeLessThanOrEqual(2)
      }),
      { seed, numRuns: 400 },
    )
    expect(hard).toBeGreaterThan(40)
  })

  test('is rounded once, if 100,000 terms of both signs are added', () => {
    const values = noise(100_000)
    expect(ulpsOff(read(values), exactSum(values).sum)).toBeLessThanOrEqual(0.5)
  })

  test('is 0, never -0, if all cancels', () => {
    expect(read([-5, 5, -0.1, 0.1])).toBe(0)
  })

  test('is an infinity of its sign once it passes 1.8e308, whatever comes after', () => {
    expect(read([MAX, MAX, -1])).toBe(Number.POSITIVE_INFINITY)
    expect(read([1, -MAX, -MAX, 5, 6, 7])).toBe(Number.NEGATIVE_INFINITY)
  })

  test('passes 1.8e308 by the last half ulp, and is exact up to there', () => {
    expect(read([MAX, 2 ** 969])).toBe(MAX)
    expect(read([MAX, 2 ** 970])).toBe(Number.POSITIVE_INFINITY)
    expect(read([MAX, 2 ** 969, 2 ** 969])).toBe(Number.POSITIVE_INFINITY)
    expect(read([MAX, 1, -MAX])).toBe(1)
    expect(read([MAX, -MAX])).toBe(0)
  })
})

const MAX = Number.MAX_VALUE

test('sums that 106 bits hold are the same two numbers in every order and by every way', () => {
  const values = noise(2000).map(x => Math.round(x * 2 ** 20))
  const state = (way: Way, order: number[]) => {
    const [frame, row] = ways[way](sum(), order)
    const { total, rest } = frame.page(0)[0]
    return [total[row], rest[row]]
  }
  const orders = [values, [...values].reverse(), [...values].sort((a, b) => a - b)]
  const states = orders.flatMap(order => wayNames.map(way => state(way, order)))
  expect(exactly(states[0][0]) + exactly(states[0][1])).toBe(exactSum(values).sum)
  expect(new Set(states.map(String)).size).toBe(1)
})

test('an infinite sum stays infinite when it merges, either way', () => {
  const [over, row] = ways.added(sum(), [MAX, MAX])
  const [other, there] = ways.added(sum(), [3])
  other.merge(there, over, row)
  expect(readRow(sum(), [other, there])).toBe(Number.POSITIVE_INFINITY)
  over.merge(row, ...ways.added(sum(), [3]))
  expect(readRow(sum(), [over, row])).toBe(Number.POSITIVE_INFINITY)
})

test('an infinite sum merged with its negative is not known: NaN', () => {
  const [over, row] = ways.added(sum(), [MAX, MAX])
  over.merge(row, ...ways.added(sum(), [-MAX, -MAX]))
  expect(readRow(sum(), [over, row])).toBeNaN()
})
