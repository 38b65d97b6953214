import { describe, expect, test } from 'vitest'
import { calendar, count, memoryStore, rollup } from '../../src'
import { collect } from '../support/collect'
import { withCommitFaults } from '../support/faulty-commits'
import { overriding } from '../support/forwarding-store'
import { counts, DAY, HOUR, kept, MINUTE, open, totals } from '../tier/opened'

const code = (code: string) => expect.objectContaining({ name: 'TidemarkError', code })
const point = (time: number, value = 1) => ({ metric: 'm', time, value })

describe('a rollup, unless told otherwise', () => {
  test('keeps minutes for 7 days, hours for 90 and days of UTC for ever, in memory', async () => {
    const api = await rollup({ aggregates: kept })
    expect((await api.explainRetention(0)).map(({ tier, keep }) => [tier, keep])).toEqual([
      ['1m', 7 * DAY],
      ['1h', 90 * DAY],
      ['day', Number.POSITIVE_INFINITY],
    ])
  })

  test('takes its time from Date.now, and refuses what is more than 10 minutes ahead', async () => {
    const api = await rollup({ aggregates: kept })
    const now = Date.now()
    api.add({ metric: 'm', value: 1 })
    api.add({ metric: 'm', value: 1, time: now + 9 * MINUTE })
    expect(() => api.add({ metric: 'm', value: 1, time: now + 11 * MINUTE })).toThrow(code('TIDEMARK_AHEAD'))
    expect((await totals(api, now - HOUR, now + HOUR)).n).toBe(2)
  })

  test('seals a minute after a window has ended', async () => {
    const api = await rollup({ aggregates: kept })
    await api.advance(10 * HOUR + MINUTE - 1)
    expect(api.stats().sealed['1h']).toBe(9 * HOUR)
    await api.advance(10 * HOUR + MINUTE)
    expect(api.stats().sealed['1h']).toBe(10 * HOUR)
  })

  test('is called rollup, its writer main', async () => {
    const store = memoryStore()
    await rollup({ aggregates: kept, store })
    expect(await collect(store.writers())).toMatchObject([{ writer: 'rollup/main' }])
  })

  test('starts with counters at zero', async () => {
    expect((await rollup({ aggregates: kept })).stats()).toEqual({
      offered: 0,
      accepted: 0,
      rejected: {},
      late: 0,
      expired: 0,
      overflowed: 0,
      drained: 0,
      absorbed: 0,
      pending: 0,
      series: 0,
      sealed: { '1m': null, '1h': null, day: null },
    })
  })
})

