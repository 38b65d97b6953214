import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RadixSorter } from '../../../../src/aggregate/kernel/radix-sort'
import { Centroids } from '../../../../src/aggregate/sketch/tdigest/centroids'
import { compress } from '../../../../src/aggregate/sketch/tdigest/compress'
import { mergeIntoCells } from '../../../../src/aggregate/sketch/tdigest/merge-into-cells'
import { exactSizeLimit, sizeLimit } from '../../../../src/aggregate/sketch/tdigest/scale-function'
import { randomFrom } from '../../../support/random'
import { distributions } from '../../support/distributions'

const GRAIN = 0.06
const drawn = distributions.map(d => [d.name, d] as const)

function valuesOf(draw: (typeof distributions)[number]['draw'], n: number, seed: number): Float64Array {
  const random = randomFrom(seed)
  return Float64Array.from({ length: n }, (_, p) => draw(random, p) + 0)
}

function listOf(values: Float64Array): Centroids {
  const list = new Centroids(10_000)
  list.setValues(values.slice().sort(), values.length)
  return list
}

const pointsIn = ({ weights, length }: Centroids) =>
  weights.subarray(0, length).reduce((sum, w) => sum + Math.abs(w), 0)

/** What must hold of any list: ascending, and of equal means the atom first. */
function expectOrder({ means, weights, length }: Centroids): void {
  for (let p = 1; p < length; p++)
    if (!(means[p - 1] < means[p] || (means[p - 1] === means[p] && weights[p] < 0)))
      throw new Error(`centroid ${p} of ${length}: ${means[p - 1]} (${weights[p - 1]}), ${means[p]} (${weights[p]})`)
}

describe('values are sorted as the native sort does, whatever their number and kind:', () => {
  const sorter = new RadixSorter(4474)
  test.each(drawn)('%s', (_, { draw }) => {
    for (const n of [1, 2, 47, 48, 49, 50, 187, 700, 1023, 1024, 4096, 4474]) {
      const values = valuesOf(draw, n, n)
      for (const order of [values, values.slice().sort(), values.slice().sort().reverse()]) {
        sorter.values.set(order)
        expect([n, sorter.sort(n).slice(0, n)]).toEqual([n, values.slice().sort()])
      }
    }
  })

  test('any doubles, of both signs, huge and tiny, and nearly equal', () => {
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

test('shares by table are within 1.5 % of (q (1 - q))^(3/4), from end to end, and 0 at the ends', () => {
  let worst = 0
  for (let k = 1; k < 100_000; k++) {
    const q = (k / 100_000) ** 2
    for (const at of [q, 1 - q]) worst = Math.max(worst, Math.abs(sizeLimit(at, 2) / (2 * exactSizeLimit(at)) - 1))
  }
  expect(worst).toBeLessThan(0.015)
  expect([sizeLimit(0, 1), sizeLimit(1, 1)]).toEqual([0, 0])
  expect([exactSizeLimit(0.5), exactSizeLimit(1e-8)]).toEqual([
    expect.closeTo(0.25 ** 0.75, 12),
    expect.closeTo(1e-6, 12),
  ])
})

describe('squeezing keeps all points, their order and the extremes, and no mixture is heavier than its share:', () => {
  test.each(drawn)('%s', (_, { draw }) => {
    for (const n of [150, 701, 4097]) {
      const list = listOf(valuesOf(draw, n, n))
      const { length } = list
      if (length < 3) continue
      const ends = () => [0, list.length - 1].map(p => [list.means[p], list.weights[p]])
      const before = ends()
      compress(list, n, GRAIN, false)
      expect([pointsIn(list), ends()]).toEqual([n, before])
      expectOrder(list)
      let below = 0
      for (const weight of list.weights.subarray(0, list.length)) {
        const outer = Math.min(below, n + (weight < 0 ? weight : -weight) - below)
        if (weight < 0) expect(-weight).toBeLessThanOrEqual(n * Math.max(sizeLimit(outer / n, GRAIN), 0))
        below += Math.abs(weight)
      }
    }
  })

  test('a gap with a crowd on one side is not bridged, unless it must be', () => {
    const values = Float64Array.from({ length: 2000 }, (_, k) => (k < 1000 ? k * 1e-3 : 1e6 + k * 1e-3))
    for (const bridging of [false, true]) {
      const list = listOf(values)
      compress(list, 2000, GRAIN, bridging)
      const across = list.means.subarray(0, list.length).some(mean => mean > 2 && mean < 9e5)
      expect(across).toBe(bridging)
    }
  })
})

describe('gathering keeps all points and their order, and hardly grows the heavy list:', () => {
  test.each(drawn)('%s', (_, { draw }) => {
    const values = valuesOf(draw, 8000, 5)
    const heavy = listOf(values.subarray(0, 7500))
    if (heavy.length > 150) compress(heavy, 7500, GRAIN, false)
    const light = listOf(values.subarray(7500))
    if (light.length > 150) compress(light, 500, GRAIN, false)
    const both = new Centroids(10_000)
    mergeIntoCells(both, heavy, light, 8000, GRAIN)
    expect(pointsIn(both)).toBe(8000)
    expectOrder(both)
    expect(both.length).toBeLessThanOrEqual(heavy.length + light.length)
  })
})
