import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Compressor } from '../../../../src/aggregate/sketch/tdigest/compressor'
import { quantileCurve, quantileOf } from '../../../../src/aggregate/sketch/tdigest/quantile-curve'
import { valueAtRank } from '../../../../src/aggregate/sketch/tdigest/value-at-rank'
import type { Frame } from '../../../../src/state/frame'
import { randomFrom } from '../../../support/random'
import { valuesOf } from '../../support/centroid-lists'
import { added, columnsOf, digests, folded, merged } from '../../support/digests'
import { distributions } from '../../support/distributions'

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })
const ways: Readonly<Record<string, (values: Float64Array) => Frame>> = {
  'in one go': values => folded(values),
  'point by point': values => added(values),
  'by merges': values => merged(values, Math.ceil(values.length / 90)),
}

describe('a quantile is the same, to the bit, from one cell of a row as from the curve through all of it:', () => {
  test.each(distributions.map(d => [d.name, d] as const))('%s', (_, { draw }) => {
    const compressor = new Compressor(100)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.constantFrom(...Object.keys(ways)),
        fc.nat(),
        shares,
        (n, way, seed, qs) => {
          const list = compressor.centroidsOf(columnsOf(ways[way](valuesOf(draw, n, seed))), 0)
          const curve = quantileCurve(list)
          // the edges of cells and their middles, too
          const counts = [...curve.counts, ...qs.map(q => q * n)]
          for (const t of counts) expect(Object.is(valueAtRank(list, t, n), quantileOf(curve, t))).toBe(true)
        },
      ),
      { seed: 41, numRuns: 12 },
    )
  })

  test('also between -1.7e308 and 1.7e308, and of rows doubled to 2^50 points', () => {
    const random = randomFrom(4)
    const compressor = new Compressor(100)
    const frame = folded(Float64Array.from({ length: 2 ** 12 }, () => (2 * random() - 1) * 1.7e308))
    const other = digests()
    for (let power = 12; power < 50; power++) {
      other.reset(0)
      other.merge(0, frame, 0)
      frame.merge(0, other, 0)
      const s = columnsOf(frame)
      const list = compressor.centroidsOf(s, 0)
      const curve = quantileCurve(list)
      for (const t of curve.counts)
        for (const near of [t, t * 0.999])
          expect(Object.is(valueAtRank(list, near, s.n[0]), quantileOf(curve, near))).toBe(true)
    }
  })
})
