import { describe, expect, test } from 'vitest'
import { Centroids } from '../../../../src/aggregate/sketch/tdigest/centroids'
import { compress } from '../../../../src/aggregate/sketch/tdigest/compress'
import { mergeIntoCells } from '../../../../src/aggregate/sketch/tdigest/merge-into-cells'
import { exactSizeLimit } from '../../../../src/aggregate/sketch/tdigest/scale-function'
import { atomsOf, centroidsIn, expectOrder, listOf, pointsIn, SCALE, valuesOf } from '../../support/centroid-lists'
import { distributions } from '../../support/distributions'

/** The union of a heavy list and a light one. */
function merged(heavy: Centroids, light: Centroids, scale = SCALE): Centroids {
  const list = new Centroids(10_000)
  mergeIntoCells(list, heavy, light, pointsIn(heavy) + pointsIn(light), scale)
  return list
}

describe('merging into cells keeps all points and their order, and adds no more centroids than were light:', () => {
  test.each(distributions.map(d => [d.name, d] as const))('%s', (_, { draw }) => {
    const values = valuesOf(draw, 8000, 5)
    const heavy = atomsOf(values.subarray(0, 7500))
    if (heavy.length > 150) compress(heavy, 7500, SCALE, false)
    const light = atomsOf(values.subarray(7500))
    if (light.length > 150) compress(light, 500, SCALE, false)
    const both = merged(heavy, light)
    expect(pointsIn(both)).toBe(8000)
    expectOrder(both)
    expect(both.length).toBeLessThanOrEqual(heavy.length + light.length)
  })
})

const heavy = () => listOf([0, 1], [10, -100], [20, -100], [30, 1])

test('a light centroid in the cell of a mixture joins it and moves its mean', () => {
  expect(centroidsIn(merged(heavy(), listOf([12, 1]), 100))).toEqual([
    [0, 1],
    [10 + 2 / 101, -101],
    [20, -100],
    [30, 1],
  ])
})

test('a light centroid outside of all cells stays by itself, and an atom takes only its own value', () => {
  const list = listOf([0, 1], [10, 50], [10.5, -4], [20, 1])
  expect(centroidsIn(merged(list, listOf([-1, 1], [5, 1], [10, 2], [25, 1]), 100))).toEqual([
    [-1, 1],
    [0, 1],
    [5, 1],
    [10, 52],
    [10.5, -4],
    [20, 1],
    [25, 1],
  ])
})

test('a mixture that grows far beyond its size limit is cut in two at its mean', () => {
  const mixtures = Array.from({ length: 100 }, (_, k) => [10 * (k + 1), -10] as const)
  const list = listOf([0, 1], ...mixtures, [1100, 1])
  const light = listOf(...Array.from({ length: 60 }, (_, k) => [498 + k / 15, 1] as const))
  const both = merged(list, light)
  expect(pointsIn(both)).toBe(1062)
  expect(both.length).toBe(list.length + 1)
  expect(centroidsIn(both).filter(([mean]) => mean > 490 && mean < 510)).toHaveLength(2)
})

test('the integral of one over the size limit is the number of centroids at their limit that cutting compares with', () => {
  // by q = u^4 from either end, where the integrand is finite
  let integral = 0
  const steps = 20_000
  const end = 0.5 ** 0.25
  for (let k = 0; k < steps; k++) {
    const u = ((k + 0.5) * end) / steps
    integral += ((2 * 4 * u ** 3) / exactSizeLimit(u ** 4)) * (end / steps)
  }
  expect(integral).toBeCloseTo(7.416, 3)
})
