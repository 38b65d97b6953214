import { describe, expect, test } from 'vitest'
import { Compressor } from '../../../../src/aggregate/sketch/tdigest/compressor'
import { randomFrom } from '../../../support/random'
import { expectOrder, pointsIn, valuesOf } from '../../support/centroid-lists'
import { added, columnsOf, digest, digests, folded } from '../../support/digests'
import { distributions } from '../../support/distributions'

const uniform = (n: number) => valuesOf(random => random(), n, 3)

test('points are buffered as they come, until centroids and buffer fill the row', () => {
  const values = uniform(187)
  const s = columnsOf(added(values.subarray(0, 186)))
  expect([s.kept[0], s.fresh[0]]).toEqual([0, 186])
  expect([...s.means.subarray(0, 186)]).toEqual([...values.subarray(0, 186)])
  digest.add(s, 0, values[186], 0)
  expect(s.fresh[0]).toBe(0)
  expect(s.kept[0]).toBeGreaterThan(50)
  expect(s.kept[0]).toBeLessThanOrEqual(150)
})

test('a run that fits the buffer is put there, and a longer one is compressed at once', () => {
  expect(columnsOf(folded(uniform(186))).fresh[0]).toBe(186)
  const s = columnsOf(folded(uniform(20_000)))
  expect([s.n[0], s.fresh[0]]).toEqual([20_000, 0])
})

describe('the centroids of a row', () => {
  const compressor = new Compressor(100)

  test.each(distributions.map(d => [d.name, d] as const))(
    'hold all its points in order, and leave it unchanged: %s',
    (_, { draw }) => {
      const frame = added(valuesOf(draw, 5021, 8))
      const before = JSON.stringify(frame.page(0))
      const list = compressor.centroidsOf(columnsOf(frame), 0)
      expectOrder(list)
      expect(pointsIn(list)).toBe(5021)
      expect(JSON.stringify(frame.page(0))).toBe(before)
    },
  )

  test('are valid until the generation changes, by any read, merge or flush', () => {
    const frame = digests(2)
    const values = uniform(9000)
    frame.fold(0, values, values, 0, 9000)
    frame.fold(1, values, values, 0, 300)
    const s = columnsOf(frame)
    const calls = [
      () => compressor.centroidsOf(s, 0),
      () => compressor.merge(s, 0, s, 1),
      () => compressor.flushBuffer(s, 1),
      () => compressor.fold(s, 1, values, 0, 4000),
    ]
    for (const call of calls) {
      const { generation } = compressor
      call()
      expect(compressor.generation).toBeGreaterThan(generation)
    }
  })
})

test('a far lighter digest leaves the centroids of a heavy one nearly where they were', () => {
  const heavy = folded(uniform(100_000))
  const before = columnsOf(heavy).kept[0]
  const random = randomFrom(12)
  heavy.merge(0, folded(Float64Array.from({ length: 200 }, () => random())), 0)
  const s = columnsOf(heavy)
  expect(s.n[0]).toBe(100_200)
  expect(Math.abs(s.kept[0] - before)).toBeLessThanOrEqual(25)
})
