import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory/memory'
import { collect } from '../support/collect'
import { withCommitFaults } from '../support/faulty-commits'
import { overriding } from '../support/forwarding-store'
import { counts, DAY, HOUR, MINUTE, open, rowsOf, totals } from './opened'

const cycle: unknown[] = []
cycle.push(cycle)
const point = (time: number, value = 1, host = 'a') => ({ metric: 'm', time, value, tags: { host } })

describe('flush', () => {
  test('writes one row of the finest tier per series and window, and no others', async () => {
    const { api, store } = await open()
    api.addMany([point(0), point(59_999, 4), point(MINUTE, 2), point(0, 8, 'b')])
    expect(counts(store)).toEqual({})
    await api.flush()
    expect(await rowsOf(store, '1m')).toEqual([
      { series: 0, start: 0, end: MINUTE, n: 2, sum: 5 },
      { series: 0, start: MINUTE, end: 2 * MINUTE, n: 1, sum: 2 },
      { series: 1, start: 0, end: MINUTE, n: 1, sum: 8 },
    ])
    expect(counts(store)).toEqual({ '1m': 3 })
  })

  test('merges into stored rows', async () => {
    const { api, store } = await open()
    for (const value of [1, 2, 4]) {
      api.add(point(0, value))
      await api.flush()
    }
    expect(await rowsOf(store, '1m')).toEqual([{ series: 0, start: 0, end: MINUTE, n: 3, sum: 7 }])
  })

  test('commits nothing if nothing was added', async () => {
    const { store, received } = withCommitFaults(memoryStore(), () => undefined)
    const { api } = await open({ store })
    await api.flush()
    api.add(point(0))
    await api.flush()
    await api.flush()
    expect(received).toHaveLength(1)
  })

  test('commits what was added before the call, and nothing that was added after it', async () => {
    const { api, store } = await open()
    api.add(point(0, 1))
    const flushed = api.flush()
    api.add(point(0, 2))
    await flushed
    expect(await rowsOf(store, '1m')).toMatchObject([{ n: 1, sum: 1 }])
    expect(api.stats().pending).toBe(1)
    expect(await totals(api, 0, MINUTE)).toEqual({ n: 2, sum: 3 })
  })

  test('commits a new series once, with its first rows', async () => {
    const { api, store } = await open()
    api.add(point(0, 1, 'a'))
    await api.flush()
    api.addMany([point(0, 1, 'a'), point(0, 1, 'b')])
    await api.flush()
    expect(await collect(store.series())).toEqual([
      { writer: 'rollup/main', id: 0, metric: 'm', tags: { host: 'a' } },
      { writer: 'rollup/main', id: 1, metric: 'm', tags: { host: 'b' } },
    ])
  })

  test('runs one after another if called side by side, and loses nothing', async () => {
    const { api, store } = await open()
    const flushes = Array.from({ length: 20 }, (_, p) => {
      api.add(point(p * 1000))
      return api.flush()
    })
    await Promise.all(flushes)
    expect(await rowsOf(store, '1m')).toMatchObject([{ n: 20 }])
  })
})

describe('a position', () => {
  test('is null at first, and moves only with its commit', async () => {
    const { store } = withCommitFaults(memoryStore(), (_, n) => (n === 1 ? 'refused' : undefined))
    const { api } = await open({ store })
    expect(api.position).toBeNull()
    api.add(point(0))
    await expect(api.flush({ position: { offset: 1 } })).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
    expect(api.position).toBeNull()
    await api.flush()
    expect(api.position).toEqual({ offset: 1 })
  })

  test('may be committed without points, and stays if a flush has none', async () => {
    const { api } = await open()
    await api.flush({ position: 'p7' })
    await api.flush()
    expect(api.position).toBe('p7')
  })

  test('is copied when flush is called: changing it later changes nothing', async () => {
    const { api, store } = await open()
    const position = { offset: 1 }
    api.add(point(0))
    const flushed = api.flush({ position })
    position.offset = 2
    await flushed
    expect(api.position).toEqual({ offset: 1 })
    expect((await store.lease('rollup/main')).position).toEqual({ offset: 1 })
  })

  test('is there after a restart', async () => {
    const { api, store } = await open()
    await api.flush({ position: [1, 2] })
    await api.close()
    expect((await open({ store })).api.position).toEqual([1, 2])
  })

  test.each<[string, unknown]>([
    ['a function', () => {}],
    ['a bigint', 5n],
    ['a cycle', cycle],
    ['a symbol', Symbol('p')],
  ])('%s is not JSON: TIDEMARK_INVALID_OPTION', async (_, position) => {
    const { api } = await open()
    await expect(api.flush({ position })).rejects.toMatchObject({
      code: 'TIDEMARK_INVALID_OPTION',
      message: expect.stringContaining('position must be any JSON'),
    })
    expect(api.position).toBeNull()
  })
})

