import { describe, expect, test } from 'vitest'
import type { Point, Tags } from '../../src'
import { calendar } from '../../src/window'
import { DAY, HOUR, MINUTE, open, totals } from '../tier/opened'

const code = (code: string) => expect.objectContaining({ name: 'TidemarkError', code })
const point = (time: number, value: unknown = 1, tags?: unknown) => ({ metric: 'm', time, value, tags }) as Point

describe('a point', () => {
  test('has the time of the clock if it has none', async () => {
    const { api, clock } = await open()
    clock.now = 90_000
    api.add({ metric: 'm', value: 1 })
    api.addMany([{ metric: 'm', value: 2 }])
    api.series('m').add(4)
    expect(await totals(api, MINUTE, 2 * MINUTE)).toEqual({ n: 3, sum: 7 })
  })

  test('may have its time in any form of an instant', async () => {
    const { api } = await open()
    const handle = api.series('m')
    for (const time of [1000, new Date(1000), '1970-01-01T01:00:01+01:00', { epochMilliseconds: 1000 }]) {
      api.add({ metric: 'm', value: 1, time })
      handle.add(1, time)
    }
    expect(await totals(api, 0, MINUTE)).toEqual({ n: 8, sum: 8 })
  })

  test('of -0 at -0 is one of 0 at 0', async () => {
    const { api } = await open()
    api.add(point(-0, -0))
    api.series('m').add(-0, -0)
    api.series('m').addColumns([-0], [-0])
    const { groups, starts } = await api.query({ metric: 'm', from: 0, to: MINUTE, every: '1m' })
    expect([groups[0].columns.sum[0], groups[0].columns.most[0], starts[0]]).toEqual([0, 0, 0])
  })

  test('may be ahead of the clock by maxAhead, to the millisecond', async () => {
    const { api, clock } = await open({ maxAhead: '10m' })
    clock.now = Date.UTC(2026, 10, 20)
    const latest = clock.now + 10 * MINUTE
    for (const add of [(t: number) => api.add(point(t)), (t: number) => api.series('m').add(1, t)]) {
      add(latest)
      expect(() => add(latest + 1)).toThrow(code('TIDEMARK_AHEAD'))
    }
    expect(() => api.add(point(clock.now * 1000))).toThrow(/likely microseconds|ahead/)
  })

  test('may have any time if maxAhead is forever', async () => {
    const { api } = await open({ maxAhead: 'forever' })
    api.add(point(4e15))
    api.add(point(-4e15))
    expect(api.stats().accepted).toBe(2)
  })

  test.each([Number.NaN, undefined, 0.5, '0', new Date(0)])(
    'is refused if the clock returns %j, whatever its time: TIDEMARK_INVALID_INSTANT names the clock',
    async said => {
      const { api } = await open({ maxAhead: '10m', invalid: 'skip', clock: () => said as number })
      for (const put of [
        () => api.add(point(9e14)),
        () => api.add({ metric: 'm', value: 1 }),
        () => api.addMany([point(9e14)]),
        () => api.series('m').add(1, 9e14),
        () => api.series('m').addColumns([9e14], [1]),
      ]) {
        expect(put).toThrow(code('TIDEMARK_INVALID_INSTANT'))
        expect(put).toThrow(/^clock /)
      }
      await expect(api.advance()).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_INSTANT' })
      expect(api.stats()).toMatchObject({ offered: 0, accepted: 0 })
    },
  )

  test('whose window would end after the last instant, or start before the first, is refused and harms no other', async () => {
    const { api } = await open({
      tiers: [
        { every: '1h', keep: 'forever' },
        { every: calendar('week'), keep: 'forever' },
      ],
    })
    for (const time of [8.64e15, 8.64e15 - 1]) expect(() => api.add(point(time))).toThrow(code('TIDEMARK_AHEAD'))
    expect(() => api.series('m').add(1, -8.64e15)).toThrow(code('TIDEMARK_EXPIRED'))
    api.add(point(8.64e15 - 8 * DAY))
    api.add(point(-8.64e15 + 8 * DAY))
    await api.advance(8.64e15)
    expect(await totals(api, -8.64e15, 8.64e15)).toEqual({ n: 2, sum: 2 })
  })
})