describe('options', () => {
  test.each<[string, object, string, RegExp]>([
    ['no aggregates', { aggregates: {} }, 'TIDEMARK_INVALID_OPTION', /aggregates must name at least one/],
    [
      'an aggregate that is none',
      { aggregates: { n: count } },
      'TIDEMARK_INVALID_OPTION',
      /aggregates\.n must be an aggregate/,
    ],
    [
      'a misspelt option',
      { latness: '1m' },
      'TIDEMARK_INVALID_OPTION',
      /no option "latness"; it has aggregates, tiers/,
    ],
    ['a sealDelay of a month', { sealDelay: '1mo' }, 'TIDEMARK_INVALID_DURATION', /sealDelay "1mo"/],
    ['a negative maxAhead', { maxAhead: -1 }, 'TIDEMARK_INVALID_DURATION', /maxAhead -1/],
    [
      'a maxSeries of 0',
      { maxSeries: 0 },
      'TIDEMARK_INVALID_OPTION',
      /maxSeries must be a positive whole number, got 0/,
    ],
    [
      'a maxPending of a half',
      { maxPending: 0.5 },
      'TIDEMARK_INVALID_OPTION',
      /maxPending must be a positive whole number, got 0.5/,
    ],
    ['an infinite maxPending', { maxPending: Number.POSITIVE_INFINITY }, 'TIDEMARK_INVALID_OPTION', /maxPending/],
    [
      'an invalid that is neither',
      { invalid: 'ignore' },
      'TIDEMARK_INVALID_OPTION',
      /invalid must be 'throw' or 'skip', got "ignore"/,
    ],
    [
      'an onExpire that is no function',
      { onExpire: 5 },
      'TIDEMARK_INVALID_OPTION',
      /onExpire must be a function, got 5/,
    ],
    ['a clock that is no function', { clock: 5 }, 'TIDEMARK_INVALID_OPTION', /clock must be a function, got 5/],
    [
      'a store that is none',
      { store: {} },
      'TIDEMARK_INVALID_OPTION',
      /store must be a Store like memoryStore\(\), got \{\}/,
    ],
    ['an empty name', { name: '' }, 'TIDEMARK_INVALID_OPTION', /name must be a non-empty string without '\/', got ""/],
    ['a writer with a slash', { writer: 'a/b' }, 'TIDEMARK_INVALID_OPTION', /writer must be .* got "a\/b"/],
    ['no tiers', { tiers: [] }, 'TIDEMARK_INVALID_OPTION', /tiers must list at least one/],
    [
      'tiers that do not nest',
      {
        tiers: [
          { every: '7m', keep: '1d' },
          { every: '1h', keep: 'forever' },
        ],
      },
      'TIDEMARK_INVALID_OPTION',
      /7m cannot make 1h/,
    ],
  ])('%s: refused, naming it', async (_, options, code, message) => {
    const made = rollup({ aggregates: kept, ...options } as Parameters<typeof rollup>[0])
    await expect(made).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  test.each([undefined, null, 5])('%j are none: TIDEMARK_INVALID_OPTION', async options => {
    await expect(rollup(options as never)).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_OPTION' })
  })

  test('are refused before the store is asked', async () => {
    const store = memoryStore()
    await expect(rollup({ aggregates: kept, store, maxSeries: 0 })).rejects.toThrow()
    expect(await collect(store.writers())).toEqual([])
  })

  test('that are undefined are as left out', async () => {
    const api = await rollup({
      aggregates: kept,
      tiers: undefined,
      store: undefined,
      sealDelay: undefined,
      maxAhead: undefined,
      invalid: undefined,
      clock: undefined,
    })
    expect(Object.keys(api.stats().sealed)).toEqual(['1m', '1h', 'day'])
  })
})

describe('one store', () => {
  test('holds several rollups by name, and they do not see each other', async () => {
    const store = memoryStore()
    const [one, other] = [await open({ store, name: 'one' }), await open({ store, name: 'one more' })]
    one.api.add(point(0, 1))
    other.api.add(point(0, 2))
    for (const { api } of [one, other]) await api.flush()
    expect(await totals(one.api, 0, MINUTE)).toEqual({ n: 1, sum: 1 })
    expect(await totals(other.api, 0, MINUTE)).toEqual({ n: 1, sum: 2 })
  })

  test('holds several writers of one rollup, and each sees what all have committed', async () => {
    const store = memoryStore()
    const [one, two] = [await open({ store, writer: 'one' }), await open({ store, writer: 'two' })]
    one.api.add({ ...point(0, 1), tags: { from: 'one' } })
    two.api.add({ ...point(0, 2), tags: { from: 'two' } })
    two.api.add({ ...point(1, 4), tags: { from: 'one' } })
    expect(await totals(one.api, 0, MINUTE)).toEqual({ n: 1, sum: 1 })
    await two.api.flush()
    expect(await totals(one.api, 0, MINUTE)).toEqual({ n: 3, sum: 7 })
    const { groups } = await one.api.query({ metric: 'm', from: 0, to: MINUTE, by: ['from'] })
    expect(groups.map(({ tags, columns }) => [tags.from, columns.sum[0]])).toEqual([
      ['one', 5],
      ['two', 2],
    ])
  })

  test('lends a writer to one at a time: who was taken over is fenced, and reads no rows of the new owner', async () => {
    const store = memoryStore()
    const [old, next] = [await open({ store }), await open({ store })]
    old.api.add(point(0))
    await expect(old.api.flush()).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    await expect(old.api.advance(HOUR)).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    await expect(totals(old.api, 0, MINUTE)).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    next.api.add(point(0))
    await next.api.flush()
    expect(await totals(next.api, 0, MINUTE)).toEqual({ n: 1, sum: 1 })
  })

  test('gives a rollup back what it had: rows, series, marks', async () => {
    const { api, store } = await open()
    for (const host of ['a', 'b']) api.add({ ...point(0), tags: { host } })
    await api.advance(3 * HOUR)
    await api.close()
    const next = await open({ store })
    expect(next.api.stats()).toMatchObject({ offered: 0, series: 2, sealed: api.stats().sealed })
    next.api.add({ ...point(1, 8), tags: { host: 'b' } })
    await next.api.flush()
    expect(counts(store)).toEqual({ '1m': 0, '1h': 2 })
    expect(await totals(next.api, 0, HOUR)).toEqual({ n: 3, sum: 10 })
  })

  test('that fails when it is opened: TIDEMARK_STORE with its cause', async () => {
    const cause = new Error('no such host')
    const store = overriding(memoryStore(), { lease: () => Promise.reject(cause) })
    await expect(open({ store })).rejects.toMatchObject({
      code: 'TIDEMARK_STORE',
      message: 'the store could not be opened for rollup/main: no such host',
      cause,
    })
  })
})

describe('flush', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a misspelt name', { postion: 5 }],
    ['a number', 5],
  ])('with %s for options: TIDEMARK_INVALID_OPTION, and nothing is committed', async (_, options) => {
    const { api, store } = await open()
    api.add(point(0))
    await expect(api.flush(options as never)).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_OPTION' })
    expect([counts(store), api.position]).toEqual([{}, null])
  })

  test('keeps the position as it was, and gives a copy: what is done to it is not seen', async () => {
    const { api } = await open()
    const position = { file: 'a', offsets: [1] }
    const flushed = api.flush({ position })
    position.offsets.push(2)
    await flushed
    const had = api.position as typeof position
    had.offsets.push(3)
    expect(api.position).toEqual({ file: 'a', offsets: [1] })
    await api.flush()
    expect(api.position).toEqual({ file: 'a', offsets: [1] })
  })
})

