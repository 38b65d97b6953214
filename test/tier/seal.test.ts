import { describe, expect, test } from 'vitest'
import { rollup } from '../../src'
import { aggregate } from '../../src/aggregate'
import { memoryStore } from '../../src/store/memory/memory'
import { calendar } from '../../src/window'
import { withCommitFaults } from '../support/faulty-commits'
import { counts, DAY, HOUR, MINUTE, open, rowsOf, totals } from './opened'

const forever = [
  { every: '1m', keep: 'forever' },
  { every: '1h', keep: 'forever' },
  { every: '1d', keep: 'forever' },
] as const
const point = (time: number, value = 1, host = 'a') => ({ metric: 'm', time, value, tags: { host } })

describe('advance seals', () => {
  test('the windows that ended sealDelay ago, to the millisecond', async () => {
    const { api, store } = await open({ sealDelay: '1m' })
    api.addMany([point(0, 1), point(59 * MINUTE, 2)])
    expect(await api.advance(HOUR + MINUTE - 1)).toMatchObject({ sealed: 0 })
    expect(counts(store)).toEqual({ '1m': 2 })
    expect(api.stats().sealed).toEqual({ '1m': 59 * MINUTE, '1h': 0, '1d': 0 })
    expect(await api.advance(HOUR + MINUTE)).toMatchObject({ sealed: 1 })
    expect(api.stats().sealed).toEqual({ '1m': HOUR, '1h': HOUR, '1d': 0 })
    expect(await rowsOf(store, '1h')).toEqual([{ series: 0, start: 0, end: HOUR, n: 2, sum: 3 }])
  })

  test('nothing before the first call: stats has null for each tier', async () => {
    const { api } = await open()
    expect(api.stats().sealed).toEqual({ '1m': null, '1h': null, '1d': null })
  })

  test('every coarser tier from the tier before it', async () => {
    const { api, store } = await open({ tiers: forever })
    for (let hour = 0; hour < 48; hour++) api.addMany([point(hour * HOUR, hour), point(hour * HOUR + MINUTE, 100, 'b')])
    expect(await api.advance(2 * DAY + MINUTE)).toMatchObject({ sealed: 96 + 4 })
    expect(counts(store)).toEqual({ '1m': 96, '1h': 96, '1d': 4 })
    expect(await rowsOf(store, '1d')).toMatchObject([
      { series: 0, start: 0, n: 24, sum: 276 },
      { series: 0, start: DAY, n: 24, sum: 852 },
      { series: 1, start: 0, n: 24, sum: 2400 },
      { series: 1, start: DAY, n: 24, sum: 2400 },
    ])
  })

  test('a minute of value 0 without a trace of the minute before it', async () => {
    const { api, store } = await open()
    for (const [minute, value] of [5, 7, 0, -0].entries()) api.add(point(minute * MINUTE, value))
    await api.advance(HOUR + MINUTE)
    expect(await rowsOf(store, '1h')).toMatchObject([{ n: 4, sum: 12 }])
  })

  test('in order of time, whatever the order of arrival', async () => {
    const { POSITIVE_INFINITY: none } = Number
    const first = aggregate({
      name: 'first merged',
      state: { x: none },
      add(s, i, x) {
        if (s.x[i] === none) s.x[i] = x
      },
      merge(s, i, o, j) {
        if (s.x[i] === none) s.x[i] = o.x[j]
      },
      read: (s, i) => s.x[i],
    })
    const api = await rollup({ aggregates: { first }, tiers: forever, maxAhead: 'forever', clock: () => 0 })
    for (const minute of [30, 10, 50, 20]) api.add({ metric: 'm', value: minute, time: minute * MINUTE })
    await api.advance(DAY + MINUTE)
    const { groups, plan } = await api.query({ metric: 'm', from: 0, to: DAY })
    expect(plan.segments.map(({ tier }) => tier)).toEqual(['1d'])
    expect(groups[0].columns.first[0]).toBe(10)
  })

  test('what was added before the call', async () => {
    const { api, store } = await open()
    api.add(point(0))
    await api.advance(2 * HOUR)
    expect(counts(store)).toEqual({ '1m': 1, '1h': 1 })
  })

  test('no row twice, and never moves a mark back', async () => {
    const { api, store } = await open()
    api.add(point(0))
    await api.advance(3 * HOUR)
    const before = { marks: api.stats().sealed, rows: counts(store) }
    for (const now of [2 * HOUR, 0, -DAY, -8.64e15, 3 * HOUR])
      expect(await api.advance(now)).toEqual({ sealed: 0, dropped: 0, blocked: [] })
    expect({ marks: api.stats().sealed, rows: counts(store) }).toEqual(before)
  })

  test('the same rows in one call at the end as in a call per minute', async () => {
    const [often, once] = [await open({ tiers: forever }), await open({ tiers: forever })]
    for (let minute = 0; minute < 26 * 60; minute += 7) {
      for (const { api } of [often, once]) api.add(point(minute * MINUTE, minute, minute % 2 ? 'a' : 'b'))
      await often.api.advance(minute * MINUTE)
    }
    const now = 27 * HOUR
    for (const { api } of [often, once]) await api.advance(now)
    expect(once.api.stats().sealed).toEqual(often.api.stats().sealed)
    for (const tier of ['1m', '1h', '1d'])
      expect(await rowsOf(once.store, tier)).toEqual(await rowsOf(often.store, tier))
  })

  test('days of a zone at their own boundaries', async () => {
    const berlin = calendar('day', { timeZone: 'Europe/Berlin' })
    const { api, store } = await open({
      tiers: [
        { every: '1h', keep: 'forever' },
        { every: berlin, keep: 'forever' },
      ],
    })
    const start = Date.UTC(2026, 9, 24, 22) // 25 hours: the clocks go back
    for (let hour = 0; hour < 26; hour++) api.add(point(start + hour * HOUR))
    await api.advance(start + 26 * HOUR)
    expect(await rowsOf(store, berlin.name)).toEqual([{ series: 0, start, end: start + 25 * HOUR, n: 25, sum: 25 }])
  })

  test('at any instant, also at the last one', async () => {
    const { api } = await open({
      tiers: [
        { every: '1m', keep: 'forever' },
        { every: calendar('month'), keep: 'forever' },
      ],
    })
    api.add(point(0))
    await api.advance(8.64e15)
    expect(await totals(api, -8.64e15, 1)).toEqual({ n: 1, sum: 1 })
  })

  test('up to now, which may be any instant and defaults to the clock', async () => {
    const { api, clock } = await open()
    clock.now = 2 * HOUR
    await api.advance()
    expect(api.stats().sealed['1h']).toBe(HOUR)
    await api.advance('1970-01-01T03:01Z')
    expect(api.stats().sealed['1h']).toBe(3 * HOUR)
    await api.advance(new Date(4 * HOUR + MINUTE))
    expect(api.stats().sealed['1h']).toBe(4 * HOUR)
    await expect(api.advance('1970-01-01')).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_INSTANT' })
  })
})

