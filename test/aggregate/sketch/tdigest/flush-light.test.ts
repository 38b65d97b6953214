import { describe, expect, test } from 'vitest'
import { flushLight } from '../../../../src/aggregate/sketch/tdigest/flush-light'
import { centroidsIn, expectOrder, listOf, pointsIn, valuesOf } from '../../support/centroid-lists'
import { added, compressedRow, folded } from '../../support/digests'
import { distributions } from '../../support/distributions'

const flushed = (...centroids: [mean: number, weight: number][]) => {
  const list = listOf(...centroids)
  flushLight(list)
  return centroidsIn(list)
}

test('a light point goes to the nearer of two mixtures', () => {
  expect(flushed([0, -10], [2, 1], [9, -10])).toEqual([
    [0, -11],
    [9, -10],
  ])
  expect(flushed([0, -10], [7, 1], [9, -10])).toEqual([
    [0, -10],
    [9, -11],
  ])
})

test('a light point whose nearer neighbor is an atom stays', () => {
  const list: [number, number][] = [
    [0, 10],
    [2, 1],
    [9, -10],
  ]
  expect(flushed(...list)).toEqual(list)
})

test('a point is not light if a neighbor weighs less than four times as much, or if there is none', () => {
  for (const list of [
    [
      [0, -3],
      [2, 1],
      [9, -10],
    ],
    [
      [0, -10],
      [2, 1],
      [9, -3],
    ],
    [
      [0, -10],
      [2, 1],
    ],
    [[2, 1]],
    [],
  ] as [number, number][][])
    expect(flushed(...list)).toEqual(list)
})

test('a run of points that is heavy as a whole stays: points lie there', () => {
  const run = Array.from({ length: 9 }, (_, k): [number, number] => [2 + k / 10, 1])
  const list: [number, number][] = [[0, -10], ...run, [9, -10]]
  expect(flushed(...list)).toEqual(list)
})

test('what a mixture received does not make it heavy enough for more', () => {
  const [[, first]] = flushed([0, -4], [0.1, 1], [0.2, 1], [0.3, 1], [9, -400])
  expect(-first).toBeLessThanOrEqual(4 + 3)
})

describe('all points and their order are kept:', () => {
  test.each(distributions.map(d => [d.name, d] as const))('%s', (_, { draw }) => {
    for (const make of [folded, added]) {
      const list = compressedRow(make(valuesOf(draw, 3017, 3)))
      const points = pointsIn(list)
      flushLight(list)
      expect(pointsIn(list)).toBe(points)
      expectOrder(list)
    }
  })
})