/** Each way in, for one point. */
const methods = [
  ['add', (api, { metric, tags, time, value }) => api.add({ metric, tags, time, value })],
  ['addMany', (api, one) => api.addMany([point(0, 100), one])],
  ['a handle', (api, { metric, tags, time, value }) => api.series(metric, tags).add(value, time)],
  [
    'addColumns',
    (api, { metric, tags, time, value }) => api.series(metric, tags).addColumns([0, time as number], [100, value]),
  ],
] as const satisfies [string, (api: Awaited<ReturnType<typeof open>>['api'], point: Point) => void][]

const faults: [string, Point, string][] = [
  ['NaN', point(0, Number.NaN), 'TIDEMARK_INVALID_VALUE'],
  ['Infinity', point(0, Number.POSITIVE_INFINITY), 'TIDEMARK_INVALID_VALUE'],
  ['a string of digits', point(0, '5'), 'TIDEMARK_INVALID_VALUE'],
  ['null', point(0, null), 'TIDEMARK_INVALID_VALUE'],
  ['true', point(0, true), 'TIDEMARK_INVALID_VALUE'],
  ['a Date', point(0, new Date(0)), 'TIDEMARK_INVALID_VALUE'],
  ['an empty list', point(0, []), 'TIDEMARK_INVALID_VALUE'],
  ['a bigint', point(0, 5n), 'TIDEMARK_INVALID_VALUE'],
  ['no value', { metric: 'm', time: 0 } as Point, 'TIDEMARK_INVALID_VALUE'],
  ['a time of half a millisecond', point(0.5), 'TIDEMARK_INVALID_INSTANT'],
  ['a time that is NaN', point(Number.NaN), 'TIDEMARK_INVALID_INSTANT'],
  ['a time beyond the calendar', point(9e15), 'TIDEMARK_INVALID_INSTANT'],
  ['a time ahead of the clock', point(HOUR), 'TIDEMARK_AHEAD'],
]

describe('a value that is a getter', () => {
  const moody = () => {
    let asked = 0
    return {
      metric: 'm',
      time: 0,
      get value() {
        return asked++ === 0 ? 7 : Number.NaN
      },
    }
  }

  test.each<[string, (api: Awaited<ReturnType<typeof open>>['api']) => void]>([
    ['add', api => api.add(moody())],
    ['addMany', api => api.addMany([moody()])],
    [
      'addColumns',
      api => {
        const one = moody()
        const values = Object.defineProperty({ length: 1 }, 0, { get: () => one.value })
        api.series('m').addColumns([0], values as ArrayLike<number>)
      },
    ],
  ])('is read once by %s: later values are not seen', async (_, put) => {
    const { api } = await open()
    put(api)
    expect(await totals(api, 0, MINUTE)).toEqual({ n: 1, sum: 7 })
  })
})

describe.each(methods)('%s', (_, put) => {
  test.each(faults)('%s is refused with its code, and nothing has changed', async (_name, faulty, wanted) => {
    const { api } = await open({ maxAhead: '10m' })
    api.add(point(0, 7))
    const before = await totals(api, 0, MINUTE)
    const { offered, rejected, ...stats } = api.stats()
    expect(() => put(api, faulty)).toThrow(code(wanted))
    expect(await totals(api, 0, MINUTE)).toEqual(before)
    const after = api.stats()
    expect(after).toMatchObject(stats)
    expect(after.offered).toBe(after.accepted + Object.values(after.rejected).reduce((sum, n) => sum + n, 0))
    expect(after.rejected[wanted as keyof typeof rejected]).toBe(after.offered - offered)
  })

  test.each(faults)('%s is left out and counted if invalid is skip', async (_name, faulty, wanted) => {
    const { api } = await open({ maxAhead: '10m', invalid: 'skip' })
    put(api, faulty)
    const { offered, accepted, rejected } = api.stats()
    expect(rejected).toEqual({ [wanted]: 1 })
    expect(offered).toBe(accepted + 1)
    expect(await totals(api, 0, MINUTE)).toEqual(
      accepted === 1 ? { n: 1, sum: 100 } : { n: Number.NaN, sum: Number.NaN },
    )
  })
})

