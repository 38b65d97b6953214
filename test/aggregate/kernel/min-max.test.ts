import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maxOf, minOf } from '../../../src/aggregate/kernel/min-max'

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })).map(x => x + 0)

test('minOf and maxOf agree with Math.min and Math.max, over any part of a run of any length', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 30 }), fc.nat(8), fc.nat(8), value, (list, skipped, cut, start) => {
      const values = Float64Array.from(list)
      const from = Math.min(skipped, list.length)
      const to = Math.max(from, list.length - cut)
      const part = list.slice(from, to)
      expect(minOf(values, from, to, start)).toBe(Math.min(start, ...part))
      expect(maxOf(values, from, to, start)).toBe(Math.max(start, ...part))
    }),
    { seed: 20_010_706, numRuns: 300 },
  )
})
