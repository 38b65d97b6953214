import { describe, expect, test } from 'vitest'
import { arrayLength, columnLength, newColumn } from '../../src/point/columns'

const invalid = expect.objectContaining({ code: 'TIDEMARK_INVALID_VALUE' })

describe('a column', () => {
  test.each<[string, ArrayLike<unknown>, number]>([
    ['a list', [1, 2], 2],
    ['a list with holes', new Array(3), 3],
    ['a typed array', Float32Array.of(1), 1],
    ['whatever has a length', { length: 0 }, 0],
  ])('is %s', (_, column, length) => {
    expect(arrayLength('times', column)).toBe(length)
  })

  test.each([null, undefined, 5, '12', {}, { length: '2' }, { length: -1 }, { length: 1.5 }, { length: 2 ** 32 }])(
    'is not %j',
    odd => {
      expect(() => arrayLength('times', odd as number[])).toThrow(invalid)
    },
  )

  test('of which memory does not hold the numbers is refused, with the cause', () => {
    expect(() => newColumn(2 ** 53 - 1)).toThrow(invalid)
    expect(() => newColumn(2 ** 53 - 1)).toThrow(expect.objectContaining({ cause: expect.any(RangeError) }))
  })

  test('of times and a column of values are points if their lengths are equal', () => {
    expect(columnLength([1, 2], Int8Array.of(3, 4))).toBe(2)
    expect(() => columnLength([1, 2], [3])).toThrow('times and values must have one length, got 2 and 1')
  })
})