describe('an invalid name', () => {
  test.each<[string, unknown, unknown]>([
    ['an empty metric', '', undefined],
    ['a metric that is a number', 5, undefined],
    ['a tag that is a number', 'm', { host: 5 }],
    ['tags that are a list', 'm', ['host']],
  ])('%s: TIDEMARK_INVALID_TAGS, and no series is left behind', async (_, metric, tags) => {
    const { api } = await open()
    const bad = { metric, tags, value: 1, time: 0 } as Point
    for (const put of [
      () => api.add(bad),
      () => api.addMany([point(0), bad]),
      () => api.series(metric as string, tags as Tags),
    ])
      expect(put).toThrow(code('TIDEMARK_INVALID_TAGS'))
    expect(api.stats()).toMatchObject({ series: 0, accepted: 0, offered: 3 })
  })
})

describe('addMany', () => {
  test('adds all or none, and names the first faulty point', async () => {
    const { api } = await open()
    const add = () => api.addMany([point(0), point(1, 1, { host: 'b' }), point(2, 'x'), point(3, 'y')])
    expect(add).toThrow('points[2]: the value must be a finite number, got "x"')
    expect(api.stats()).toMatchObject({
      offered: 4,
      accepted: 0,
      rejected: { TIDEMARK_INVALID_VALUE: 4 },
      series: 0,
      pending: 0,
    })
  })

  test.each([null, undefined, 5, 'point'])('refuses %j as a point', async odd => {
    const { api } = await open()
    expect(() => api.addMany([point(0), odd as unknown as Point])).toThrow(
      expect.objectContaining({
        code: 'TIDEMARK_INVALID_VALUE',
        message: `points[1] must be { metric, value, time, tags }, got ${odd === 'point' ? '"point"' : odd}`,
      }),
    )
    expect(() => api.add(odd as unknown as Point)).toThrow(code('TIDEMARK_INVALID_VALUE'))
    expect(api.stats()).toMatchObject({ offered: 3, accepted: 0 })
  })

  test('takes any iterable, once', async () => {
    const { api } = await open()
    api.addMany(new Set([point(0), point(1)]))
    api.addMany(
      (function* () {
        yield point(2)
      })(),
    )
    api.addMany([])
    expect(await totals(api, 0, MINUTE)).toEqual({ n: 3, sum: 3 })
  })

  test('takes the fields of each point at once: a generator may yield one object again and again', async () => {
    const { api } = await open()
    const one = { metric: 'm', time: new Date(0), value: 0, tags: { host: '' } }
    api.addMany(
      (function* () {
        for (const [p, host] of ['a', 'b', 'a'].entries()) {
          one.value = 10 ** p
          one.time.setTime(p * MINUTE)
          one.tags.host = host
          yield one
        }
      })(),
    )
    const { groups } = await api.query({ metric: 'm', from: 0, to: 3 * MINUTE, every: '1m', by: ['host'] })
    expect(groups.map(({ tags, columns }) => [tags.host, ...columns.sum])).toEqual([
      ['a', 1, Number.NaN, 100],
      ['b', Number.NaN, 10, Number.NaN],
    ])
  })

  test('names the first faulty point, whatever is wrong with later ones', async () => {
    const { api } = await open({ maxAhead: '10m' })
    expect(() => api.addMany([point(0), point(HOUR), point(0.5)])).toThrow(code('TIDEMARK_AHEAD'))
    expect(() => api.addMany([point(0), point(0.5), point(HOUR)])).toThrow(code('TIDEMARK_INVALID_INSTANT'))
  })

  test('checks the age of points after all have come: an advance between them lets no dropped point in', async () => {
    const { api } = await open({ tiers: [{ every: '1m', keep: '2h' }] })
    let advanced: Promise<unknown> | undefined
    const source = (function* () {
      yield point(0)
      advanced = api.advance(10 * DAY)
      yield point(10 * DAY)
    })()
    expect(() => api.addMany(source)).toThrow(code('TIDEMARK_EXPIRED'))
    await advanced
    expect(api.stats()).toMatchObject({ accepted: 0, expired: 2 })
  })

  test('throws the error of the source or of a getter, and adds and counts nothing', async () => {
    const { api } = await open({ invalid: 'skip' })
    const reason = new Error('no more')
    const angry = {
      metric: 'm',
      get value(): number {
        throw reason
      },
    }
    const broken = (function* () {
      yield point(0)
      throw reason
    })()
    for (const source of [broken, [point(0), angry]]) expect(() => api.addMany(source)).toThrow(reason)
    expect(() => api.add(angry)).toThrow(reason)
    expect(api.stats()).toMatchObject({ offered: 0, accepted: 0, series: 0 })
  })

  test.each([undefined, null, 5, {}])('refuses %j, which is no list: TIDEMARK_INVALID_VALUE', async odd => {
    const { api } = await open()
    expect(() => api.addMany(odd as unknown as Point[])).toThrow(code('TIDEMARK_INVALID_VALUE'))
  })

  test('adds no point of a batch of which only a part fits: TIDEMARK_BACKPRESSURE', async () => {
    const { api } = await open({ maxPending: 3 })
    api.add(point(0))
    expect(() => api.addMany([0, 1, 2, 3].map(minute => point(minute * MINUTE, 1, { host: 'b' })))).toThrow(
      code('TIDEMARK_BACKPRESSURE'),
    )
    expect(api.stats()).toMatchObject({
      offered: 5,
      accepted: 1,
      pending: 1,
      series: 1,
      rejected: { TIDEMARK_BACKPRESSURE: 4 },
    })
    api.addMany([0, 1, 2].map(minute => point(minute * MINUTE)))
    expect(api.stats().pending).toBe(3)
  })
})

