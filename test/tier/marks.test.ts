import { describe, expect, test } from 'vitest'
import { count, memoryStore, rollup } from '../../src'
import { toLadder } from '../../src/tier/ladder'
import { allMarks, isSealed, marksAfter } from '../../src/tier/marks'

const hours = [
  { every: '1m', keep: '1d' },
  { every: '1h', keep: 'forever' },
] as const
const quarters = [{ every: '1m', keep: '1d' }, { every: '15m', keep: '2d' }, hours[1]] as const

describe('marks', () => {
  test('a window is sealed by the mark of its tier, or by a seal in progress that has passed the series', () => {
    const mark = { sealed: 100, dropped: 0, sealing: { to: 300, series: 2 } }
    expect([isSealed(mark, 5, 100), isSealed(mark, 5, 200)]).toEqual([true, false])
    expect([isSealed(mark, 1, 300), isSealed(mark, 2, 300), isSealed(mark, 1, 400)]).toEqual([true, false, false])
  })

  test('marks name every tier from the first commit on', async () => {
    const store = memoryStore()
    const api = await rollup({ aggregates: { n: count() }, tiers: hours, store, maxAhead: 'forever' })
    api.add({ metric: 'm', value: 1, time: 0 })
    await api.flush()
    for await (const { marks } of store.writers()) expect(Object.keys(marks)).toEqual(['1m', '1h'])
  })

  test('marks of removed tiers stay, and end at the first point that these tiers did not get', () => {
    const ladder = toLadder(hours, 0)
    const marks = { '15m': { sealed: 900_000, dropped: 0 }, '1m': { sealed: 60_000, dropped: 0 } }
    expect(Object.keys(allMarks(ladder, marks))).toEqual(['15m', '1m', '1h'])
    expect(marksAfter(ladder, marks, 900_000)).toEqual(marks)
    expect(marksAfter(ladder, marks, 30_000)).toEqual({ ...marks, '15m': { sealed: 30_000, dropped: 0 } })
  })

  test('a store without rows can be opened with any tiers', async () => {
    const store = memoryStore()
    await rollup({ aggregates: { n: count() }, tiers: hours, store })
    await rollup({ aggregates: { n: count() }, tiers: quarters, store })
  })
})
