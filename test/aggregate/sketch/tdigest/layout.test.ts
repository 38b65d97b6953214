import { expect, test } from 'vitest'
import { copyBuffer, DigestLayout, readRow, writeRow } from '../../../../src/aggregate/sketch/tdigest/layout'
import { centroidsIn, listOf } from '../../support/centroid-lists'

const layout = new DigestLayout(20)

/** Columns of three rows. */
const columns = () => {
  const of = (width: number) => new Float64Array(3 * width)
  const { means, weights, mixed } = layout
  return { n: of(1), kept: of(1), fresh: of(1), means: of(means), weights: of(weights), mixed: of(mixed) }
}

const atomsAndMixtures = Array.from({ length: 30 }, (_, k): [number, number] => [k, k % 3 === 0 ? k + 1 : -(k + 1)])

test('a row at compression 100 holds 150 centroids and a buffer of 37 points, and a quarter fewer beyond 2^32 points', () => {
  const at100 = new DigestLayout(100)
  expect([at100.maxCentroids(1), at100.capacity(1)]).toEqual([150, 187])
  expect([at100.maxCentroids(2 ** 32), at100.capacity(2 ** 32)]).toEqual([112, 149])
  expect(at100.maxCentroids(2 ** 32 - 1)).toBe(150)
})

test('a row that was written is read as the same centroids, and no other row is touched', () => {
  const s = columns()
  writeRow(s, 1, listOf(...atomsAndMixtures), layout)
  const list = listOf(...atomsAndMixtures.map((): [number, number] => [0, 0]))
  readRow(list, s, 1, layout)
  expect(centroidsIn(list)).toEqual(atomsAndMixtures)
  for (const row of [0, 2]) {
    readRow(list, s, row, layout)
    expect(list.length).toBe(0)
  }
  expect(Object.values(s).every(column => column.subarray(0, column.length / 3).every(x => x === 0))).toBe(true)
  expect(Object.values(s).every(column => column.subarray((2 * column.length) / 3).every(x => x === 0))).toBe(true)
})

test('a shorter list leaves the identity behind it, and an empty buffer', () => {
  const s = columns()
  writeRow(s, 1, listOf(...atomsAndMixtures), layout)
  s.means.fill(7, layout.means + 30, layout.means + 33)
  s.fresh[1] = 3
  writeRow(s, 1, listOf([1, 2], [3, -4]), layout)
  const fresh = columns()
  writeRow(fresh, 1, listOf([1, 2], [3, -4]), layout)
  expect(s).toEqual(fresh)
})

test('the buffer is copied in the order in which its points came', () => {
  const s = columns()
  writeRow(s, 1, listOf([1, 2], [3, -4]), layout)
  s.means.set([9, 7, 8], layout.means + 2)
  s.fresh[1] = 3
  const values = new Float64Array(5)
  expect(copyBuffer(values, 1, s, 1, layout)).toBe(4)
  expect([...values]).toEqual([0, 9, 7, 8, 0])
})
