import { describe, expect, test } from 'vitest'
import { calendar, fixed, memoryStore } from '../../src'
import { DAY, HOUR, MINUTE, open } from '../tier/opened'

type Tags = Record<string, string>
const point = (time: number, value = 1, tags: Tags = {}) => ({ metric: 'm', time, value, tags })

describe('the windows of an answer', () => {
  test('without every and maxWindows the range is one window', async () => {
    const { api } = await open()
    api.add(point(90 * MINUTE))
    const answer = await api.query({ metric: 'm', from: HOUR, to: 2 * HOUR })
    expect([[...answer.starts], [...answer.ends]]).toEqual([[HOUR], [2 * HOUR]])
  })

  test('every window that overlaps the range is in the answer, also an empty one', async () => {
    const { api } = await open()
    api.addMany([point(0, 1), point(3 * HOUR, 2)])
    const { starts, ends, groups } = await api.query({ metric: 'm', from: 0, to: 4 * HOUR, every: fixed('1h') })
    expect([...starts]).toEqual([0, HOUR, 2 * HOUR, 3 * HOUR])
    expect([...ends]).toEqual([HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR])
    expect([...groups[0].columns.sum]).toEqual([1, Number.NaN, Number.NaN, 2])
    expect([...groups[0].columns.n]).toEqual([1, Number.NaN, Number.NaN, 1])
  })

  test('a window that the range cuts holds only the points in the range', async () => {
    const { api } = await open()
    for (let minute = 0; minute < 180; minute++) api.add(point(minute * MINUTE))
    await api.advance(2 * HOUR)
    const { starts, groups, partial, from, to } = await api.query({
      metric: 'm',
      from: 10 * MINUTE,
      to: 130 * MINUTE,
      every: '1h',
    })
    expect([...starts]).toEqual([0, HOUR, 2 * HOUR])
    expect([...groups[0].columns.n]).toEqual([50, 60, 10])
    expect(partial).toEqual({ first: true, last: true })
    expect([from, to]).toEqual([10 * MINUTE, 130 * MINUTE])
  })

  test('a day of a zone has 25 hours when the clocks go back', async () => {
    const { api } = await open({
      tiers: [
        { every: '1m', keep: '2h' },
        { every: '1h', keep: 'forever' },
      ],
    })
    const start = Date.UTC(2026, 9, 24, 22)
    for (let hour = 0; hour < 49; hour++) api.add(point(start + hour * HOUR))
    await api.advance(start + 60 * HOUR)
    const every = calendar('day', { timeZone: 'Europe/Berlin' })
    const { groups, ends, starts } = await api.query({ metric: 'm', from: start, to: start + 49 * HOUR, every })
    expect([...groups[0].columns.n]).toEqual([25, 24])
    expect(ends[0] - starts[0]).toBe(25 * HOUR)
  })

  test('the range is widened if nothing finer is kept, and from and to of the answer show it', async () => {
    const { api } = await open()
    for (let minute = 0; minute < 300; minute += 10) api.add(point(minute * MINUTE))
    await api.advance(6 * HOUR) // minutes from 04:00 on
    const answer = await api.query({ metric: 'm', from: 70 * MINUTE, to: 250 * MINUTE + 30_000 })
    expect([answer.from, answer.to]).toEqual([HOUR, 251 * MINUTE])
    expect(answer.groups[0].columns.n[0]).toBe(20)
    expect([[...answer.starts], [...answer.ends]]).toEqual([[HOUR], [251 * MINUTE]])
    expect(answer.partial).toEqual({ first: false, last: false })
  })

  test('the range is widened for all writers if one can only serve a wider range', async () => {
    const store = memoryStore()
    const [one, two] = [await open({ store, writer: 'one' }), await open({ store, writer: 'two' })]
    for (const { api } of [one, two]) {
      for (let minute = 0; minute < 120; minute++) api.add(point(minute * MINUTE))
      await api.flush()
    }
    await one.api.advance(5 * HOUR) // of one only hours are left, of two the minutes
    const answer = await two.api.query({ metric: 'm', from: 30 * MINUTE, to: 90 * MINUTE })
    expect([answer.from, answer.to]).toEqual([0, 2 * HOUR])
    expect(answer.groups[0].columns.n[0]).toBe(240)
    expect(answer.plan.segments.map(({ tier, writer }) => `${writer} ${tier}`)).toEqual(['one 1h', 'two 1m'])
  })
})

