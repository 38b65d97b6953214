import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Centroids, lerp } from '../../../../src/aggregate/sketch/tdigest/centroids'
import { atomsOf, centroidsIn, expectOrder, listOf, pointsIn } from '../../support/centroid-lists'

const runs = { seed: 43, numRuns: 200 }
const values = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 40 }).map(list => Float64Array.from(list))

test('sorted values become one atom per distinct value', () => {
  expect(centroidsIn(atomsOf(Float64Array.of(3, 1, 3, 2, 3, 1)))).toEqual([
    [1, 2],
    [2, 1],
    [3, 3],
  ])
})

test('the union of two lists keeps the order and all points, and atoms of one value become one', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const both = new Centroids(100)
      both.unite(atomsOf(a), atomsOf(b))
      expectOrder(both)
      expect(centroidsIn(both)).toEqual(centroidsIn(atomsOf(Float64Array.from([...a, ...b]))))
      expect(pointsIn(both)).toBe(a.length + b.length)
    }),
    runs,
  )
})

test('in a union the atom of a mean comes before its mixtures, from whichever list they are', () => {
  const both = new Centroids(10)
  const wanted = [
    [1, 5],
    [1, -3],
    [1, -2],
  ]
  both.unite(listOf([1, 2], [1, -3]), listOf([1, 3], [1, -2]))
  expect(centroidsIn(both)).toEqual(wanted)
  both.unite(listOf([1, -3]), listOf([1, 5], [1, -2]))
  expect(centroidsIn(both)).toEqual(wanted)
})

test('lerp stays within its ends, rises with f, and does not overflow', () => {
  const any = fc.double({ noNaN: true, noDefaultInfinity: true })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(any, any, share, share, (x, y, f, g) => {
      const [a, b] = x < y ? [x, y] : [y, x]
      const [low, high] = f < g ? [f, g] : [g, f]
      const [first, second] = [lerp(a, b, low), lerp(a, b, high)]
      expect(first >= a && second <= b && first <= second).toBe(true)
    }),
    runs,
  )
  expect(lerp(-1.7e308, 1.7e308, 0.5)).toBe(0)
})
