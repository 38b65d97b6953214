import { describe, expect, test } from 'vitest'
import { Status, zero } from '../../src'
import { DAY, HOUR, MINUTE, open } from '../tier/opened'

const point = (time: number, value = 1, host = 'a') => ({ metric: 'm', time, value, tags: { host } })

describe('the status of a window', () => {
  test('is empty, open while it may still change, or sealed if only late data changes it', async () => {
    const { api } = await open()
    api.addMany([point(0), point(MINUTE), point(3 * MINUTE)])
    await api.advance(2 * MINUTE) // seals what ends a minute before
    const { groups } = await api.query({ metric: 'm', from: 0, to: 4 * MINUTE, every: '1m' })
    expect([...groups[0].status]).toEqual([Status.sealed, Status.open, Status.empty, Status.open])
    expect(Status).toEqual({ empty: 0, open: 1, sealed: 2 })
  })

  test('is a number in a column and a word in a row, one for each name of Status', async () => {
    const { api } = await open()
    api.add(point(0))
    const answer = await api.query({ metric: 'm', from: 0, to: MINUTE })
    const number = answer.groups[0].status[0] as Status
    const word: keyof typeof Status = answer.rows()[0].status
    expect([number, word]).toEqual([Status.open, 'open'])
    // @ts-expect-error there is no fourth
    const strange: Status = 3
    expect(Object.values(Status)).not.toContain(strange)
  })

  test('is open until the whole window is sealed, or the part of it that the range has', async () => {
    const { api } = await open()
    api.add(point(0))
    await api.advance(31 * MINUTE)
    const status = async (to: number) => [
      ...(await api.query({ metric: 'm', from: 0, to, every: '1h' })).groups[0].status,
    ]
    expect(await status(HOUR)).toEqual([Status.open])
    expect(await status(30 * MINUTE)).toEqual([Status.sealed])
    await api.advance(HOUR + MINUTE)
    expect(await status(HOUR)).toEqual([Status.sealed])
  })

  test('is empty for a window that was filled', async () => {
    const { api } = await open()
    api.add(point(0))
    const { groups } = await api.query({ metric: 'm', from: 0, to: 2 * MINUTE, every: '1m', fill: zero() })
    expect([...groups[0].columns.n]).toEqual([1, 0])
    expect([...groups[0].status]).toEqual([Status.open, Status.empty])
  })

  test('is open while any writer may still change it', async () => {
    const { api, store } = await open({ writer: 'one' })
    api.add(point(0))
    await api.advance(DAY)
    const status = async () => [...(await api.query({ metric: 'm', from: 0, to: HOUR })).groups[0].status]
    expect(await status()).toEqual([Status.sealed])
    const two = await open({ store, writer: 'two' })
    expect(await status()).toEqual([Status.open])
    await two.api.advance(DAY)
    expect(await status()).toEqual([Status.sealed])
  })
})

describe('partial', () => {
  test.each<[string, number, number, boolean, boolean]>([
    ['of whole windows is neither', 0, 2 * HOUR, false, false],
    ['says that the range cuts the first window', MINUTE, 2 * HOUR, true, false],
    ['says that it cuts the last', 0, 2 * HOUR - MINUTE, false, true],
    ['of a part of one window is both', MINUTE, 2 * MINUTE, true, true],
    ['counts what is covered: an edge that was widened to the window is none', 30_000, 2 * HOUR, false, false],
  ])('%s', async (_, from, to, first, last) => {
    const { api } = await open()
    api.add(point(0))
    expect((await api.query({ metric: 'm', from, to, every: '1h' })).partial).toEqual({ first, last })
  })
})

describe('rows', () => {
  test('are the windows as objects, group by group, with null for no value', async () => {
    const { api } = await open()
    api.addMany([point(0, 3), point(MINUTE, 4, 'b')])
    const answer = await api.query({
      metric: 'm',
      from: 0,
      to: 2 * MINUTE,
      every: '1m',
      by: ['host'],
      select: r => ({ n: r.n, ratio: r.sum / 0 }),
    })
    expect([...answer.rows()]).toEqual([
      { start: 0, end: MINUTE, tags: { host: 'a' }, status: 'open', n: 1, ratio: Number.POSITIVE_INFINITY },
      { start: MINUTE, end: 2 * MINUTE, tags: { host: 'a' }, status: 'empty', n: null, ratio: null },
      { start: 0, end: MINUTE, tags: { host: 'b' }, status: 'empty', n: null, ratio: null },
      { start: MINUTE, end: 2 * MINUTE, tags: { host: 'b' }, status: 'open', n: 1, ratio: Number.POSITIVE_INFINITY },
    ])
    expect([...answer.rows()]).toHaveLength(4)
  })

  test('are none if there is no group', async () => {
    const { api } = await open()
    expect([...(await api.query({ metric: 'm', from: 0, to: MINUTE, by: ['host'] })).rows()]).toEqual([])
  })
})