describe('a commit that fails', () => {
  test.each(['refused', 'lost'] as const)(
    'whose outcome was %s counts each point once when it is said again',
    async fault => {
      const { store } = withCommitFaults(memoryStore(), (_, n) => (n === 1 ? fault : undefined))
      const { api } = await open({ store })
      api.add(point(0, 1))
      await expect(api.flush()).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
      expect(await totals(api, 0, MINUTE)).toEqual({ n: 1, sum: 1 })
      api.add(point(0, 2))
      expect(await totals(api, 0, MINUTE)).toEqual({ n: 2, sum: 3 })
      await api.flush()
      expect(await totals(api, 0, MINUTE)).toEqual({ n: 2, sum: 3 })
      expect(await rowsOf(store, '1m')).toEqual([{ series: 0, start: 0, end: MINUTE, n: 2, sum: 3 }])
      expect(api.stats().pending).toBe(0)
    },
  )

  test('keeps the rows that wait: a query reads them, and maxPending counts them', async () => {
    const { store } = withCommitFaults(memoryStore(), () => 'refused')
    const { api } = await open({ store, maxPending: 2 })
    api.add(point(0))
    await expect(api.flush()).rejects.toThrow('the disk is full')
    api.add(point(MINUTE))
    expect(() => api.add(point(2 * MINUTE))).toThrow(expect.objectContaining({ code: 'TIDEMARK_BACKPRESSURE' }))
    expect(await totals(api, 0, HOUR)).toEqual({ n: 2, sum: 2 })
  })

  test('because its reads fail changes nothing, and the next flush commits', async () => {
    let broken = true
    const inner = memoryStore()
    const store = overriding(inner, {
      read: ask => {
        if (broken) throw new Error('no such file')
        return inner.read(ask)
      },
    })
    const { api } = await open({ store })
    api.add(point(0))
    await expect(api.flush()).rejects.toMatchObject({
      code: 'TIDEMARK_STORE',
      message: expect.stringContaining('no such file'),
    })
    broken = false
    await api.flush()
    expect(await rowsOf(store, '1m')).toMatchObject([{ n: 1 }])
  })
})

describe('a late point', () => {
  test('is merged into every sealed row that covers it, in the same commit', async () => {
    const { store, received } = withCommitFaults(memoryStore(), () => undefined)
    const { api } = await open({
      store,
      tiers: [
        { every: '1m', keep: '2d' },
        { every: '1h', keep: '2d' },
        { every: '1d', keep: 'forever' },
      ],
    })
    api.add(point(0, 1))
    await api.advance(DAY + HOUR)
    const commits = received.length
    api.add(point(30_000, 10))
    await api.flush()
    expect(received.slice(commits).map(({ rows }) => rows.map(({ tier }) => tier))).toEqual([['1m', '1h', '1d']])
    for (const tier of ['1m', '1h', '1d'])
      expect(await rowsOf(store, tier)).toMatchObject([{ start: 0, n: 2, sum: 11 }])
    expect(api.stats()).toMatchObject({ accepted: 2, late: 1 })
  })

  test('begins a sealed row if there was none', async () => {
    const { api, store } = await open()
    await api.advance(3 * HOUR)
    api.add(point(2 * HOUR, 5))
    await api.flush()
    expect(await rowsOf(store, '1m')).toEqual([{ series: 0, start: 2 * HOUR, end: 2 * HOUR + MINUTE, n: 1, sum: 5 }])
    expect(counts(store)).toEqual({ '1m': 1 })
    api.add(point(HOUR + 1, 7))
    await api.flush()
    expect(await rowsOf(store, '1h')).toEqual([{ series: 0, start: HOUR, end: 2 * HOUR, n: 1, sum: 7 }])
  })

  test('whose fine window was dropped is merged into coarser rows only: they are not recomputed from the rest', async () => {
    const { api, store } = await open()
    api.addMany([point(0, 1), point(MINUTE, 2), point(70 * MINUTE, 4)])
    await api.advance(3 * HOUR) // minutes are kept from 01:00 on
    expect(await rowsOf(store, '1m')).toMatchObject([{ start: 70 * MINUTE }])
    expect(await rowsOf(store, '1h')).toMatchObject([
      { start: 0, sum: 3 },
      { start: HOUR, sum: 4 },
    ])
    api.add(point(30_000, 100))
    expect(await totals(api, 0, HOUR)).toEqual({ n: 3, sum: 103 })
    await api.flush()
    expect(await rowsOf(store, '1m')).toMatchObject([{ start: 70 * MINUTE }])
    expect(await rowsOf(store, '1h')).toMatchObject([
      { start: 0, n: 3, sum: 103 },
      { start: HOUR, sum: 4 },
    ])
    await api.advance(DAY + HOUR)
    expect(await rowsOf(store, '1d')).toMatchObject([{ start: 0, n: 4, sum: 107 }])
  })

  test('in a window that is not sealed yet does not begin a coarser row', async () => {
    const { api, store } = await open()
    await api.advance(HOUR + 30 * MINUTE)
    api.add(point(HOUR, 1)) // its minute is sealed, its hour is not
    await api.flush()
    expect(counts(store)).toEqual({ '1m': 1 })
    expect(api.stats().late).toBe(1)
    await api.advance(2 * HOUR + MINUTE)
    expect(await rowsOf(store, '1h')).toMatchObject([{ start: HOUR, sum: 1 }])
  })

  test('shows in the next query at every resolution: before its commit, during it, and after it', async () => {
    const inner = memoryStore()
    let release = () => {}
    let slow = false
    const store = overriding(inner, {
      async commit(change) {
        if (slow) await new Promise<void>(resolve => (release = resolve))
        await inner.commit(change)
      },
    })
    const { api } = await open({ store })
    api.addMany([point(0, 1), point(90 * MINUTE, 2)])
    await api.advance(DAY)
    api.addMany([point(1, 10), point(90 * MINUTE, 20), point(23 * HOUR, 40)])
    const look = () => Promise.all([totals(api, 0, DAY), totals(api, 0, HOUR), totals(api, HOUR, 2 * HOUR)])
    const expected = [
      { n: 5, sum: 73 },
      { n: 2, sum: 11 },
      { n: 2, sum: 22 },
    ]
    expect(await look()).toEqual(expected)
    slow = true
    const flushed = api.flush()
    expect(await look()).toEqual(expected)
    slow = false
    release()
    await flushed
    expect(await look()).toEqual(expected)
  })
})
