import { describe, expect, test } from 'vitest'
import { calendar, constant, count, linear, moments, nearest, next, previous, rollup, sum, zero } from '../../src'
import { DAY, HOUR, MINUTE, open } from '../tier/opened'

const NONE = Number.NaN
const point = (time: number, value = 1, host = 'a') => ({ metric: 'm', time, value, tags: { host } })

/** A point of 10 in minute `before` and one of 20 in minute `after`, both outside of the minutes 10 to 14 that are queried. */
async function gap(before = 8, after = 16) {
  const { api } = await open()
  api.addMany([point(before * MINUTE, 10), point(after * MINUTE, 20)])
  return api
}
const ask = { metric: 'm', from: 10 * MINUTE, to: 14 * MINUTE, every: '1m' } as const

describe.each(['in the head', 'in the store', 'sealed'])('known values outside of the range, %s,', where => {
  async function put(points: ReturnType<typeof point>[]) {
    const { api } = await open()
    api.addMany(points)
    if (where === 'in the store') await api.flush()
    if (where === 'sealed') await api.advance(2 * HOUR)
    return api
  }
  const outside = [point(8 * MINUTE, 10), point(16 * MINUTE, 20)]

  test.each([
    [previous(), [10, 10, 10, 10]],
    [next(), [20, 20, 20, 20]],
    [linear(), [12.5, 13.75, 15, 16.25]],
    [nearest(), [10, 10, 10, 20]],
    [zero(), [0, 0, 0, 0]],
    [constant(7), [7, 7, 7, 7]],
  ])('are found and used by %j', async (filler, filled) => {
    const { groups } = await (await put(outside)).query({ ...ask, fill: { sum: filler } })
    expect([...groups[0].columns.sum]).toEqual(filled)
    expect([...groups[0].columns.n]).toEqual([NONE, NONE, NONE, NONE])
    expect([...groups[0].status]).toEqual([0, 0, 0, 0])
  })

  test('are not extrapolated if they are on one side only', async () => {
    const columnOf = async (points: typeof outside, fill: ReturnType<typeof linear>) => [
      ...(await (await put(points)).query({ ...ask, fill: { sum: fill } })).groups[0].columns.sum,
    ]
    const [before, after] = outside
    expect(await columnOf([before], previous())).toEqual([10, 10, 10, 10])
    expect(await columnOf([before], next())).toEqual([NONE, NONE, NONE, NONE])
    expect(await columnOf([before], linear())).toEqual([NONE, NONE, NONE, NONE])
    expect(await columnOf([after], previous())).toEqual([NONE, NONE, NONE, NONE])
    expect(await columnOf([after], next())).toEqual([20, 20, 20, 20])
  })
})

describe('a limit', () => {
  test.each([
    [previous({ limit: 3 }), [10, 10, NONE, NONE]],
    [previous({ limit: 1 }), [NONE, NONE, NONE, NONE]],
    [next({ limit: 3 }), [NONE, NONE, NONE, 20]],
    [linear({ limit: 2 }), [12.5, NONE, NONE, NONE]],
    [nearest({ limit: 2 }), [10, NONE, NONE, NONE]],
  ])('counts windows from the known value, also those outside of the range: %j', async (filler, filled) => {
    const { groups } = await (await gap()).query({ ...ask, fill: { sum: filler } })
    expect([...groups[0].columns.sum]).toEqual(filled)
  })

  test('counts windows outside of a range of one window', async () => {
    const one = { ...ask, from: 12 * MINUTE, to: 13 * MINUTE }
    const filled = async (limit: number) => [
      ...(await (await gap()).query({ ...one, fill: previous({ limit }) })).groups[0].columns.sum,
    ]
    expect(await filled(3)).toEqual([NONE])
    expect(await filled(4)).toEqual([10])
  })

  test('counts calendar windows, however long each is', async () => {
    const { api } = await open({ tiers: [{ every: '1d', keep: 'forever' }] })
    api.add(point(Date.UTC(2026, 0, 5), 10))
    const month = { metric: 'm', from: Date.UTC(2026, 3, 1), to: Date.UTC(2026, 4, 1), every: calendar('month') }
    const filled = async (limit: number) => [
      ...(await api.query({ ...month, fill: previous({ limit }) })).groups[0].columns.sum,
    ]
    expect(await filled(2)).toEqual([NONE])
    expect(await filled(3)).toEqual([10])
  })

  test('fills a part of a range as it fills the whole', async () => {
    const api = await gap(0, 30)
    const columnOf = async (from: number, to: number) => [
      ...(await api.query({ ...ask, from: from * MINUTE, to: to * MINUTE, fill: nearest({ limit: 12 }) })).groups[0]
        .columns.sum,
    ]
    const whole = await columnOf(1, 30)
    for (const [from, to] of [
      [1, 2],
      [5, 9],
      [12, 20],
      [19, 30],
    ])
      expect(await columnOf(from, to)).toEqual(whole.slice(from - 1, to - 1))
  })
})

describe('a maxGap', () => {
  test.each([
    [previous({ maxGap: '3m' }), [10, 10, NONE, NONE]],
    [next({ maxGap: '3m' }), [NONE, NONE, NONE, 20]],
    [linear({ maxGap: '8m' }), [12.5, 13.75, 15, 16.25]],
    [linear({ maxGap: '7m' }), [NONE, NONE, NONE, NONE]],
    [nearest({ maxGap: '7m' }), [NONE, NONE, NONE, NONE]],
  ])('is measured from the known values, also outside of the range: %j', async (filler, filled) => {
    const { groups } = await (await gap()).query({ ...ask, fill: { sum: filler } })
    expect([...groups[0].columns.sum]).toEqual(filled)
  })
})

