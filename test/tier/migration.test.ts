import { describe, expect, test } from 'vitest'
import { calendar, Status } from '../../src'
import { DAY, HOUR, MINUTE } from '../../src/time/units'
import { drop, FOREVER, HOURS, holding, MINUTES, mismatch, n, open, rowsOf } from './reopened'

describe('a tier that is added', () => {
  const QUARTERS = { every: '15m', keep: '30d' } as const

  test('is filled from the finer rows that remain, and explain shows from when', async () => {
    const times = Array.from({ length: 10 * 24 }, (_, hour) => hour * HOUR + 20 * MINUTE)
    const now = 10 * DAY + 30 * MINUTE
    const store = await holding(times, { now })
    const api = await open(store, n, [MINUTES, QUARTERS, HOURS], { now })
    await api.advance()
    const since = 3 * DAY + 30 * MINUTE // a minute row of each hour since then is left
    expect((await rowsOf(store, '15m')).map(({ start }) => start)).toEqual(
      times.filter(time => time >= since).map(time => time - 5 * MINUTE),
    )
    const ask = { metric: 'm', from: 3 * DAY + 30 * MINUTE, to: 3 * DAY + 3 * HOUR + 15 * MINUTE }
    expect((await api.query(ask)).groups[0].columns.n[0]).toBe(2)
    expect((await api.query({ ...ask, from: 0, every: '1h' })).groups[0].columns.n[0]).toBe(1)
    await expect(api.query({ ...ask, from: 0, every: '15m' })).rejects.toMatchObject({
      code: 'TIDEMARK_UNSERVABLE',
      message: expect.stringContaining('15m from 1970-01-04T00:30Z'),
    })
  })

  test('replaces another, and its older rows are backfilled', async () => {
    const tiers = [{ every: '1m', keep: '1d' }, { every: '10m', keep: '30d' }, HOURS] as const
    const times = Array.from({ length: 20 * 24 }, (_, hour) => hour * HOUR + 20 * MINUTE)
    const now = 20 * DAY + 30 * MINUTE
    const store = await holding(times, { tiers, now })
    const halves = [tiers[0], { every: '30m', keep: '60d' }, HOURS] as const
    const api = await open(store, n, halves, { now })
    api.add({ metric: 'm', value: 1, time: 5 * DAY }) // late
    await api.advance(now + HOUR)
    const ask = { metric: 'm', from: 0, to: 20 * DAY, every: '30m' } as const
    const { groups, plan } = await api.query(ask)
    expect(plan.segments.map(({ tier }) => tier)).toEqual(['30m'])
    expect([...groups[0].columns.n].filter(n => n > 0)).toEqual(
      Array(480)
        .fill(1)
        .with(5 * 24, 2),
    )
  })

  test('does not hide finer rows that reach further back', async () => {
    const store = await holding([0, HOUR, 2 * HOUR], { tiers: [FOREVER], now: 3 * HOUR })
    const older = await open(store, n, [FOREVER, HOURS], { now: 3 * HOUR })
    await older.advance(2 * HOUR + MINUTE)
    expect(String(await older.explain({ metric: 'm', from: 0, to: 2 * HOUR }))).toMatch(
      /^ {2}1h .* 2 rows {2}coarsest/m,
    )
    expect((await rowsOf(store, '1h')).map(({ start }) => start)).toEqual([0, HOUR])
  })

  test('as the finest begins after the last row of the former finest, which serves older windows', async () => {
    const store = await holding([0, 30_500, MINUTE])
    const api = await open(store, n, [{ every: '10s', keep: '1d' }, MINUTES, HOURS], { now: MINUTE })
    for (const time of [30_000, 90_000, 120_000, 125_000, 130_000]) api.add({ metric: 'm', value: 1, time })
    for (let flushed = 0; flushed < 2; flushed++) {
      const minutes = await api.query({ metric: 'm', from: 0, to: 3 * MINUTE, every: '1m' })
      expect([...minutes.groups[0].columns.n]).toEqual([3, 2, 3])
      const seconds = await api.query({ metric: 'm', from: 2 * MINUTE, to: 2 * MINUTE + 20_000, every: '10s' })
      expect([...seconds.groups[0].columns.n]).toEqual([2, 1])
      await api.flush()
    }
    expect((await rowsOf(store, '10s')).map(({ start }) => start)).toEqual([120_000, 130_000])
    const { segments } = await api.explain({ metric: 'm', from: 0, to: 3 * MINUTE })
    expect(segments.map(({ tier, from }) => [tier, from])).toEqual([
      ['1m', 0],
      ['10s', 2 * MINUTE],
    ])
    const old = api.query({ metric: 'm', from: 0, to: 3 * MINUTE, every: '10s' })
    await expect(old).rejects.toMatchObject({ message: expect.stringContaining('10s from 1970-01-01T00:02Z') })
  })

  test('begins later, and the plan shows it', async () => {
    const now = 30 * DAY + 6 * HOUR
    const tiers = [
      { every: '1m', keep: '2d' },
      { every: '1h', keep: '20d' },
    ] as const
    const store = await holding([12 * DAY, 15 * DAY, now - HOUR], { tiers, now })
    const api = await open(store, n, [...tiers, { every: calendar('day'), keep: 'forever' }], { now })
    await api.advance(now)
    const ask = { metric: 'm', from: 10 * DAY + 6 * HOUR, to: 20 * DAY }
    const { segments } = await api.explain(ask)
    expect(segments.map(({ tier, from, why }) => [tier, from, why])).toEqual([
      ['1h', ask.from, 'finer: coarser begins later'],
      ['day', 11 * DAY, 'coarsest that nests'],
    ])
    expect((await api.query(ask)).groups[0].columns.n[0]).toBe(2)
  })
})

