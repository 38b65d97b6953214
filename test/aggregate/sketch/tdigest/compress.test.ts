import { describe, expect, test } from 'vitest'
import { compress } from '../../../../src/aggregate/sketch/tdigest/compress'
import { sizeLimit } from '../../../../src/aggregate/sketch/tdigest/scale-function'
import { atomsOf, centroidsIn, expectOrder, listOf, pointsIn, SCALE, valuesOf } from '../../support/centroid-lists'
import { distributions } from '../../support/distributions'

describe('a merge pass keeps all points, their order and the extremes, and no mixture exceeds its size limit:', () => {
  test.each(distributions.map(d => [d.name, d] as const))('%s', (_, { draw }) => {
    for (const n of [150, 701, 4097]) {
      const list = atomsOf(valuesOf(draw, n, n))
      const { length } = list
      if (length < 3) continue
      const ends = () => [0, list.length - 1].map(p => [list.means[p], list.weights[p]])
      const before = ends()
      compress(list, n, SCALE, false)
      expect([pointsIn(list), ends()]).toEqual([n, before])
      expectOrder(list)
      let below = 0
      for (const weight of list.weights.subarray(0, list.length)) {
        const outer = Math.min(below, n + (weight < 0 ? weight : -weight) - below)
        if (weight < 0) expect(-weight).toBeLessThanOrEqual(n * Math.max(sizeLimit(outer / n, SCALE), 0))
        below += Math.abs(weight)
      }
    }
  })
})

test('a larger scale leaves fewer centroids', () => {
  const lengths = [0.03, 0.06, 0.12, 0.24].map(scale => {
    const list = atomsOf(valuesOf(random => random(), 4000, 1))
    compress(list, 4000, scale, false)
    return list.length
  })
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a))
  expect(lengths[0]).toBeGreaterThan(3 * lengths[3])
})

test('a gap with many points close to one side of it is bridged only if the caller says so', () => {
  const values = Float64Array.from({ length: 2000 }, (_, k) => (k < 1000 ? k * 1e-3 : 1e6 + k * 1e-3))
  for (const bridging of [false, true]) {
    const list = atomsOf(values)
    compress(list, 2000, SCALE, bridging)
    const across = list.means.subarray(0, list.length).some(mean => mean > 2 && mean < 9e5)
    expect(across).toBe(bridging)
  }
})

test('an atom heavier than its share of the size limit is joined with nothing', () => {
  const points = Array.from({ length: 400 }, (_, k) => [k, k === 200 ? 40 : 1] as const)
  const list = listOf(...points)
  compress(list, 439, SCALE, false)
  expect(centroidsIn(list).filter(([mean]) => mean === 200)).toEqual([[200, 40]])
  expect(list.length).toBeLessThan(400)
})

test('a group whose points lie far to one side is put at their median, not at its mean', () => {
  const list = listOf(
    [0, 1],
    ...Array.from({ length: 9 }, (_, k) => [10 + k / 100, 1] as const),
    [1000, 1],
    [2000, 989],
  )
  compress(list, 1000, 3, true)
  const [, [mean, weight]] = centroidsIn(list)
  expect([weight, mean < 11]).toEqual([-10, true])
})