describe('maxPending', () => {
  test('advises smaller batches, not a flush, for a batch that it can never hold', async () => {
    const { api } = await open({ maxPending: 3 })
    const times = [0, 1, 2, 3].map(minute => minute * MINUTE)
    const advice =
      /these points alone need 4 rows, and maxPending is 3. Add them in smaller batches, load\(\) them, or raise/
    expect(() => api.addMany(times.map(time => point(time)))).toThrow(advice)
    expect(() => api.series('m').addColumns(times, [1, 1, 1, 1])).toThrow(advice)
    api.add(point(0))
    expect(() => api.addMany(times.slice(1).map(time => point(time)))).toThrow(
      /1 rows wait for their commit .* await flush/,
    )
  })

  test('counts rows: points of known rows always fit', async () => {
    const { api } = await open({ maxPending: 2 })
    for (let p = 0; p < 20_000; p++) api.add(point((p * 7) % (2 * MINUTE)))
    expect(api.stats()).toMatchObject({ pending: 2, accepted: 20_000 })
  })

  test('makes add throw TIDEMARK_BACKPRESSURE until a flush has made room', async () => {
    const { api } = await open({ maxPending: 2 })
    const handle = api.series('m', { host: 'a' })
    handle.add(1, 0)
    handle.add(1, MINUTE)
    for (const add of [
      () => handle.add(1, 2 * MINUTE),
      () => handle.addColumns([2 * MINUTE], [1]),
      () => api.add(point(0, 1, { host: 'new' })),
    ])
      expect(add).toThrow(/2 rows wait for their commit and maxPending is 2: await flush\(\)/)
    expect(api.stats()).toMatchObject({ accepted: 2, rejected: { TIDEMARK_BACKPRESSURE: 3 }, series: 1 })
    await api.flush()
    handle.addColumns([2 * MINUTE, 3 * MINUTE], [1, 1])
    expect(await totals(api, 0, HOUR)).toEqual({ n: 4, sum: 4 })
  })

  test('throws even if faulty points are skipped: points that do not fit are never lost in silence', async () => {
    const { api } = await open({ maxPending: 1, invalid: 'skip' })
    api.add(point(0))
    expect(() => api.add(point(MINUTE))).toThrow(code('TIDEMARK_BACKPRESSURE'))
  })
})

