import { describe, expect, test } from 'vitest'
import { calendar, count, fixed, memoryStore, moments, rollup, tdigest } from '../../src'
import { DAY, HOUR, MINUTE, open, tiers, totals } from '../tier/opened'
import { storeWith } from '../tier/stores'

type Tags = Record<string, string>
const point = (time: number, value = 1, tags: Tags = {}, metric = 'm') => ({ metric, time, value, tags })
const range = { metric: 'm', from: 0, to: HOUR }

async function hosts() {
  const { api } = await open()
  api.addMany([
    point(0, 1, { host: 'a', region: 'eu' }),
    point(0, 2, { host: 'b', region: 'us' }),
    point(0, 4, { host: 'c', region: 'eu' }),
    point(0, 8, { region: 'asia' }),
    point(0, 16, { host: 'a' }),
    point(0, 1000, { host: 'a' }, 'other'),
  ])
  return api
}

describe('where', () => {
  test.each<[string, Record<string, string | string[]>, number]>([
    ['nothing takes all series of the metric', {}, 31],
    ['a string takes the series with that tag', { region: 'eu' }, 5],
    ['a list takes the series with one of them', { region: ['eu', 'us'] }, 7],
    ['two tags take the series that have both', { region: 'eu', host: 'c' }, 4],
    ['a tag that a series lacks leaves it out', { host: ['a', 'b'], region: ['eu', 'us', 'asia'] }, 3],
    ['an empty list takes none', { host: [] }, Number.NaN],
    ['a value that is not there takes none', { host: 'x' }, Number.NaN],
    ['a tag that is not there takes none', { constructor: 'x' }, Number.NaN],
  ])('%s', async (_, where, sum) => {
    const { groups } = await (await hosts()).query({ ...range, where })
    expect(groups).toHaveLength(1)
    expect(groups[0].columns.sum[0]).toBe(sum)
  })
})

describe('by', () => {
  test('makes a group for each combination of the tags, in their order; a missing tag is one, and comes first', async () => {
    const { groups } = await (await hosts()).query({ ...range, by: ['region', 'host'] })
    expect(groups.map(({ tags, columns }) => [tags, columns.sum[0]])).toEqual([
      [{ host: 'a' }, 16],
      [{ region: 'asia' }, 8],
      [{ region: 'eu', host: 'a' }, 1],
      [{ region: 'eu', host: 'c' }, 4],
      [{ region: 'us', host: 'b' }, 2],
    ])
  })

  test('merges the series of a group', async () => {
    const { groups } = await (await hosts()).query({ ...range, by: ['host'] })
    expect(groups.map(({ tags, columns }) => [tags.host, columns.sum[0], columns.n[0]])).toEqual([
      [undefined, 8, 1],
      ['a', 17, 2],
      ['b', 2, 1],
      ['c', 4, 1],
    ])
  })

  test('orders groups by what their tags say, not by how long it is', async () => {
    const { api } = await open()
    for (const route of ['/b', '/aa', '/', '/aaa']) api.add(point(0, 1, { route }))
    const { groups } = await api.query({ ...range, by: ['route'] })
    expect(groups.map(({ tags }) => tags.route)).toEqual(['/', '/aa', '/aaa', '/b'])
  })

  test('a tag named twice is one; one that no series has groups by nothing', async () => {
    const api = await hosts()
    expect((await api.query({ ...range, by: ['host', 'host'] })).groups).toHaveLength(4)
    expect((await api.query({ ...range, by: ['__proto__'] })).groups.map(({ tags }) => tags)).toEqual([{}])
  })

  test('without it one group is there, with it none, where no series is', async () => {
    const { api } = await open()
    const one = await api.query(range)
    expect(one.groups).toHaveLength(1)
    expect(one.groups[0].tags).toEqual({})
    expect([...one.groups[0].columns.n]).toEqual([Number.NaN])
    expect((await api.query({ ...range, by: ['host'] })).groups).toEqual([])
  })

  test('the p99 of a group is the p99 of its points, not of the p99s of its series', async () => {
    const api = await rollup({ aggregates: { latency: tdigest() }, clock: () => 0 })
    for (let p = 0; p < 1000; p++)
      api.add({ metric: 'm', time: 0, value: p, tags: { host: p < 990 ? 'quick' : 'slow' } })
    const { groups } = await api.query({ ...range, select: r => ({ p99: r.latency.quantile(0.99) }) })
    expect(groups[0].columns.p99[0]).toBeGreaterThan(980)
    expect(groups[0].columns.p99[0]).toBeLessThan(995)
  })
})

