import { describe, expect, test } from 'vitest'
import { type ExpiringBatch, memoryStore, type Store } from '../../src'
import { createCodec } from '../../src/codec/codec'
import { SeriesIndex } from '../../src/series/series-index'
import { schemaOf } from '../../src/state/schema'
import { WriterSession } from '../../src/store/writer-session'
import type { WriterContext } from '../../src/tier/context'
import { toLadder } from '../../src/tier/ladder'
import { dropExpired, planRetention } from '../../src/tier/retention'
import { withCommitFaults } from '../support/faulty-commits'
import { counts, DAY, HOUR, type Kept, kept, MINUTE, open, rowsOf, tiers, totals } from './opened'

const point = (time: number, value = 1, host = 'a') => ({ metric: 'm', time, value, tags: { host } })

describe('retention', () => {
  test('drops a row when its window ended keep ago, to the millisecond', async () => {
    const { api, store } = await open({ tiers: [{ every: '1m', keep: '2h' }] })
    api.addMany([point(0), point(MINUTE)])
    expect(await api.advance(2 * HOUR + MINUTE - 1)).toMatchObject({ dropped: 0 })
    expect(counts(store)).toEqual({ '1m': 2 })
    expect(await api.advance(2 * HOUR + MINUTE)).toEqual({ sealed: 0, dropped: 1, blocked: [] })
    expect(await rowsOf(store, '1m')).toMatchObject([{ start: MINUTE }])
  })

  test('changes no answer that a tier still serves', async () => {
    const { api, store } = await open()
    for (let minute = 0; minute < 180; minute++) api.add(point(minute * MINUTE, minute))
    const asks = () => Promise.all([totals(api, 0, DAY), totals(api, 0, HOUR), totals(api, HOUR, 2 * HOUR)])
    const before = await asks()
    expect(await api.advance(5 * HOUR)).toMatchObject({ dropped: 180 })
    expect(counts(store)).toEqual({ '1m': 0, '1h': 3 })
    expect(await asks()).toEqual(before)
  })

  test('drops the rows of each tier by its own keep', async () => {
    const { api, store } = await open({
      tiers: [
        { every: '1m', keep: '2h' },
        { every: '1h', keep: '1d' },
      ],
    })
    api.add(point(0))
    expect(await api.advance(26 * HOUR)).toEqual({ sealed: 1, dropped: 2, blocked: [] })
    expect(counts(store)).toEqual({ '1m': 0, '1h': 0 })
    const answer = await api.query({ metric: 'm', from: 0, to: HOUR })
    expect(answer.groups[0].columns.n[0]).toBeNaN()
    expect(answer.plan.segments).toMatchObject([{ tier: 'none', why: 'kept by no tier', rows: 0 }])
  })

  test('never drops a tier that is kept for ever', async () => {
    const { api, store } = await open()
    api.add(point(0))
    await api.advance(8.64e15)
    expect(await rowsOf(store, '1d')).toMatchObject([{ start: 0, n: 1 }])
  })
})

describe('a point older than every tier keeps', () => {
  const tiers = [
    { every: '1m', keep: '2h' },
    { every: '1h', keep: '1d' },
  ] as const

  test('is refused as TIDEMARK_EXPIRED and counted as expired', async () => {
    const { api } = await open({ tiers })
    await api.advance(26 * HOUR)
    const handle = api.series('m')
    for (const add of [
      () => api.add(point(0)),
      () => handle.add(1, 0),
      () => handle.addColumns([0], [1]),
      () => api.addMany([point(0)]),
    ])
      expect(add).toThrow(expect.objectContaining({ code: 'TIDEMARK_EXPIRED' }))
    expect(api.stats()).toMatchObject({ offered: 4, accepted: 0, expired: 4, rejected: {} })
    expect(() => api.add(point(HOUR))).toThrow('is before 1970-01-01T02:00Z, the oldest that a tier still keeps')
    api.add(point(2 * HOUR))
  })

  test('is skipped and counted if invalid is skip', async () => {
    const { api } = await open({ tiers, invalid: 'skip' })
    await api.advance(26 * HOUR)
    api.add(point(0))
    api.series('m').addColumns([0, 5 * HOUR], [1, 1])
    expect(api.stats()).toMatchObject({ offered: 3, accepted: 1, expired: 2, late: 1 })
  })

  test('is refused as soon as advance is called, before its flush ends', async () => {
    const { api } = await open({ tiers })
    const advanced = api.advance(26 * HOUR)
    expect(() => api.add(point(0))).toThrow(expect.objectContaining({ code: 'TIDEMARK_EXPIRED' }))
    await advanced
  })
})

