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
  test('a window is sealed by its tier’s mark, or for the series that a seal under way has passed', () => {
    const mark = { sealed: 100, dropped: 0, sealing: { to: 300, series: 2 } }
    expect([isSealed(mark, 5, 100), isSealed(mark, 5, 200)]).toEqual([true, false])
    expect([isSealed(mark, 1, 300), isSealed(mark, 2, 300), isSealed(mark, 1, 400)]).toEqual([true, false, false])
  })

  test('name every tier from the first commit on', async () => {
    const store = memoryStore()
    const api = await rollup({ aggregates: { n: count() }, tiers: hours, store, maxAhead: 'forever' })
    api.add({ metric: 'm', value: 1, time: 0 })
    await api.flush()
    for await (const { marks } of store.writers()) expect(Object.keys(marks)).toEqual(['1m', '1h'])
  })

  test('of tiers that were left out stay, and are whole up to the first point that they did not get', () => {
    const ladder = toLadder(hours, 0)
    const marks = { '15m': { sealed: 900_000, dropped: 0 }, '1m': { sealed: 60_000, dropped: 0 } }
    expect(Object.keys(allMarks(ladder, marks))).toEqual(['15m', '1m', '1h'])
    expect(marksAfter(ladder, marks, 900_000)).toEqual(marks)
    expect(marksAfter(ladder, marks, 30_000)).toEqual({ ...marks, '15m': { sealed: 30_000, dropped: 0 } })
  })

  test('of a store that holds nothing yet fit every ladder', async () => {
    const store = memoryStore()
    await rollup({ aggregates: { n: count() }, tiers: hours, store })
    await rollup({ aggregates: { n: count() }, tiers: quarters, store })
  })
})
