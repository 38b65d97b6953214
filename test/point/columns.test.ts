import { describe, expect, test } from 'vitest'
import { columnOf, lengthOf, pointsIn } from '../../src/point/columns'

const invalid = expect.objectContaining({ code: 'TIDEMARK_INVALID_VALUE' })

describe('a column', () => {
  test.each<[string, ArrayLike<unknown>, number]>([
    ['a list', [1, 2], 2],
    ['a list with holes', new Array(3), 3],
    ['a typed array', Float32Array.of(1), 1],
    ['whatever has a length', { length: 0 }, 0],
  ])('is %s', (_, column, length) => {
    expect(lengthOf('times', column)).toBe(length)
  })

  test.each([null, undefined, 5, '12', {}, { length: '2' }, { length: -1 }, { length: 1.5 }, { length: 2 ** 32 }])(
    'is not %j',
    odd => {
      expect(() => lengthOf('times', odd as number[])).toThrow(invalid)
    },
  )

  test('of which memory does not hold the numbers is refused, with the cause', () => {
    expect(() => columnOf(2 ** 53 - 1)).toThrow(invalid)
    expect(() => columnOf(2 ** 53 - 1)).toThrow(expect.objectContaining({ cause: expect.any(RangeError) }))
  })

  test('of times and one of values are as many points, where they are of one length', () => {
    expect(pointsIn([1, 2], Int8Array.of(3, 4))).toBe(2)
    expect(() => pointsIn([1, 2], [3])).toThrow('times and values must be of one length, got 2 and 1')
  })
})
