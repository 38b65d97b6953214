import { expect } from 'vitest'
import type { Aggregate } from '../../../src/aggregate'
import { codeOf } from '../../support/codes'
import { rowOf, ways } from './ways'

const MAX_COUNT = 2 ** 53

/** Expects an aggregate with a count `n` to take 2^53 points, and to refuse any more before anything changes. */
export function expectExactCounts(aggregate: Aggregate): void {
  const [frame, row] = rowOf(aggregate)
  const s = frame.page(row)[0]
  const i = frame.at(row)
  aggregate.add(s, i, 1, 0)
  s.n[i] = MAX_COUNT - 1
  aggregate.add(s, i, 5, 0)
  expect(s.n[i]).toBe(MAX_COUNT)
  const before = Object.values(s).map(column => column.slice())
  const run = Float64Array.of(1e200, 2)
  expect(codeOf(() => aggregate.add(s, i, 1, 0))).toBe('TIDEMARK_INVALID_VALUE')
  expect(codeOf(() => frame.merge(row, ...ways.added(aggregate, [1])))).toBe('TIDEMARK_INVALID_VALUE')
  expect(codeOf(() => aggregate.fold!(s, i, run, run, 0, 2))).toBe('TIDEMARK_INVALID_VALUE')
  expect(Object.values(s)).toEqual(before)
}