describe('a seal of many series', () => {
  const HOSTS = 200
  async function full(fault: Parameters<typeof withCommitFaults>[1]) {
    const { store, received } = withCommitFaults(memoryStore(), fault)
    const opened = await open({ store, tiers: forever })
    for (let host = 0; host < HOSTS; host++)
      for (let hour = 0; hour < 24; hour++) opened.api.add(point(hour * HOUR, host, `h${host}`))
    await opened.api.flush()
    received.length = 0
    return { ...opened, received }
  }

  test('is done in bounded commits, each of which continues where the last one ended', async () => {
    const { api, received } = await full(() => undefined)
    await api.advance(DAY + MINUTE)
    const sealing = received.map(({ marks }) => marks['1h']?.sealing?.series)
    expect(sealing.filter(series => series !== undefined)).toEqual([42, 84, 126, 168])
    expect(Math.max(...received.map(({ rows }) => rows.length))).toBeLessThan(1000 + 24)
    expect(received.at(-1)?.marks['1d']).toEqual({ sealed: DAY, dropped: -8.64e15 })
  })

  test.each(['refused', 'lost'] as const)(
    'resumes after a commit in the middle was %s, and writes nothing twice',
    async fault => {
      let broken = true
      const { api, store, received } = await full(({ marks }) =>
        broken && marks['1h']?.sealing?.series === 126 ? fault : undefined,
      )
      await expect(api.advance(DAY + MINUTE)).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
      expect(api.stats().sealed['1h']).toBeNull()
      expect(await totals(api, 0, DAY)).toEqual({ n: HOSTS * 24, sum: (24 * HOSTS * (HOSTS - 1)) / 2 })
      broken = false
      const commits = received.length
      // Late data for a series that is sealed already, for one that is not, and for a new one.
      api.addMany([point(0, 0, 'h1'), point(0, 0, 'h190'), point(0, 0, 'new')])
      await api.advance(DAY + MINUTE)
      expect(counts(store)).toEqual({ '1m': HOSTS * 24 + 1, '1h': HOSTS * 24 + 1, '1d': HOSTS + 1 })
      const sealed = received.filter(({ marks }) => marks['1h']?.sealing).map(({ sequence }) => sequence)
      expect(new Set(sealed).size).toBeLessThan(sealed.length)
      const hours = received.slice(commits + 1).filter(({ rows }) => rows.every(({ tier }) => tier === '1h'))
      expect(Math.min(...hours.flatMap(({ rows }) => rows.map(({ series }) => series)))).toBe(126)
      for (const tier of ['1m', '1h', '1d']) {
        const rows = await rowsOf(store, tier)
        expect(rows.reduce((n, row) => n + row.n, 0)).toBe(HOSTS * 24 + 3)
      }
      expect(await totals(api, 0, DAY)).toEqual({ n: HOSTS * 24 + 3, sum: (24 * HOSTS * (HOSTS - 1)) / 2 })
    },
  )

  test('that was interrupted is finished by another process', async () => {
    const inner = memoryStore()
    const { store } = withCommitFaults(inner, ({ marks }) =>
      marks['1h']?.sealing?.series === 126 ? 'refused' : undefined,
    )
    const { api } = await open({ store, tiers: forever })
    for (let host = 0; host < HOSTS; host++)
      for (let hour = 0; hour < 24; hour++) api.add(point(hour * HOUR, host, `h${host}`))
    await expect(api.advance(DAY + MINUTE)).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
    const next = await open({ store: inner, tiers: forever })
    // Less than what the broken seal went for: it is finished all the same before the mark moves on.
    await next.api.advance(12 * HOUR + MINUTE)
    expect(next.api.stats().sealed['1h']).toBe(DAY)
    await next.api.advance(DAY + MINUTE)
    expect(counts(inner)).toEqual({ '1m': HOSTS * 24, '1h': HOSTS * 24, '1d': HOSTS })
  })

  test('yields to the event loop', async () => {
    const { api } = await full(() => undefined)
    let turns = 0
    let running = true
    const turn = () => {
      turns++
      if (running) setImmediate(turn)
    }
    setImmediate(turn)
    await api.advance(DAY + MINUTE)
    running = false
    expect(turns).toBeGreaterThan((HOSTS * 24) / 512)
  })
})