describe('top', () => {
  async function ranked(values: [host: string, value: number][]) {
    const { api } = await open()
    for (const [host, value] of values) api.addMany([point(0, value, { host }), point(30 * MINUTE, 0, { host })])
    return api
  }

  test('keeps the n groups whose column is largest over the whole range, largest first', async () => {
    const api = await ranked([
      ['a', 1],
      ['b', 9],
      ['c', 5],
      ['d', 7],
    ])
    const answer = await api.query({ ...range, by: ['host'], every: '1m', top: { n: 2, by: 'sum' } })
    expect(answer.groups.map(({ tags }) => tags.host)).toEqual(['b', 'd'])
    expect(answer.starts).toHaveLength(60)
  })

  test('breaks ties by tags', async () => {
    const api = await ranked([
      ['d', 1],
      ['b', 1],
      ['c', 2],
      ['a', 1],
    ])
    const { groups } = await api.query({ ...range, by: ['host'], top: { n: 3, by: 'sum' } })
    expect(groups.map(({ tags }) => tags.host)).toEqual(['c', 'a', 'b'])
  })

  test('puts groups without a value last, after -Infinity too', async () => {
    const api = await ranked([
      ['none', 0],
      ['less', -5],
      ['more', 5],
      ['least', Number.MIN_VALUE],
    ])
    const log = { none: Number.NaN, less: Number.NEGATIVE_INFINITY }
    const { groups } = await api.query({
      ...range,
      by: ['host'],
      select: r => ({ rank: r.sum === 0 ? log.none : r.sum < 0 ? log.less : r.sum }),
      top: { n: 4, by: 'rank' },
    })
    expect(groups.map(({ tags }) => tags.host)).toEqual(['more', 'least', 'less', 'none'])
  })

  test('reads its column over the range, not over the windows: a ratio is the ratio of sums', async () => {
    const { api } = await open()
    api.addMany([
      point(0, 100, { host: 'spike' }),
      ...Array.from({ length: 99 }, (_, p) => point(MINUTE + p, 0, { host: 'spike' })),
    ])
    api.addMany([point(0, 2, { host: 'even' }), point(MINUTE, 2, { host: 'even' })])
    const { groups } = await api.query({
      ...range,
      by: ['host'],
      every: '1m',
      select: r => ({ mean: r.sum / r.n }),
      top: { n: 1, by: 'mean' },
    })
    expect(groups.map(({ tags }) => tags.host)).toEqual(['even'])
  })

  test('of more groups than there are is all of them', async () => {
    expect((await (await hosts()).query({ ...range, by: ['host'], top: { n: 99, by: 'n' } })).groups).toHaveLength(4)
  })
})