describe('a tier that is removed', () => {
  const ALL = [{ every: '10s', keep: '2d' }, MINUTES, HOURS] as const

  test('stays in the store until it is dropped by hand', async () => {
    const store = await holding([0, HOUR, 2 * HOUR], { now: DAY })
    const before = await rowsOf(store, '1h')
    const api = await open(store, n, [MINUTES], { now: DAY })
    await api.advance(DAY)
    expect(before).toHaveLength(3)
    expect(await rowsOf(store, '1h')).toEqual(before)
    await drop(store, '1h')
    expect(await rowsOf(store, '1h')).toEqual([])
    const again = await open(store, n, [MINUTES, HOURS], { now: DAY })
    await again.advance(DAY)
    expect(await rowsOf(store, '1h')).toHaveLength(3)
  })

  test('as the finest is merged into the next', async () => {
    const store = await holding([0, 30_000, MINUTE, HOUR - 1, HOUR, HOUR + 5_000], { tiers: ALL, now: MINUTE + 30_000 })
    const api = await open(store, n, [MINUTES, HOURS], { now: HOUR + 10_000 })
    const ask = async (every?: string) =>
      [...(await api.query({ metric: 'm', from: 0, to: 2 * HOUR, every })).groups[0].columns.n].filter(n => n > 0)
    expect(await ask('1m')).toEqual([2, 1, 1, 2])
    for (const time of [1, HOUR + 30_000, HOUR + MINUTE]) api.add({ metric: 'm', value: 1, time })
    expect(await ask('1m')).toEqual([3, 1, 1, 3, 1])
    await api.advance(3 * HOUR)
    expect([await ask('1h'), await ask()]).toEqual([[5, 4], [9]])
    expect(await rowsOf(store, '10s')).toHaveLength(5)
  })

  test('as the finest is merged into a new one if only that nests', async () => {
    const store = await holding([0, 30_000, MINUTE], { tiers: [MINUTES], now: MINUTE })
    const api = await open(store, n, [{ every: '5m', keep: 'forever' }], { now: MINUTE })
    api.add({ metric: 'm', value: 1, time: 2 * MINUTE })
    expect((await api.query({ metric: 'm', from: 0, to: 5 * MINUTE })).groups[0].columns.n[0]).toBe(4)
  })

  test('leaves the next sealed as far as it was itself, although that one holds later rows', async () => {
    const store = await holding([2 * HOUR], { tiers: [MINUTES], now: 0 })
    const finer = await open(store, n, [{ every: '10s', keep: '1d' }, MINUTES], { now: 3 * MINUTE })
    await finer.advance()
    await finer.close()
    const api = await open(store, n, [MINUTES], { now: 3 * MINUTE })
    api.add({ metric: 'm', value: 1, time: 2 * MINUTE })
    expect(api.stats()).toMatchObject({ late: 0, sealed: { '1m': 2 * MINUTE } })
    const { groups } = await api.query({ metric: 'm', from: 0, to: 3 * HOUR, every: '1h' })
    expect([...groups[0].status]).toEqual([Status.open, Status.empty, Status.open])
  })

  test('comes back as the finest sealed no further than the tier that continues from it', async () => {
    const tiers = [{ every: '10s', keep: '2d' }, MINUTES] as const
    const store = await holding([2 * HOUR], { tiers, now: 3 * MINUTE })
    await (await open(store, n, [MINUTES], { now: 3 * MINUTE })).close()
    const api = await open(store, n, tiers, { now: 3 * MINUTE })
    api.add({ metric: 'm', value: 1, time: 2.5 * MINUTE })
    expect(api.stats()).toMatchObject({ late: 0, sealed: { '10s': 2 * MINUTE } })
  })

  test('is refused while points that still come would have no tier without it', async () => {
    const store = await holding([0], { tiers: [HOURS], now: MINUTE })
    const finer = await open(store, n, [FOREVER, HOURS], { now: MINUTE })
    const without = [[FOREVER], [FOREVER, { every: '1d', keep: 'forever' }]] as const
    for (const tiers of without)
      await expect(open(store, n, tiers, { now: MINUTE })).rejects.toMatchObject(mismatch('would have no tier'))
    finer.add({ metric: 'm', value: 1, time: MINUTE })
    await finer.advance(HOUR + 5 * MINUTE)
    const api = await open(store, n, [FOREVER], { now: HOUR + 5 * MINUTE })
    api.add({ metric: 'm', value: 1, time: HOUR + 4 * MINUTE })
    expect(() => api.add({ metric: 'm', value: 1, time: 0 })).toThrow('1970-01-01T01:00Z')
  })

  test('continues if it comes back: late rows are merged again from the finer tier', async () => {
    const store = await holding([0, HOUR, 2 * HOUR], { now: 4 * HOUR })
    const without = await open(store, n, [MINUTES], { now: 4 * HOUR })
    without.add({ metric: 'm', value: 1, time: HOUR + 30 * MINUTE })
    without.add({ metric: 'm', value: 1, time: 5 * HOUR })
    await without.close()
    const api = await open(store, n, [MINUTES, HOURS], { now: 7 * HOUR })
    await api.advance()
    const { groups, plan } = await api.query({ metric: 'm', from: 0, to: 6 * HOUR, every: '1h' })
    expect([...groups[0].columns.n].map(n => n || 0)).toEqual([1, 2, 1, 0, 0, 1])
    expect(plan.segments.map(({ tier }) => tier)).toEqual(['1h'])
  })

  test('is refused if it comes back after the rows since were dropped, until it is dropped by hand', async () => {
    const store = await holding([0, HOUR], { now: 4 * HOUR })
    const without = await open(store, n, [MINUTES], { now: 4 * HOUR })
    without.add({ metric: 'm', value: 1, time: 5 * HOUR })
    await without.advance(20 * DAY)
    await without.close()
    const back = () => open(store, n, [MINUTES, HOURS], { now: 20 * DAY })
    await expect(back()).rejects.toMatchObject(
      mismatch('1h was removed for a while, and rows between 1970-01-01T03:00Z and'),
    )
    await drop(store, '1h')
    await back()
  })

  test('as the finest is refused if it comes back after more rows came, and continues if none came', async () => {
    const tiers = [{ every: '10s', keep: '2d' }, MINUTES] as const
    const store = await holding([0, 30_000], { tiers, now: 40_000 })
    await (await open(store, n, [MINUTES], { now: 40_000 })).close()
    const back = await open(store, n, tiers, { now: 40_000 })
    const { groups } = await back.query({ metric: 'm', from: 0, to: MINUTE, every: '10s' })
    expect([...groups[0].columns.n].map(n => n || 0)).toEqual([1, 0, 0, 1, 0, 0])
    const without = await open(store, n, [MINUTES], { now: 40_000 })
    without.add({ metric: 'm', value: 1, time: 50_000 })
    await without.close()
    await expect(open(store, n, tiers)).rejects.toMatchObject(mismatch('10s was removed for a while, and rows between'))
  })

  test('leaves a finer one to begin after what is dropped, if no row remains', async () => {
    const store = await holding([0, HOUR], { tiers: [{ every: '1m', keep: '2h' }, HOURS], now: 10 * HOUR })
    expect(await rowsOf(store, '1m')).toEqual([])
    const api = await open(store, n, [{ every: '30s', keep: '1d' }, HOURS], { now: 10 * HOUR })
    const old = api.query({ metric: 'm', from: 0, to: HOUR, every: '30s' })
    await expect(old).rejects.toMatchObject({ message: expect.stringContaining('30s from 1970-01-01T08:00Z') })
    expect((await api.query({ metric: 'm', from: 0, to: 2 * HOUR })).groups[0].columns.n[0]).toBe(2)
  })

  test('is refused while another would need rows that it alone still holds', async () => {
    const tiers = [
      { every: '1m', keep: '2h' },
      { every: '1h', keep: '2d' },
      { every: '1d', keep: 'forever' },
    ] as const
    const store = await holding([0, HOUR, 10 * HOUR], { tiers, now: 20 * HOUR })
    const left = open(store, n, [{ every: '1m', keep: '2d' }, tiers[2]], { now: 20 * HOUR })
    await expect(left).rejects.toMatchObject(mismatch('remove one tier at a time, from fine to coarse'))
    await open(store, n, tiers.slice(1), { now: 20 * HOUR })
    const api = await open(store, n, tiers.slice(2), { now: 20 * HOUR })
    expect((await api.query({ metric: 'm', from: 0, to: DAY })).groups[0].columns.n[0]).toBe(3)
  })

  test('is refused if none of the new ones can continue from it', async () => {
    const store = await holding([0], { tiers: [{ every: '7m', keep: 'forever' }] })
    const strange = open(store, n, [MINUTES, HOURS])
    await expect(strange).rejects.toMatchObject(mismatch('has tiers of 7m, and none of 1m, 1h can continue from them'))
  })
})

describe('a keep', () => {
  test('changes freely: a shorter one drops more, a longer one keeps what remains', async () => {
    const store = await holding([0, DAY, 2 * DAY], { now: 3 * DAY })
    const shorter = await open(store, n, [{ every: '1m', keep: '2d' }, HOURS], { now: 3 * DAY })
    expect(await shorter.advance(3 * DAY)).toMatchObject({ dropped: 1 })
    await open(store, n, [FOREVER, HOURS], { now: 3 * DAY })
    expect((await rowsOf(store, '1m')).map(({ start }) => start)).toEqual([DAY, 2 * DAY])
  })
})