describe('a column without a value in windows with points', () => {
  const aggregates = { n: count(), sum: sum(), m: moments() }
  const select = (r: { n: number; m: { variance: number } }) => ({ n: r.n, variance: r.m.variance })

  test('is filled from the nearest window with a value: one point has no variance', async () => {
    const api = await rollup({ aggregates, clock: () => 0, maxAhead: 'forever' })
    const put = (minute: number, ...values: number[]) => {
      for (const value of values) api.add({ metric: 'm', time: minute * MINUTE, value })
    }
    put(0, 1, 3)
    for (let minute = 1; minute < 100; minute++) put(minute, 7)
    put(103, 7)
    put(200, 10, 14)
    await api.flush()
    const range = { metric: 'm', from: 101 * MINUTE, to: 105 * MINUTE, every: '1m' }
    const { groups } = await api.query({ ...range, select, fill: { n: previous(), variance: previous() } })
    expect([...groups[0].columns.n]).toEqual([1, 1, 1, 1])
    expect([...groups[0].columns.variance]).toEqual([2, 2, 2, 2])
    const ahead = await api.query({ ...range, select, fill: { n: next(), variance: next() } })
    expect([...ahead.groups[0].columns.variance]).toEqual([8, 8, 8, 8])
    expect([...ahead.groups[0].columns.n]).toEqual([1, 1, 1, 2])
  })

  test('is filled from a window beyond which nothing is kept', async () => {
    const { api } = await open({
      tiers: [
        { every: '1m', keep: '2h' },
        { every: '1h', keep: 'forever' },
      ],
    })
    const select = (r: { n: number; sum: number }) => ({ pairs: r.n > 1 ? r.sum : null })
    for (let minute = 0; minute < 180; minute++) api.add(point(minute * MINUTE, 1))
    api.add(point(62 * MINUTE, 9))
    await api.advance(3 * HOUR) // minutes from 01:00 on
    const range = { metric: 'm', from: 66 * MINUTE, to: 67 * MINUTE, every: '1m' }
    const { groups } = await api.query({ ...range, select, fill: previous() })
    expect([...groups[0].columns.pairs]).toEqual([10])
  })
})

describe('neighbors', () => {
  test('are those of the group and of the query', async () => {
    const { api } = await open()
    api.addMany([
      point(8 * MINUTE, 10, 'a'),
      point(9 * MINUTE, 99, 'b'),
      { ...point(9 * MINUTE, 1000), metric: 'other' },
    ])
    const { groups } = await api.query({ ...ask, to: 11 * MINUTE, by: ['host'], fill: previous() })
    expect(groups.map(({ columns }) => columns.sum[0])).toEqual([10, 99])
    const only = await api.query({ ...ask, to: 11 * MINUTE, where: { host: 'a' }, fill: previous() })
    expect(only.groups[0].columns.sum[0]).toBe(10)
  })

  test('are merged over series and writers: a window outside has the value that an answer has for it', async () => {
    const { api, store } = await open({ writer: 'one' })
    const two = await open({ store, writer: 'two' })
    api.addMany([point(8 * MINUTE, 1, 'a'), point(8 * MINUTE + 1, 2, 'b')])
    two.api.add(point(8 * MINUTE, 4, 'c'))
    await two.api.flush()
    const { groups } = await api.query({ ...ask, fill: previous() })
    expect([...groups[0].columns.sum]).toEqual([7, 7, 7, 7])
  })

  test('are searched in windows of the width of the query, also where finer rows were dropped', async () => {
    const { api } = await open()
    api.add(point(HOUR, 5))
    await api.advance(10 * HOUR)
    const range = { metric: 'm', from: 8 * HOUR, to: 10 * HOUR }
    expect([...(await api.query({ ...range, every: '1h', fill: previous() })).groups[0].columns.sum]).toEqual([5, 5])
    const minutes = await api.query({ ...range, from: 9 * HOUR, every: '1m', fill: previous() })
    expect(minutes.groups[0].columns.sum[0]).toBeNaN() // the minute of the value is not known any more
  })

  test('are not read if the range has values at its edges', async () => {
    const { api } = await open()
    api.addMany([point(10 * MINUTE, 1), point(13 * MINUTE, 4)])
    const { groups } = await api.query({ ...ask, fill: { sum: linear() } })
    expect([...groups[0].columns.sum]).toEqual([1, 2, 3, 4])
  })

  test('do not exist for a range that is one window: it is not filled from others', async () => {
    const api = await gap()
    const { groups } = await api.query({ metric: 'm', from: 10 * MINUTE, to: 14 * MINUTE, fill: previous() })
    expect(groups[0].columns.sum[0]).toBeNaN()
  })

  test('that are far away are found in few steps, however many windows are between', async () => {
    const { api } = await open({ tiers: [{ every: '1m', keep: 'forever' }] })
    api.add(point(0, 3))
    const from = 10_000 * DAY
    const { groups } = await api.query({ metric: 'm', from, to: from + HOUR, every: '1m', fill: previous() })
    expect(groups[0].columns.sum[59]).toBe(3)
  })
})

test('neighbors are found in a zone whose offset was odd long ago: days of Singapore, made of hours', async () => {
  const tiers = [{ every: '1h', keep: 'forever' }] as const
  const { api } = await open({ tiers })
  const start = Date.parse('2026-03-01T00:00:00+08:00')
  api.addMany([point(start, 10)])
  const every = calendar('day', { timeZone: 'Asia/Singapore' })
  const query = { metric: 'm', from: start + DAY, to: start + 3 * DAY, every }
  const { groups } = await api.query({ ...query, select: r => ({ sum: r.sum }), fill: previous() })
  expect([...groups[0].columns.sum]).toEqual([10, 10])
})
