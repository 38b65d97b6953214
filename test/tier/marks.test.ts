import { describe, expect, test } from 'vitest'
import { count, memoryStore, rollup } from '../../src'
import { toLadder } from '../../src/tier/ladder'
import { allMarks, isSealed } from '../../src/tier/marks'

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

  test('made for other tiers are a mismatch, and whoever is refused has taken nobody over', async () => {
    const store = memoryStore()
    const api = await rollup({ aggregates: { n: count() }, tiers: hours, store, maxAhead: 'forever' })
    api.add({ metric: 'm', value: 1, time: 0 })
    await api.flush()
    const other = rollup({ aggregates: { n: count() }, tiers: quarters, store })
    await expect(other).rejects.toMatchObject({
      code: 'TIDEMARK_MISMATCH',
      message: expect.stringContaining('in tiers of 1m, 1h, not of 1m, 15m, 1h'),
    })
    api.add({ metric: 'm', value: 1, time: 1 })
    await api.flush()
    expect(() => allMarks(toLadder(quarters, 0), { '1m': { sealed: 0, dropped: 0 } }, 'a/b')).toThrow('a/b')
  })

  test('of another writer of the rollup, made for other tiers, are a mismatch when it is opened and when it is asked', async () => {
    const store = memoryStore()
    const options = { aggregates: { n: count() }, store, maxAhead: 'forever' } as const
    const first = await rollup({ ...options, tiers: hours })
    const second = await rollup({ ...options, tiers: quarters, writer: 'second' }) // nothing is committed yet
    first.add({ metric: 'm', value: 1, time: 0 })
    await first.flush()
    const mismatch = { code: 'TIDEMARK_MISMATCH' }
    await expect(second.query({ metric: 'm', from: 0, to: 60_000 })).rejects.toMatchObject(mismatch)
    await expect(rollup({ ...options, tiers: quarters, writer: 'third' })).rejects.toMatchObject(mismatch)
    const other = await rollup({ ...options, tiers: quarters, name: 'another' })
    expect((await other.query({ metric: 'm', from: 0, to: 60_000 })).groups[0].columns.n[0]).toBeNaN()
  })

  test('of a store that holds nothing yet fit every ladder', async () => {
    const store = memoryStore()
    await rollup({ aggregates: { n: count() }, tiers: hours, store })
    await rollup({ aggregates: { n: count() }, tiers: quarters, store })
  })
})
