import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { count } from '../../src/aggregate'
import { Delta } from '../../src/ingest/delta'
import { schemaOf } from '../../src/state/schema'

const schema = schemaOf({ n: count() })
const starts = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(i => i * 60_000),
  fc.integer({ min: -3, max: 3 }).map(i => i * 4_294_967_296),
  fc.constantFrom(-8.64e15, 8.64e15, 0),
)

describe('a delta', () => {
  test('has one row for each series and window', () => {
    const delta = new Delta(schema)
    expect(delta.find(3, 60_000)).toBe(-1)
    expect(delta.findOrAppend(3, 60_000)).toBe(0)
    expect(delta.findOrAppend(4, 60_000)).toBe(1)
    expect(delta.findOrAppend(3, 0)).toBe(2)
    expect(delta.findOrAppend(3, 60_000)).toBe(0)
    expect(delta.find(3, 120_000)).toBe(-1)
    expect(delta.length).toBe(3)
  })

  test('returns the rows of a series in order of time, within a range', () => {
    const delta = new Delta(schema)
    for (const start of [300, -100, 200, 100]) delta.findOrAppend(7, start)
    delta.findOrAppend(8, 250)
    expect(delta.rowsOf(7).map(row => delta.starts[row])).toEqual([-100, 100, 200, 300])
    expect(delta.rowsOf(7, 100, 300).map(row => delta.starts[row])).toEqual([100, 200])
    expect(delta.rowsOf(9)).toEqual([])
    expect([...delta.touched()]).toEqual([7, 8])
  })

  test('equals a Map of Maps from the smallest size on, and after it was cleared (seed 31)', () => {
    const claims = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), starts), { maxLength: 200 })
    const property = fc.property(claims, claims, fc.nat({ max: 300 }), (before, list, most) => {
      const delta = new Delta(schema, 2)
      for (const [series, start] of before) delta.findOrAppend(series, start)
      delta.clear(most)
      expect([delta.length, delta.earliest, [...delta.touched()]]).toEqual([0, Number.POSITIVE_INFINITY, []])
      const map = new Map<string, number>()
      for (const [series, start] of list) {
        const key = `${series}/${start}`
        expect(delta.find(series, start)).toBe(map.get(key) ?? -1)
        if (!map.has(key)) map.set(key, map.size)
        expect(delta.findOrAppend(series, start)).toBe(map.get(key))
      }
      expect(delta.length).toBe(map.size)
      expect(delta.earliest).toBe(Math.min(...list.map(([, start]) => start)))
      for (const [key, row] of map) {
        const [series, start] = key.split('/').map(Number)
        expect(delta.find(series, start)).toBe(row)
        expect(delta.rowsOf(series)).toContain(row)
      }
      for (const series of delta.touched()) {
        const mine = [...map].filter(([key]) => key.startsWith(`${series}/`))
        const times = delta.rowsOf(series).map(row => delta.starts[row])
        expect(times).toEqual(mine.map(([key]) => Number(key.split('/')[1])).sort((a, b) => a - b))
      }
    })
    fc.assert(property, { seed: 31, numRuns: 150 })
  })

  test('finds a row among 200,000 in about constant time', () => {
    const delta = new Delta(schema)
    for (let series = 0; series < 200; series++)
      for (let w = 0; w < 1000; w++)
        delta.findOrAppend(series, 1_700_000_000_000 - (1_700_000_000_000 % 86_400_000) + w * 86_400_000)
    expect(delta.length).toBe(200_000)
    for (let series = 0; series < 200; series++) expect(delta.find(series, 0)).toBe(-1)
  })

  test('keeps its memory when it is cleared: half of it if little was needed, and for at most `most` rows', () => {
    const delta = new Delta(schema, 1024)
    const rooms = [300, 200, 0].map(rows => {
      for (let series = 0; series < rows; series++) delta.findOrAppend(series, 0)
      delta.clear(600)
      return delta.series.length
    })
    expect(rooms).toEqual([1024, 512, 256])
    delta.clear(10)
    expect(delta.series.length).toBe(16)
  })
})
