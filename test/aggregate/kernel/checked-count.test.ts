import { expect, test } from 'vitest'
import { addCounts } from '../../../src/aggregate/kernel/checked-count'
import { codeOf } from '../../support/codes'

const MAX_COUNT = 2 ** 53

test('counts add up to 2^53', () => {
  expect([addCounts(0, 0), addCounts(2, 3), addCounts(MAX_COUNT - 1, 1), addCounts(1, MAX_COUNT - 1)]).toEqual([
    0,
    5,
    MAX_COUNT,
    MAX_COUNT,
  ])
})

test('a count beyond 2^53 is refused, even if rounding would hide it', () => {
  expect(MAX_COUNT + 1).toBe(MAX_COUNT)
  for (const [a, b] of [
    [MAX_COUNT, 1],
    [1, MAX_COUNT],
    [MAX_COUNT - 1, 2],
    [MAX_COUNT, MAX_COUNT],
  ])
    expect(codeOf(() => addCounts(a, b))).toBe('TIDEMARK_INVALID_VALUE')
})

test('the error says from where to where the count would grow, and what to do', () => {
  expect(() => addCounts(MAX_COUNT, 3)).toThrow(
    'a count is exact up to 2^53 and cannot grow from 9007199254740992 by 3. Put fewer points in one row: use narrower windows or a shorter range.',
  )
})