describe('onExpire', () => {
  test('receives the decoded rows of a tier before they are dropped', async () => {
    const seen: ExpiringBatch<Kept>[] = []
    const store = memoryStore()
    const { api } = await open({
      store,
      onExpire: async batch => void seen.push({ ...batch, ...(counts(store) && {}) }),
    })
    api.addMany([point(0, 3, 'a'), point(1, 4, 'a'), point(0, 5, 'b')])
    await api.advance(3 * HOUR)
    expect(seen).toEqual([
      {
        tier: '1m',
        rows: [
          { metric: 'm', tags: { host: 'a' }, start: 0, end: MINUTE, readings: { n: 2, sum: 7, most: 4, latest: 4 } },
          { metric: 'm', tags: { host: 'b' }, start: 0, end: MINUTE, readings: { n: 1, sum: 5, most: 5, latest: 5 } },
        ],
      },
    ])
  })

  test('receives each row once, in batches of at most 500, while the rows can still be queried', async () => {
    const sizes: number[] = []
    const held: number[] = []
    const { api, store } = await open({
      onExpire: async ({ rows }) => {
        sizes.push(rows.length)
        held.push(counts(store)['1m'])
      },
    })
    for (let host = 0; host < 30; host++)
      for (let minute = 0; minute < 40; minute++) api.add(point(minute * MINUTE, 1, `${host}`))
    await api.advance(5 * HOUR)
    expect(sizes).toEqual([500, 500, 200])
    expect(held).toEqual([1200, 1200, 1200])
    expect(counts(store)['1m']).toBe(0)
  })

  test('that throws holds back the rows of that tier: blocked names it, and it receives them again next time', async () => {
    const error = new Error('the bucket is full')
    let full = true
    let shown = 0
    const { api, store } = await open({
      onExpire: ({ rows }) => {
        shown += rows.length
        if (full) throw error
      },
    })
    api.addMany([point(0), point(MINUTE)])
    expect(await api.advance(4 * HOUR)).toEqual({
      sealed: 1,
      dropped: 0,
      blocked: [{ tier: '1m', rows: 2, by: 'onExpire', why: 'onExpire threw', error }],
    })
    expect(counts(store)).toEqual({ '1m': 2, '1h': 1 })
    full = false
    expect(await api.advance(4 * HOUR)).toEqual({ sealed: 0, dropped: 2, blocked: [] })
    expect(shown).toBe(4)
  })

  test('is not called if nothing is dropped', async () => {
    let asked = 0
    const { api } = await open({ onExpire: () => void asked++ })
    api.add(point(10 * HOUR))
    await api.advance(5 * HOUR)
    expect(asked).toBe(0)
  })

  test('may query the rollup that calls it', async () => {
    const answers: unknown[] = []
    const opened = await open({
      onExpire: async () => {
        answers.push(await totals(opened.api, 0, HOUR))
      },
    })
    opened.api.add(point(0, 7))
    await opened.api.advance(4 * HOUR)
    expect(answers).toEqual([{ n: 1, sum: 7 }])
  })
})

describe('explainRetention', () => {
  test('plans for each tier what advance then does, and changes nothing', async () => {
    const { api, store } = await open()
    for (let minute = 0; minute < 600; minute += 10) api.add(point(minute * MINUTE))
    await api.advance(10 * HOUR)
    for (const now of [10 * HOUR, 11 * HOUR, 3 * DAY, 30 * DAY]) {
      const before = counts(store)
      const plans = await api.explainRetention(now)
      expect(await api.explainRetention(now)).toEqual(plans)
      expect(counts(store)).toEqual(before)
      const { dropped, blocked } = await api.advance(now)
      expect(plans.reduce((rows, plan) => rows + plan.rows, 0)).toBe(dropped)
      expect(plans.map(plan => plan.blocked).filter(Boolean)).toEqual(blocked)
    }
  })

  test('names each tier, its keep, and the time up to which rows would be dropped', async () => {
    const { api } = await open()
    api.add(point(0))
    await api.flush()
    expect(await api.explainRetention(3 * HOUR)).toEqual([
      { tier: '1m', keep: 2 * HOUR, until: HOUR, rows: 1, blocked: null },
      { tier: '1h', keep: 2 * DAY, until: -45 * HOUR, rows: 0, blocked: null },
      { tier: '1d', keep: Number.POSITIVE_INFINITY, until: -8.64e15, rows: 0, blocked: null },
    ])
  })

  test('reports what is held back, and by which tier: no row is dropped before the next tier holds it', async () => {
    const { api, store } = await open()
    api.addMany([point(0), point(90 * MINUTE)])
    await api.advance(HOUR + MINUTE)
    // Hours that are sealed later than minutes are kept: no ladder allows it, so the interlock is asked by itself.
    const [plan] = await planRetention(await keepingOf(store), 4 * HOUR, 3 * HOUR)
    expect(plan).toEqual({
      tier: '1m',
      keep: 2 * HOUR,
      until: HOUR,
      rows: 1,
      blocked: { tier: '1m', rows: 1, by: '1h', why: '1h is sealed up to 1970-01-01T01:00Z only' },
    })
    expect(await dropExpired(await keepingOf(store), 4 * HOUR, 3 * HOUR)).toEqual({
      dropped: 1,
      blocked: [plan.blocked],
    })
    expect(await rowsOf(store, '1m')).toMatchObject([{ start: 90 * MINUTE }])
  })
})

async function keepingOf(store: Store): Promise<WriterContext> {
  const schema = schemaOf(kept)
  const session = new WriterSession(store, await store.lease('rollup/main'))
  return {
    schema: schema,
    codec: createCodec(schema),
    ladder: toLadder(tiers, 0),
    store,
    session: session,
    series: new SeriesIndex(9),
  }
}

describe('a retention that fails', () => {
  test('drops the remaining rows next time', async () => {
    let broken = true
    const { store } = withCommitFaults(memoryStore(), ({ drops }) => (broken && drops.length > 0 ? 'lost' : undefined))
    const { api } = await open({ store })
    api.add(point(0, 5))
    await expect(api.advance(4 * HOUR)).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
    expect(await totals(api, 0, HOUR)).toEqual({ n: 1, sum: 5 })
    broken = false
    await api.advance(4 * HOUR)
    expect(await rowsOf(store, '1m')).toEqual([])
    expect(await totals(api, 0, HOUR)).toEqual({ n: 1, sum: 5 })
  })
})
