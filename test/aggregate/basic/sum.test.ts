import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Aggregate, count, mean, sum } from '../../../src/aggregate'
import { codeOf } from '../../support/codes'
import { exactly, exactSum, ulpsOff } from '../support/exact'
import { readingOf, readRow, rowOf, type Way, wayNames, ways } from '../support/ways'

const seed = 20_010_701

/** Terms that cancel to any degree: each comes with its negative, but for a few small ones. */
const cancelling = fc
  .record({
    large: fc.array(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), { minLength: 1, maxLength: 40, size: 'max' }),
    small: fc.array(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), { minLength: 1, maxLength: 9 }),
    gap: fc.integer({ min: 0, max: 30 }),
    scale: fc.integer({ min: -900, max: 900 }),
    order: fc.array(fc.nat(), { minLength: 90, maxLength: 90 }),
  })
  .map(({ large, small, gap, scale, order }) =>
    [...large, ...large.map(x => -x), ...small.map(x => x / 2 ** gap)]
      .map((x, p): [number, number] => [(x / 3) * 2 ** scale + 0, order[p]])
      .sort((one, other) => one[1] - other[1])
      .map(([x]) => x),
  )

describe(`sum and mean are within 2 ulp of the exact answer where the condition number is below 1e15 (seed ${seed})`, () => {
  test.each(wayNames)('of terms that cancel, %s', way => {
    let hard = 0
    fc.assert(
      fc.property(cancelling, values => {
        const exact = exactSum(values)
        if (exact.condition >= 1e15) return
        if (exact.condition > 1e12) hard++
        expect(ulpsOff(readingOf(sum(), values, way), exact.sum)).toBeLessThanOrEqual(2)
        expect(ulpsOff(readingOf(mean(), values, way), exact.sum, values.length)).toBeLessThanOrEqual(2)
      }),
      { seed, numRuns: 400 },
    )
    expect(hard).toBeGreaterThan(40)
  })

  test.each(wayNames)('of 100,000 terms of both signs, %s', way => {
    const values = noise(100_000)
    const { sum: exact } = exactSum(values)
    expect(ulpsOff(readingOf(sum(), values, way), exact)).toBeLessThanOrEqual(0.5)
    expect(ulpsOff(readingOf(mean(), values, way), exact, values.length)).toBeLessThanOrEqual(1)
  })
})

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

test('sum of nothing is 0, mean of nothing is NaN', () => {
  expect(readingOf(sum(), [])).toBe(0)
  expect(readingOf(mean(), [])).toBeNaN()
})

test('a sum that cancels is 0, never -0', () => {
  for (const way of wayNames) expect(readingOf(sum(), [-5, 5, -0.1, 0.1], way)).toBe(0)
})

describe('a sum that passes 1.8e308', () => {
  const big = Number.MAX_VALUE
  const unread = (aggregate: Aggregate, values: number[]) => wayNames.map(way => readingOf(aggregate, values, way))

  test('reads as an infinity of its sign, whatever comes after', () => {
    expect(unread(sum(), [big, big, -1])).toEqual([Infinity, Infinity, Infinity])
    expect(unread(sum(), [1, -big, -big, 5, 6, 7])).toEqual([-Infinity, -Infinity, -Infinity])
    expect(unread(mean(), [big, big])).toEqual([Infinity, Infinity, Infinity])
  })

  test('by the last half ulp too', () => {
    expect(unread(sum(), [big, 2 ** 969])).toEqual([big, big, big])
    expect(unread(sum(), [big, 2 ** 970])).toEqual([Infinity, Infinity, Infinity])
    expect(unread(sum(), [big, 2 ** 969, 2 ** 969])).toEqual([Infinity, Infinity, Infinity])
  })

  test('is exact up to there', () => {
    expect(unread(sum(), [big, 1, -big])).toEqual([1, 1, 1])
    expect(unread(sum(), [big, -big])).toEqual([0, 0, 0])
  })

  test('keeps its infinity when it merges', () => {
    const [over, row] = ways.added(sum(), [big, big])
    const [other, there] = ways.added(sum(), [3])
    other.merge(there, over, row)
    expect(readRow(sum(), [other, there])).toBe(Number.POSITIVE_INFINITY)
    over.merge(row, ...ways.added(sum(), [3]))
    expect(readRow(sum(), [over, row])).toBe(Number.POSITIVE_INFINITY)
  })

  test('on both sides is not known: NaN', () => {
    const [over, row] = ways.added(sum(), [big, big])
    over.merge(row, ...ways.added(sum(), [-big, -big]))
    expect(readRow(sum(), [over, row])).toBeNaN()
  })
})

describe('counts are exact to 2^53', () => {
  const most = 2 ** 53

  test.each<Aggregate>([count(), mean()])('and $name refuses to go beyond, before anything changes', aggregate => {
    const [frame, row] = rowOf(aggregate)
    const s = frame.page(0)[0]
    s.n[row] = most - 1
    aggregate.add(s, row, 5, 0)
    const before = Object.values(s).map(column => column.slice())
    const [one, there] = ways.added(aggregate, [1])
    const values = Float64Array.of(1, 2)
    expect(codeOf(() => aggregate.add(s, row, 1, 0))).toBe('TIDEMARK_INVALID_VALUE')
    expect(codeOf(() => frame.merge(row, one, there))).toBe('TIDEMARK_INVALID_VALUE')
    expect(codeOf(() => aggregate.fold!(s, row, values, values, 0, 2))).toBe('TIDEMARK_INVALID_VALUE')
    expect(Object.values(s)).toEqual(before)
    expect(s.n[row]).toBe(most)
  })
})

/** Numbers of 53 random bits and both signs, the same each time. */
function noise(n: number): number[] {
  let state = 42
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return Array.from({ length: n }, () => (next() + next() / 2 ** 32 - 0.5) * 1000)
}