describe('an answer for JSON and for charts', () => {
  const answered = async () => {
    const { api } = await open()
    api.addMany([point(0, 3), point(MINUTE, 4, 'b')])
    const select = (r: { n: number; sum: number }) => ({ n: r.n, ratio: r.sum / 0 })
    return api.query({ metric: 'm', from: 0, to: 2 * MINUTE, every: '1m', by: ['host'], select })
  }

  test('is plain arrays and objects: no value and infinities are null, and a status is a word', async () => {
    const answer = await answered()
    const json = answer.toJSON()
    expect(json).toEqual({
      from: 0,
      to: 2 * MINUTE,
      starts: [0, MINUTE],
      ends: [MINUTE, 2 * MINUTE],
      partial: { first: false, last: false },
      groups: [
        { tags: { host: 'a' }, columns: { n: [1, null], ratio: [null, null] }, status: ['open', 'empty'] },
        { tags: { host: 'b' }, columns: { n: [null, 1], ratio: [null, null] }, status: ['empty', 'open'] },
      ],
      plan: { rows: answer.plan.rows, segments: answer.plan.segments },
    })
    expect(JSON.parse(JSON.stringify(answer))).toEqual(json)
    expect(json.plan.rows).toBe(2)
  })

  test('is the starts of windows, and each column of each group, for a chart', async () => {
    const answer = await answered()
    const columns = [
      [1, null],
      [null, null],
      [null, 1],
      [null, null],
    ]
    expect(answer.toColumns({ seconds: true })).toEqual([[0, 60], ...columns])
    expect(answer.toColumns()).toEqual([[0, MINUTE], ...columns])
  })

  test('of no group is the starts alone', async () => {
    const { api } = await open()
    const answer = await api.query({ metric: 'm', from: 0, to: MINUTE, by: ['host'] })
    expect(answer.toColumns()).toEqual([[0]])
    expect(answer.toJSON().groups).toEqual([])
    expect(answer.rows()).toHaveLength(0)
  })
})

describe('the plan of an answer', () => {
  test('is what explain returns for the same query', async () => {
    const { api } = await open()
    for (let minute = 0; minute < 300; minute++) api.add(point(minute * MINUTE))
    await api.advance(4 * HOUR)
    const ask = { metric: 'm', from: 130 * MINUTE, to: 250 * MINUTE }
    const { plan } = await api.query(ask)
    expect(await api.explain(ask)).toEqual(plan)
    expect(String(plan)).toBe(
      [
        '1970-01-01T02:10Z .. 1970-01-01T04:10Z, 1 window, 120 rows read',
        '  1m  1970-01-01T02:10Z .. 1970-01-01T04:10Z  120 rows  finer: edge',
      ].join('\n'),
    )
  })

  test('takes the coarsest sealed tier in the middle and finer ones at the edges', async () => {
    const { api } = await open()
    for (let minute = 0; minute < 300; minute++) api.add(point(minute * MINUTE))
    await api.advance(4 * HOUR + MINUTE)
    const { plan, groups } = await api.query({ metric: 'm', from: 130 * MINUTE, to: 275 * MINUTE })
    expect(plan.segments.map(({ tier, from, to, why, rows }) => [tier, from / MINUTE, to / MINUTE, why, rows])).toEqual(
      [
        ['1m', 130, 180, 'finer: edge', 50],
        ['1h', 180, 240, 'finer: not yet sealed', 1],
        ['1m', 240, 275, 'finer: not yet sealed', 35],
      ],
    )
    expect(plan.rows).toBe(86)
    expect(groups[0].columns.n[0]).toBe(145)
  })

  test('counts the rows of all groups', async () => {
    const { api } = await open()
    for (const host of ['a', 'b', 'c']) api.add(point(0, 1, host))
    await api.flush()
    expect((await api.explain({ metric: 'm', from: 0, to: HOUR, by: ['host'] })).rows).toBe(3)
    expect((await api.explain({ metric: 'm', from: 0, to: HOUR, where: { host: 'b' } })).rows).toBe(1)
  })
})
