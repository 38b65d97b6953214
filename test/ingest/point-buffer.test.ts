import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PointBuffer } from '../../src/ingest/point-buffer'

function drained(pending: PointBuffer): [number, number[], number[]][] {
  const runs: [number, number[], number[]][] = []
  pending.drain((series, times, values, length) =>
    runs.push([series, [...times.subarray(0, length)], [...values.subarray(0, length)]]),
  )
  return runs
}

describe('pending points', () => {
  test('are handed out by series, in order of the first point of each, and within a series in order of arrival', () => {
    const pending = new PointBuffer(8192)
    for (const [series, time, value] of [
      [5, 30, 1],
      [2, 10, 2],
      [5, 20, 3],
      [2, 10, 4],
    ])
      pending.add(series, time, value)
    expect(pending.length).toBe(4)
    expect(drained(pending)).toEqual([
      [5, [30, 20], [1, 3]],
      [2, [10, 10], [2, 4]],
    ])
    expect(pending.length).toBe(0)
    expect(drained(pending)).toEqual([])
  })

  test('are full at 8192', () => {
    const pending = new PointBuffer(8192)
    for (let p = 0; p < 8192; p++) {
      expect(pending.full).toBe(false)
      pending.add(p % 3, p, p)
    }
    expect(pending.full).toBe(true)
    expect(drained(pending).map(([series, times]) => [series, times.length])).toEqual([
      [0, 2731],
      [1, 2731],
      [2, 2730],
    ])
    expect(pending.full).toBe(false)
  })

  test('of a series that cannot be handed out do not hold back other series', () => {
    const pending = new PointBuffer(8192)
    for (const series of [0, 1, 2]) pending.add(series, 0, series)
    const seen: number[] = []
    const visit = (series: number) => {
      if (series === 1) throw new RangeError('negative')
      seen.push(series)
    }
    expect(() => pending.drain(visit)).toThrow('negative')
    for (const series of [2, 1]) pending.add(series, 0, series)
    expect([seen, drained(pending).map(([series]) => series)]).toEqual([
      [0, 2],
      [2, 1],
    ])
  })

  test('are neither lost nor mixed up, for any number of series, again and again (seed 32)', () => {
    const points = fc.array(fc.tuple(fc.oneof(fc.nat(5), fc.nat(5000)), fc.integer(), fc.integer()), { maxLength: 50 })
    const pending = new PointBuffer(8192)
    const property = fc.property(points, list => {
      for (const point of list) pending.add(...point)
      const bySeries = new Map<number, [number, number[], number[]]>()
      for (const [series, time, value] of list) {
        const run = bySeries.get(series) ?? [series, [], []]
        bySeries.set(series, run)
        run[1].push(time)
        run[2].push(value)
      }
      expect(drained(pending)).toEqual([...bySeries.values()])
    })
    fc.assert(property, { seed: 32, numRuns: 200 })
  })
})
