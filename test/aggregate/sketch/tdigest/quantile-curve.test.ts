import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cellEnd,
  cellStart,
  edgeByDensity,
  pointsBelow,
  quantileCurve,
  quantileOf,
  shareBelow,
} from '../../../../src/aggregate/sketch/tdigest/quantile-curve'
import { listOf, valuesOf } from '../../support/centroid-lists'
import { compressedRow, folded } from '../../support/digests'
import { distributions } from '../../support/distributions'

describe('the curve of a digest ascends in counts and values, from the minimum to the maximum:', () => {
  test.each(distributions.map(d => [d.name, d] as const))('%s', (_, { draw }) => {
    const values = valuesOf(draw, 4000, 2)
    const { counts, values: knots } = quantileCurve(compressedRow(folded(values)))
    expect([counts[0], counts.at(-1)]).toEqual([0, 4000])
    expect([knots[0], knots.at(-1)]).toEqual([Math.min(...values), Math.max(...values)])
    for (let k = 1; k < counts.length; k++) {
      expect(counts[k]).toBeGreaterThanOrEqual(counts[k - 1])
      expect(knots[k]).toBeGreaterThanOrEqual(knots[k - 1])
    }
  })
})

test('an atom is a step, and a mixture a line on either side of its mean', () => {
  const { counts, values } = quantileCurve(listOf([0, 1], [10, -8], [20, 1]))
  expect([...counts]).toEqual([0, 1, 1, 5, 9, 9, 10])
  expect([...values]).toEqual([0, 0, 0, 10, 20, 20, 20])
})

test('the rank of x counts half of the points equal to x, and is the inverse of the quantile', () => {
  const curve = quantileCurve(listOf([0, 2], [10, -8], [20, 4]))
  expect([-1, 0, 5, 10, 20, 21].map(x => pointsBelow(curve, x))).toEqual([0, 1, 4, 6, 12, 14])
  fc.assert(
    fc.property(fc.double({ min: 2.001, max: 9.999, noNaN: true }), t => {
      expect(pointsBelow(curve, quantileOf(curve, t))).toBeCloseTo(t, 9)
    }),
    { seed: 44, numRuns: 100 },
  )
})

test('two mixtures meet by weight: the heavier takes the longer stretch between their means', () => {
  expect(edgeByDensity(listOf([0, 1], [10, -30], [20, -10], [30, 1]), 1)).toBe(17.5)
})

test('among mixtures, the one whose neighbors are far takes more of the stretch than its weight alone would', () => {
  const edge = edgeByDensity(listOf([-40, -10], [10, -10], [20, -10], [25, -10]), 1)
  expect(edge).toBeGreaterThan(15)
  expect(edge).toBeLessThanOrEqual(10 + (10 * 3 ** 0.75) / (3 ** 0.75 + 1))
})

test('a cell reaches at most twice as far on one side of its mean as on the other', () => {
  expect([cellStart(10, -100, 13), cellEnd(10, 9, 100)]).toEqual([4, 12])
  expect([cellStart(10, 8, 13), cellEnd(10, 9, 11)]).toEqual([8, 11])
})

test('more of the points lie on the shorter side of a mean, up to 60 %', () => {
  expect([shareBelow(5, 0, 10), shareBelow(4.5, 0, 10), shareBelow(1, 0, 10), shareBelow(9, 0, 10)]).toEqual([
    0.5, 0.55, 0.6, 0.4,
  ])
  expect([shareBelow(3, 3, 3), shareBelow(-1e308, -1.7e308, 1e308)]).toEqual([0.5, 0.5])
})