describe('maxWindows', () => {
  test('maxWindows picks the finest nice width that makes at most n windows', async () => {
    const { api } = await open()
    const windows = async (maxWindows: number, to = HOUR) => {
      const { starts, ends } = await api.query({ metric: 'm', from: 0, to, maxWindows })
      return [starts.length, ends[0] - starts[0]]
    }
    expect(await windows(60)).toEqual([60, MINUTE])
    expect(await windows(500)).toEqual([60, MINUTE])
    expect(await windows(59)).toEqual([30, 2 * MINUTE])
    expect(await windows(1)).toEqual([1, HOUR])
    expect(await windows(10, DAY)).toEqual([8, 3 * HOUR])
  })

  test('maxWindows picks a wider width if finer rows were dropped', async () => {
    const { api } = await open()
    api.add(point(0))
    await api.advance(6 * HOUR)
    const { starts, ends } = await api.query({ metric: 'm', from: 0, to: 6 * HOUR, maxWindows: 500 })
    expect([starts.length, ends[0] - starts[0]]).toEqual([6, HOUR])
  })

  test('maxWindows makes one window if every nice width makes too many', async () => {
    const { api } = await open()
    api.addMany([point(-MINUTE, 1), point(0, 2)])
    const answer = await api.query({ metric: 'm', from: -HOUR, to: HOUR, maxWindows: 1 })
    expect([[...answer.starts], [...answer.ends], answer.groups[0].columns.sum[0]]).toEqual([[-HOUR], [HOUR], 3])
  })
})

describe('a query that cannot be served', () => {
  test('windows finer than the kept rows, or across them, are TIDEMARK_UNSERVABLE, and the message names what could be served', async () => {
    const { api } = await open()
    api.add(point(0))
    await api.flush()
    const ask = { metric: 'm', from: 0, to: HOUR }
    await expect(api.query({ ...ask, every: '90s' })).rejects.toMatchObject({
      code: 'TIDEMARK_UNSERVABLE',
      message:
        'windows of 1m30s cannot be made of what is kept at 1970-01-01T00:00Z: 1m. Ask for unions of whole windows of a tier where it is kept: 1m from the beginning, 1h from the beginning, 1d from the beginning',
    })
    await expect(api.query({ ...ask, every: '10s' })).rejects.toMatchObject({ code: 'TIDEMARK_UNSERVABLE' })
    await expect(api.query({ ...ask, every: fixed('1m', { offset: '1s' }) })).rejects.toMatchObject({
      code: 'TIDEMARK_UNSERVABLE',
    })
  })

  test('days of a zone cannot be made of hours that do not nest in them', async () => {
    const { api } = await open()
    api.add(point(0))
    const every = calendar('day', { timeZone: 'Asia/Kolkata' })
    expect((await api.query({ metric: 'm', from: 0, to: DAY, every })).groups[0].columns.n[0]).toBe(1)
    await api.advance(5 * HOUR)
    await expect(api.query({ metric: 'm', from: 0, to: DAY, every })).rejects.toThrow(
      'windows of day(Asia/Kolkata) cannot be made of what is kept at 1970-01-01T00:00Z: 1h',
    )
  })

  test('minutes can be queried where they are kept, and not before', async () => {
    const { api } = await open()
    api.addMany([point(0), point(5 * HOUR)])
    await api.advance(6 * HOUR)
    await expect(api.query({ metric: 'm', from: 3 * HOUR, to: 6 * HOUR, every: '1m' })).rejects.toThrow(
      'kept at 1970-01-01T03:00Z: 1h. Ask for unions of whole windows of a tier where it is kept: 1m from 1970-01-01T04:00Z',
    )
    const { groups } = await api.query({ metric: 'm', from: 4 * HOUR, to: 6 * HOUR, every: '1m' })
    expect(groups[0].columns.n.filter(n => n === 1)).toHaveLength(1)
  })

  test('more than 1,000,000 windows are TIDEMARK_TOO_MANY_WINDOWS before they are made', async () => {
    const { api } = await open()
    const ask = { metric: 'm', from: -8e15, to: 8e15 } // counted one by one, that many would take minutes
    await expect(api.query({ ...ask, every: '1m' })).rejects.toMatchObject({ code: 'TIDEMARK_TOO_MANY_WINDOWS' })
    await expect(api.query({ ...ask, maxWindows: 1_000_001 })).rejects.toMatchObject({
      code: 'TIDEMARK_INVALID_OPTION',
    })
  })

  test('1,000,000 windows are an answer', async () => {
    const { api } = await open()
    const { starts } = await api.query({ metric: 'm', from: 0, to: 1_000_000 * MINUTE, every: '1m' })
    expect(starts).toHaveLength(1_000_000)
    await expect(api.query({ metric: 'm', from: 0, to: 1_000_000 * MINUTE + 1, every: '1m' })).rejects.toMatchObject({
      code: 'TIDEMARK_TOO_MANY_WINDOWS',
    })
  })

  test('more than 1,000,000 windows over all groups are refused, unless top keeps a few', async () => {
    const { api } = await open()
    for (const host of ['a', 'b', 'c']) api.add(point(0, 1, { host }))
    const ask = { metric: 'm', from: 0, to: 400_000 * MINUTE, every: '1m', by: ['host'] }
    await expect(api.query(ask)).rejects.toThrow('more than 1000000 windows over 3 groups (top: { n, by } keeps a few)')
    expect((await api.query({ ...ask, top: { n: 2, by: 'n' } })).groups).toHaveLength(2)
  })
})