describe('close', () => {
  test('flushes, and leaves the store open for others', async () => {
    const { api, store } = await open()
    api.add(point(0))
    await api.close()
    expect(counts(store)).toEqual({ '1m': 1 })
    expect(await totals((await open({ store })).api, 0, MINUTE)).toEqual({ n: 1, sum: 1 })
  })

  test('again does nothing', async () => {
    const { store, received } = withCommitFaults(memoryStore(), () => undefined)
    const { api } = await open({ store })
    api.add(point(0))
    await Promise.all([api.close(), api.close()])
    await api.close()
    expect(received).toHaveLength(1)
  })

  test('that failed tries again: what could not be committed is still there', async () => {
    const { store } = withCommitFaults(memoryStore(), (_, n) => (n === 1 ? 'refused' : undefined))
    const { api } = await open({ store })
    api.add(point(0))
    await expect(api.close()).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
    await api.close()
    expect(counts(store)).toEqual({ '1m': 1 })
  })

  test('is what await using does', async () => {
    const { api, store } = await open()
    {
      await using closing = api
      closing.add(point(0))
    }
    expect(counts(store)).toEqual({ '1m': 1 })
    expect(() => api.add(point(0))).toThrow(code('TIDEMARK_CLOSED'))
  })

  test('waits for what is under way', async () => {
    const { api, store } = await open()
    api.add(point(0))
    const advanced = api.advance(2 * HOUR)
    await api.close()
    expect(await advanced).toMatchObject({ sealed: 1 })
    expect(counts(store)).toEqual({ '1m': 1, '1h': 1 })
  })

  test('is the end: what is asked afterwards throws TIDEMARK_CLOSED, stats and position can still be read', async () => {
    const { api } = await open()
    const handle = api.series('m')
    api.add(point(0))
    await api.flush({ position: 7 })
    await api.close()
    for (const call of [
      () => api.add(point(0)),
      () => api.addMany([]),
      () => api.series('m'),
      () => handle.add(1, 0),
      () => handle.addColumns([0], [1]),
    ])
      expect(call).toThrow(code('TIDEMARK_CLOSED'))
    for (const call of [
      () => api.load([]),
      () => api.flush(),
      () => api.advance(0),
      () => totals(api, 0, 1),
      () => api.explain({ metric: 'm', from: 0, to: 1 }),
      () => api.explainRetention(0),
    ])
      await expect(call()).rejects.toMatchObject({
        code: 'TIDEMARK_CLOSED',
        message: 'the rollup is closed: open another',
      })
    expect(api.stats()).toMatchObject({ offered: 1, accepted: 1 })
    expect(api.position).toBe(7)
  })
})

test('a rollup may have one tier, of a calendar', async () => {
  const month = calendar('month', { timeZone: 'America/St_Johns' })
  const { api, store } = await open({ tiers: [{ every: month, keep: 'forever' }] })
  api.add(point(Date.UTC(2026, 0, 1, 3, 29)))
  api.add(point(Date.UTC(2026, 0, 1, 3, 30)))
  await api.advance(Date.UTC(2026, 5, 1))
  expect(counts(store)).toEqual({ 'month(America/St_Johns)': 2 })
})
