import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RadixSorter } from '../../../src/aggregate/kernel/radix-sort'
import { valuesOf } from '../support/centroid-lists'
import { distributions } from '../support/distributions'

describe('values are sorted as the native sort does, however many:', () => {
  const sorter = new RadixSorter(4474)

  test.each(distributions.map(d => [d.name, d] as const))('%s', (_, { draw }) => {
    for (const n of [1, 2, 47, 48, 49, 50, 187, 700, 1023, 1024, 4096, 4474]) {
      const values = valuesOf(draw, n, n)
      for (const order of [values, values.slice().sort(), values.slice().sort().reverse()]) {
        sorter.values.set(order)
        expect([n, sorter.sort(n).slice(0, n)]).toEqual([n, values.slice().sort()])
      }
    }
  })

  test('any doubles: of both signs, huge and tiny, and nearly equal', () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true }).map(x => x + 0)
    const near = fc.integer({ min: 0, max: 900 }).map(k => 1e6 + k * 2 ** -33)
    fc.assert(
      fc.property(fc.array(fc.oneof(any, near), { maxLength: 1500, size: 'max' }), values => {
        sorter.values.set(values)
        expect(sorter.sort(values.length).slice(0, values.length)).toEqual(Float64Array.from(values).sort())
      }),
      { seed: 51, numRuns: 100 },
    )
  })
})