describe('maxSeries', () => {
  test('counts the points of further series into { overflow: true } of their metric', async () => {
    const { api } = await open({ maxSeries: 2 })
    for (const host of ['a', 'b', 'c', 'd']) api.add(point(0, 1, { host }))
    api.series('m', { host: 'e' }).addColumns([0, 1], [1, 1])
    api.addMany([point(0, 1, { host: 'a' }), point(0, 1, { host: 'f' })])
    expect(api.stats()).toMatchObject({ series: 3, accepted: 8, overflowed: 5 })
    const { groups } = await api.query({ metric: 'm', from: 0, to: MINUTE, by: ['host', 'overflow'] })
    expect(groups.map(({ tags, columns }) => [tags, columns.n[0]])).toEqual([
      [{ overflow: 'true' }, 5],
      [{ host: 'a' }, 2],
      [{ host: 'b' }, 1],
    ])
  })

  test('counts the series of the store after a restart', async () => {
    const { api, store } = await open({ maxSeries: 1 })
    api.add(point(0, 1, { host: 'a' }))
    await api.close()
    const next = await open({ store, maxSeries: 1 })
    next.api.add(point(0, 1, { host: 'b' }))
    next.api.add(point(0, 1, { host: 'a' }))
    expect(next.api.stats()).toMatchObject({ series: 2, overflowed: 1 })
  })
})

describe('a handle', () => {
  test('and add write to one series', async () => {
    const { api } = await open()
    const handle = api.series('m', { b: '2', a: '1' })
    handle.add(1, 0)
    api.add(point(0, 2, { a: '1', b: '2' }))
    handle.addColumns(Float64Array.of(0), Float64Array.of(4))
    expect(api.stats().series).toBe(1)
    expect(await totals(api, 0, MINUTE)).toEqual({ n: 3, sum: 7 })
  })

  test('takes columns in any order of time and of any kind, and does not keep them', async () => {
    const { api } = await open()
    const times = Float64Array.of(3 * MINUTE, 0, 2 * MINUTE)
    const values = Float64Array.of(1, 2, 4)
    api.series('m').addColumns(times, values)
    times.fill(0)
    values.fill(0)
    api.series('m').addColumns(Int32Array.of(0), [8])
    const { groups } = await api.query({ metric: 'm', from: 0, to: 4 * MINUTE, every: '1m' })
    expect([...groups[0].columns.sum]).toEqual([10, Number.NaN, 4, 1])
  })

  test('adds columns all or nothing, and names the index', async () => {
    const { api } = await open()
    const handle = api.series('m')
    expect(() => handle.addColumns([0, 1, 2], [1, 2, Number.NaN])).toThrow(
      'index 2: the value must be a finite number, got NaN',
    )
    expect(() => handle.addColumns([0, 0.5], [1, 2])).toThrow(/index 1: time 0.5: not whole milliseconds/)
    expect(() => handle.addColumns([0, 1], [1])).toThrow('times and values must have one length, got 2 and 1')
    expect(api.stats()).toMatchObject({ offered: 5, accepted: 0 }) // columns of two lengths are no points
    expect(await totals(api, 0, MINUTE)).toEqual({ n: Number.NaN, sum: Number.NaN })
  })

  test.each([undefined, null, {}, { length: Number.NaN }, { length: 'x' }, '12'])(
    'refuses %j as a column, and leaves the counters whole',
    async odd => {
      const { api } = await open()
      expect(() => api.series('m').addColumns(odd as unknown as number[], [1])).toThrow(code('TIDEMARK_INVALID_VALUE'))
      expect(Number.isInteger(api.stats().offered)).toBe(true)
    },
  )

  test('refuses columns of an impossible length, even if faulty points are skipped', async () => {
    const { api } = await open({ invalid: 'skip' })
    const endless = { length: 2 ** 40 }
    expect(() => api.series('m').addColumns(endless, endless)).toThrow(code('TIDEMARK_INVALID_VALUE'))
    expect(api.stats().offered).toBe(0)
  })

  test('takes empty columns', async () => {
    const { api } = await open()
    api.series('m').addColumns([], new Float64Array())
    expect(api.stats()).toMatchObject({ offered: 0, pending: 0 })
  })
})

describe('late points', () => {
  test('are those whose window of the finest tier is sealed', async () => {
    const { api } = await open()
    await api.advance(HOUR + MINUTE)
    api.add(point(HOUR))
    expect(api.stats().late).toBe(0)
    api.add(point(HOUR - 1))
    api.series('m').add(1, HOUR - 1)
    api.series('m').addColumns([HOUR, HOUR - 1, HOUR - 2], [1, 1, 1])
    api.series('m').addColumns([HOUR - 2, HOUR - 1, HOUR, HOUR + 1], [1, 1, 1, 1])
    expect(api.stats()).toMatchObject({ accepted: 10, late: 6 })
  })
})