describe('the windows of an answer', () => {
  test('are the range itself where neither every nor points is given', async () => {
    const { api } = await open()
    api.add(point(90 * MINUTE))
    const answer = await api.query({ metric: 'm', from: HOUR, to: 2 * HOUR })
    expect([[...answer.starts], [...answer.ends]]).toEqual([[HOUR], [2 * HOUR]])
  })

  test('are those of every that overlap the range, empty ones too', async () => {
    const { api } = await open()
    api.addMany([point(0, 1), point(3 * HOUR, 2)])
    const { starts, ends, groups } = await api.query({ metric: 'm', from: 0, to: 4 * HOUR, every: fixed('1h') })
    expect([...starts]).toEqual([0, HOUR, 2 * HOUR, 3 * HOUR])
    expect([...ends]).toEqual([HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR])
    expect([...groups[0].columns.sum]).toEqual([1, Number.NaN, Number.NaN, 2])
    expect([...groups[0].columns.n]).toEqual([1, Number.NaN, Number.NaN, 1])
  })

  test('hold only what is in the range, where it cuts them', async () => {
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

  test('may be days of a zone, 25 hours long where the clocks go back', async () => {
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

  test('are widened where nothing finer is kept, and from and to say so', async () => {
    const { api } = await open()
    for (let minute = 0; minute < 300; minute += 10) api.add(point(minute * MINUTE))
    await api.advance(6 * HOUR) // minutes from 04:00 on
    const answer = await api.query({ metric: 'm', from: 70 * MINUTE, to: 250 * MINUTE + 30_000 })
    expect([answer.from, answer.to]).toEqual([HOUR, 251 * MINUTE])
    expect(answer.groups[0].columns.n[0]).toBe(20)
    expect([[...answer.starts], [...answer.ends]]).toEqual([[HOUR], [251 * MINUTE]])
    expect(answer.partial).toEqual({ first: false, last: false })
  })

  test('are widened for all writers where one can only serve wider', async () => {
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

describe('points', () => {
  test('is the finest natural width that gives at most so many windows', async () => {
    const { api } = await open()
    const windows = async (points: number, to = HOUR) => {
      const { starts, ends } = await api.query({ metric: 'm', from: 0, to, maxWindows: points })
      return [starts.length, ends[0] - starts[0]]
    }
    expect(await windows(60)).toEqual([60, MINUTE])
    expect(await windows(500)).toEqual([60, MINUTE])
    expect(await windows(59)).toEqual([30, 2 * MINUTE])
    expect(await windows(1)).toEqual([1, HOUR])
    expect(await windows(10, DAY)).toEqual([8, 3 * HOUR])
  })

  test('takes a wider one where finer rows were dropped', async () => {
    const { api } = await open()
    api.add(point(0))
    await api.advance(6 * HOUR)
    const { starts, ends } = await api.query({ metric: 'm', from: 0, to: 6 * HOUR, maxWindows: 500 })
    expect([starts.length, ends[0] - starts[0]]).toEqual([6, HOUR])
  })

  test('is one window where no natural width cuts the range into few enough', async () => {
    const { api } = await open()
    api.addMany([point(-MINUTE, 1), point(0, 2)])
    const answer = await api.query({ metric: 'm', from: -HOUR, to: HOUR, maxWindows: 1 })
    expect([[...answer.starts], [...answer.ends], answer.groups[0].columns.sum[0]]).toEqual([[-HOUR], [HOUR], 3])
  })
})

describe('what cannot be served', () => {
  test('a grid finer than, or across, the rows that are kept: TIDEMARK_UNSERVABLE names what could be', async () => {
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

  test('the day of a zone from rows of hours that do not nest in it', async () => {
    const { api } = await open()
    api.add(point(0))
    const every = calendar('day', { timeZone: 'Asia/Kolkata' })
    expect((await api.query({ metric: 'm', from: 0, to: DAY, every })).groups[0].columns.n[0]).toBe(1)
    await api.advance(5 * HOUR)
    await expect(api.query({ metric: 'm', from: 0, to: DAY, every })).rejects.toThrow(
      'windows of day(Asia/Kolkata) cannot be made of what is kept at 1970-01-01T00:00Z: 1h',
    )
  })

  test('is judged where it is asked for: minutes can be had where they are kept', async () => {
    const { api } = await open()
    api.addMany([point(0), point(5 * HOUR)])
    await api.advance(6 * HOUR)
    await expect(api.query({ metric: 'm', from: 3 * HOUR, to: 6 * HOUR, every: '1m' })).rejects.toThrow(
      'kept at 1970-01-01T03:00Z: 1h. Ask for unions of whole windows of a tier where it is kept: 1m from 1970-01-01T04:00Z',
    )
    const { groups } = await api.query({ metric: 'm', from: 4 * HOUR, to: 6 * HOUR, every: '1m' })
    expect(groups[0].columns.n.filter(n => n === 1)).toHaveLength(1)
  })

  test('more than 1,000,000 windows: TIDEMARK_TOO_MANY_WINDOWS, at once', async () => {
    const { api } = await open()
    const ask = { metric: 'm', from: -8e15, to: 8e15 } // counted one by one, that many would take minutes
    await expect(api.query({ ...ask, every: '1m' })).rejects.toMatchObject({ code: 'TIDEMARK_TOO_MANY_WINDOWS' })
    await expect(api.query({ ...ask, maxWindows: 1_000_001 })).rejects.toMatchObject({
      code: 'TIDEMARK_INVALID_OPTION',
    })
  })

  test('1,000,000 windows can be had', async () => {
    const { api } = await open()
    const { starts } = await api.query({ metric: 'm', from: 0, to: 1_000_000 * MINUTE, every: '1m' })
    expect(starts).toHaveLength(1_000_000)
    await expect(api.query({ metric: 'm', from: 0, to: 1_000_000 * MINUTE + 1, every: '1m' })).rejects.toMatchObject({
      code: 'TIDEMARK_TOO_MANY_WINDOWS',
    })
  })

  test('more than 1,000,000 windows over all groups: top keeps a few', async () => {
    const { api } = await open()
    for (const host of ['a', 'b', 'c']) api.add(point(0, 1, { host }))
    const ask = { metric: 'm', from: 0, to: 400_000 * MINUTE, every: '1m', by: ['host'] }
    await expect(api.query(ask)).rejects.toThrow('more than 1000000 windows over 3 groups (top: { n, by } keeps a few)')
    expect((await api.query({ ...ask, top: { n: 2, by: 'n' } })).groups).toHaveLength(2)
  })
})

describe('a query', () => {
  test('sees what was added before the call, from the head and from the store together', async () => {
    const { api } = await open()
    api.addMany([point(0, 1), point(MINUTE, 2)])
    await api.flush()
    api.addMany([point(0, 4), point(2 * MINUTE, 8)])
    const { groups, plan } = await api.query({ ...range, every: '1m' })
    expect([...groups[0].columns.sum.subarray(0, 4)]).toEqual([5, 2, 8, Number.NaN])
    expect(plan.segments.map(({ tier, rows, why }) => [tier, rows, why])).toEqual([
      ['1m', 2, 'coarsest that nests'],
      ['head', 2, 'not yet committed'],
    ])
  })

  test('says whose head it read', async () => {
    const store = memoryStore()
    const [, two] = [await open({ store, writer: 'one' }), await open({ store, writer: 'two' })]
    two.api.add(point(0))
    const { plan } = await two.api.query(range)
    expect(plan.segments.at(-1)).toMatchObject({ tier: 'head', writer: 'two', rows: 1 })
  })

  test('of adjoining ranges adds up, whichever tiers serve them', async () => {
    const { api } = await open()
    for (let minute = 0; minute < 500; minute++) api.add(point(minute * MINUTE, minute))
    await api.advance(9 * HOUR)
    const [all, ...parts] = await Promise.all([
      totals(api, 0, 600 * MINUTE),
      totals(api, 0, 7 * HOUR),
      totals(api, 7 * HOUR, 463 * MINUTE),
      totals(api, 463 * MINUTE, 600 * MINUTE),
    ])
    expect(parts.reduce((sum, part) => sum + part.sum, 0)).toBe(all.sum)
    expect(parts.reduce((n, part) => n + part.n, 0)).toBe(all.n)
  })

  test('ends with the reason of its signal', async () => {
    const { api } = await open()
    const reason = new Error('the client has gone')
    await expect(api.query({ ...range, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    for (let minute = 0; minute < 3000; minute++) api.add(point(minute * MINUTE))
    await api.flush()
    const controller = new AbortController()
    const asked = api.query({ ...range, to: 3000 * MINUTE, signal: controller.signal })
    setImmediate(() => controller.abort(reason))
    await expect(asked).rejects.toBe(reason)
    expect((await totals(api, 0, 3000 * MINUTE)).n).toBe(3000)
  })

  test('lets the event loop go round', async () => {
    const { api } = await open()
    for (let minute = 0; minute < 5000; minute++) api.add(point(minute * MINUTE))
    await api.flush()
    let turns = 0
    const turn = () => {
      turns++
      timer = setImmediate(turn)
    }
    let timer = setImmediate(turn)
    await api.query({ ...range, to: 5000 * MINUTE })
    clearImmediate(timer)
    expect(turns).toBeGreaterThan(5)
  })

  test('that is overtaken by retention is asked again: what was dropped under its hands is not missing', async () => {
    const inner = memoryStore()
    let hook: (() => Promise<unknown>) | undefined
    const store = storeWith(inner, {
      async *read(ask) {
        const first = hook
        hook = undefined
        await first?.()
        yield* inner.read(ask)
      },
    })
    const { api } = await open({ store })
    for (let minute = 0; minute < 120; minute++) api.add(point(minute * MINUTE))
    await api.flush()
    hook = () => api.advance(6 * HOUR)
    const { groups, plan } = await api.query({ metric: 'm', from: 0, to: 2 * HOUR })
    expect(groups[0].columns.n[0]).toBe(120)
    expect(plan.segments.map(({ tier }) => tier)).toEqual(['1h'])
  })

  test('reads a window without points as NaN in every column, and too few points as NaN', async () => {
    const api = await rollup({ aggregates: { n: count(), m: moments() }, tiers, clock: () => 0 })
    api.add({ metric: 'm', value: 5, time: 0 })
    const { groups } = await api.query({
      ...range,
      every: '1m',
      to: 2 * MINUTE,
      select: r => ({ n: r.n, mean: r.m.mean, variance: r.m.variance }),
    })
    expect(groups[0].columns).toEqual({
      n: Float64Array.of(1, Number.NaN),
      mean: Float64Array.of(5, Number.NaN),
      variance: Float64Array.of(Number.NaN, Number.NaN),
    })
  })
})
