import { expect, test } from 'vitest'
import { unionMissing } from '../../src/state/missing'

test('a merge lacks what one of the two states lacks', () => {
  const [one, other] = [new Set([0, 2]), new Set([1])]
  expect(unionMissing(undefined, undefined)).toBeUndefined()
  expect(unionMissing(one, undefined)).toBe(one)
  expect(unionMissing(undefined, other)).toBe(other)
  expect(unionMissing(one, one)).toBe(one)
  expect(unionMissing(one, other)).toEqual(new Set([0, 1, 2]))
})
