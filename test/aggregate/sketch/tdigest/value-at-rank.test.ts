import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Compressor } from '../../../../src/aggregate/sketch/tdigest/compressor'
import { quantileCurve, quantileOf } from '../../../../src/aggregate/sketch/tdigest/quantile-curve'
import { valueAtRank } from '../../../../src/aggregate/sketch/tdigest/value-at-rank'
import type { Frame } from '../../../../src/state/frame'
import { randomFrom } from '../../../support/random'
import { added, digest, digests, folded, merged, readingOf } from '../../support/digests'
import { distributions } from '../../support/distributions'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const shares = fc.array(share, { maxLength: 20 })
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
          const random = randomFrom(seed)
          const values = Float64Array.from({ length: n }, (_, at) => draw(random, at) + 0)
          const list = compressor.centroidsOf(ways[way](values).page(0)[0] as never, 0)
          const curve = quantileCurve(list)
          // where cells begin and end, too, and in their middles
          const counts = [...curve.counts, ...qs.map(q => q * n)]
          for (const t of counts) expect(Object.is(valueAtRank(list, t, n), quantileOf(curve, t))).toBe(true)
        },
      ),
      { seed: 41, numRuns: 12 },
    )
  })

  test('also between -1.7e308 and 1.7e308, and of rows doubled to 2^50 points', () => {
    const random = randomFrom(4)
    const frame = folded(Float64Array.from({ length: 2 ** 12 }, () => (2 * random() - 1) * 1.7e308))
    const other = digests()
    for (let power = 12; power < 50; power++) {
      other.reset(0)
      other.merge(0, frame, 0)
      frame.merge(0, other, 0)
      const list = new Compressor(100).centroidsOf(frame.page(0)[0] as never, 0)
      const curve = quantileCurve(list)
      for (const t of curve.counts)
        for (const near of [t, t * 0.999])
          expect(
            Object.is(
              valueAtRank(list, near, digest.read(frame.page(0)[0] as never, 0).count),
              quantileOf(curve, near),
            ),
          ).toBe(true)
    }
  })
})

test('a reading answers the same when others were read, merged and folded since it was first asked', () => {
  const random = randomFrom(6)
  const values = Float64Array.from({ length: 4000 }, () => random() ** 3)
  const between: readonly ((rest: Frame) => unknown)[] = [
    () => {},
    rest => readingOf(rest, 1).quantile(0.5),
    rest => rest.merge(0, rest, 1),
    rest => rest.fold(1, values, values, 500, 2000),
    rest => digest.add(rest.page(0)[0] as never, 1, 0.5, 0),
  ]
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), share, fc.constantFrom(...between)), { minLength: 1, maxLength: 30 }),
      steps => {
        const frame = digests(3)
        const rest = digests(2)
        for (let row = 0; row < 3; row++) frame.fold(row, values, values, row * 500, row * 1100 + 150)
        rest.fold(1, values, values, 0, 900)
        const readings = [0, 1, 2].map(row => readingOf(frame, row))
        for (const [row, q, turn] of steps) {
          expect(readings[row].quantile(q)).toBe(readingOf(frame, row).quantile(q))
          turn(rest)
          expect(readings[row].rank(q)).toBe(readingOf(frame, row).rank(q))
        }
      },
    ),
    { seed: 42, numRuns: 50 },
  )
})
