import { describe, expect, test } from 'vitest'
import {
  type Aggregates,
  calendar,
  count,
  first,
  fixed,
  max,
  memoryStore,
  min,
  moments,
  type Partition,
  rollup,
  Status,
  type Store,
  sum,
  type TierOptions,
  tdigest,
} from '../../src'
import type { Row } from '../../src/store'
import { DAY, HOUR, MINUTE } from '../../src/time/units'
import { verbsOf } from '../store/verbs'

const MINUTES = { every: '1m', keep: '7d' } as const
const HOURS = { every: '1h', keep: 'forever' } as const
const FOREVER = { every: '1m', keep: 'forever' } as const

const n = { n: count() }

/** Opens a rollup, whose clock stands at `now`. */
async function open<A extends Aggregates>(
  store: Store,
  aggregates: A,
  tiers: readonly TierOptions[] = [MINUTES, HOURS],
  { now = 10 * DAY, writer = 'main' } = {},
) {
  return rollup({ store, aggregates, tiers, writer, clock: () => now, maxAhead: 'forever', onExpire: undefined })
}

/** A store in which a rollup counted points at these times, one of value k each, and was closed. */
async function holding(
  times: readonly number[],
  { aggregates = n as Aggregates, tiers = [MINUTES, HOURS] as readonly TierOptions[], now = 0, writer = 'main' } = {},
) {
  const store = memoryStore()
  const api = await open(store, aggregates, tiers, { now, writer })
  times.forEach((time, k) => {
    api.add({ metric: 'm', value: k, time })
  })
  await api.advance(now)
  await api.close()
  return store
}

async function rowsOf(store: Store, tier: string): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of store.read({ writer: 'rollup/main', tier, from: -1e15, to: 1e15 })) rows.push(row)
  return rows
}

async function drop(store: Store, tier: string): Promise<void> {
  const lease = await store.lease('rollup/main')
  const { [tier]: _, ...marks } = lease.marks
  const drops = [{ tier, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }]
  await store.commit({ lease, sequence: lease.sequence + 1, series: [], rows: [], drops, marks })
}

const mismatch = (part: string) => ({ code: 'TIDEMARK_MISMATCH', message: expect.stringContaining(part) })

describe('an aggregate that is added', () => {
  test('is NaN where older rows do not tell of it, also where they are merged with newer ones', async () => {
    const store = await holding([0, MINUTE])
    const api = await open(store, { ...n, worst: max() })
    for (const [time, value] of [
      [MINUTE, 5],
      [2 * MINUTE, 6],
      [3 * MINUTE, 7],
    ])
      api.add({ metric: 'm', value, time })
    const ask = async (every: string) => {
      const { groups } = await api.query({ metric: 'm', from: 0, to: 4 * MINUTE, every })
      return [[...groups[0].columns.n], [...groups[0].columns.worst]]
    }
    for (let flushed = 0; flushed < 2; flushed++) {
      expect(await ask('1m')).toEqual([
        [1, 2, 1, 1],
        [Number.NaN, Number.NaN, 6, 7],
      ])
      expect(await ask('2m')).toEqual([
        [3, 2],
        [Number.NaN, 7],
      ])
      await api.flush()
    }
    await api.advance(10 * DAY)
    const day = await api.query({
      metric: 'm',
      from: 0,
      to: HOUR,
      select: r => ({ n: r.n, worst: r.worst, both: r.n + r.worst }),
    })
    expect([...day.rows()]).toMatchObject([{ n: 5, worst: null, both: null }])
  })

  test('reads NaN in all that it answers: a digest, moments', async () => {
    const store = await holding([0])
    const api = await open(store, { ...n, d: tdigest(), m: moments() })
    const select = (r: any) => ({
      n: r.n,
      count: r.d.count,
      p99: r.d.quantile(0.99),
      least: r.d.min,
      rank: r.d.rank(5),
      of: r.m.count,
      variance: r.m.variance,
    })
    const [row] = (await api.query({ metric: 'm', from: 0, to: MINUTE, select })).rows()
    expect(row).toMatchObject({ n: 1, count: null, p99: null, least: null, rank: null, of: null, variance: null })
  })

  test('is seen as NaN by onExpire', async () => {
    const store = await holding([0], { now: HOUR + MINUTE })
    const seen: unknown[] = []
    const onExpire = ({ rows }: { rows: readonly { readings: any }[] }) => {
      for (const { readings } of rows) seen.push({ ...readings, m: { ...readings.m } })
    }
    const more = { ...n, worst: max(), m: moments() }
    const api = await rollup({ store, aggregates: more, tiers: [MINUTES, HOURS], onExpire, clock: () => 9 * DAY })
    await api.advance()
    expect(seen).toMatchObject([{ n: 1, worst: Number.NaN, m: { count: Number.NaN, mean: Number.NaN } }])
  })
})

describe('an aggregate that is left out', () => {
  const both = { ...n, worst: max(), total: sum() }

  test('stays in the rows that are not written again, and is read when it comes back', async () => {
    const store = await holding([0, MINUTE, 2 * MINUTE], { aggregates: both })
    const before = await rowsOf(store, '1m')
    const api = await open(store, n)
    api.add({ metric: 'm', value: 9, time: MINUTE })
    await api.close()
    const after = await rowsOf(store, '1m')
    expect([after[0], after[2]]).toEqual([before[0], before[2]])
    const again = await open(store, both)
    const { groups } = await again.query({ metric: 'm', from: 0, to: 3 * MINUTE, every: '1m' })
    expect([...groups[0].columns.n]).toEqual([1, 2, 1])
    expect([...groups[0].columns.worst]).toEqual([0, Number.NaN, 2])
  })

  test('is not in a coarser row of which a part was written without it, whichever part', async () => {
    for (const [between, after] of [
      [MINUTE, 2 * MINUTE],
      [0, MINUTE],
    ]) {
      const store = await holding([2 * MINUTE - after], { aggregates: both })
      const api = await open(store, n, undefined, { now: 2 * MINUTE })
      api.add({ metric: 'm', value: 1, time: 2 * MINUTE - between })
      await api.close()
      const again = await open(store, both)
      await again.advance(2 * HOUR)
      const { groups, plan } = await again.query({ metric: 'm', from: 0, to: HOUR })
      expect([groups[0].columns.n[0], groups[0].columns.worst[0], plan.segments[0].tier]).toEqual([2, Number.NaN, '1h'])
    }
  })

  test('is NaN to another writer that still keeps it', async () => {
    const store = await holding([0], { aggregates: both })
    const side = await open(store, both, undefined, { writer: 'side' })
    const main = await open(store, n)
    main.add({ metric: 'm', value: 1, time: MINUTE })
    side.add({ metric: 'm', value: 3, time: MINUTE })
    side.add({ metric: 'm', value: 4, time: 2 * MINUTE })
    await main.flush()
    const { groups } = await side.query({ metric: 'm', from: 0, to: 3 * MINUTE, every: '1m' })
    expect([...groups[0].columns.n]).toEqual([1, 2, 1])
    expect([...groups[0].columns.worst]).toEqual([0, Number.NaN, 4])
  })
})

describe('an aggregate that is another under the same key', () => {
  test('is a mismatch that names what differs, and whoever is refused has taken nobody over', async () => {
    const store = memoryStore()
    const aggregates = { ...n, worst: max(), d: tdigest() }
    const api = await open(store, aggregates)
    api.add({ metric: 'm', value: 1, time: 0 })
    await api.flush()
    for (const writer of ['main', 'other']) {
      await expect(open(store, { worst: min() }, undefined, { writer })).rejects.toMatchObject(
        mismatch('"worst" is kept as max { high: -Infinity } and would be min { low: Infinity }'),
      )
      const wider = open(store, { d: tdigest({ compression: 200 }) }, undefined, { writer })
      await expect(wider).rejects.toMatchObject(mismatch('tdigest(200) {'))
    }
    api.add({ metric: 'm', value: 1, time: 1 })
    await api.flush()
  })

  test('is a mismatch when it is asked, where two writers began side by side', async () => {
    const store = memoryStore()
    const one = await open(store, { worst: max() })
    const two = await open(store, { worst: min() }, undefined, { writer: 'two' })
    one.add({ metric: 'm', value: 1, time: 0 })
    await one.flush()
    const asked = two.query({ metric: 'm', from: 0, to: HOUR })
    await expect(asked).rejects.toMatchObject(mismatch('rollup/main keeps other aggregates: "worst"'))
  })

  test('can follow under the same key once a definition left it out', async () => {
    const store = await holding([0, MINUTE], { aggregates: { ...n, edge: max() } })
    const between = await open(store, n)
    await between.flush({ position: 1 })
    const api = await open(store, { ...n, edge: first() })
    api.add({ metric: 'm', value: 5, time: 2 * MINUTE })
    const { groups } = await api.query({ metric: 'm', from: 0, to: 3 * MINUTE, every: '1m' })
    expect([...groups[0].columns.edge]).toEqual([Number.NaN, Number.NaN, 5])
  })
})

describe('a definition', () => {
  const without = (store: Store, definition: unknown): Store => ({
    ...verbsOf(store),
    async *writers() {
      for await (const writer of store.writers()) yield { ...writer, definition }
    },
  })

  test('that a store does not keep is told by a row of each tier: other aggregates are a mismatch', async () => {
    const store = without(await holding([0]), null)
    await expect(open(store, { ...n, worst: max() })).rejects.toMatchObject(mismatch('"worst" (max) is not in it'))
    const api = await open(store, n, [{ every: '30s', keep: '1d' }, MINUTES, HOURS])
    expect((await api.query({ metric: 'm', from: 0, to: MINUTE })).groups[0].columns.n[0]).toBe(1)
  })

  test.each([['text'], [{}], [{ aggregates: {}, tiers: [{}] }], [{ aggregates: null, tiers: [] }]])(
    'that is none, %j, is TIDEMARK_STORE',
    async definition => {
      const store = without(await holding([0]), definition)
      await expect(open(store, n)).rejects.toMatchObject({
        code: 'TIDEMARK_STORE',
        message: expect.stringContaining("the store's definition of rollup/main cannot be read"),
      })
    },
  )

  test('is said with the first commit, and again when it has changed', async () => {
    const store = memoryStore()
    const definitionOf = async () => {
      for await (const { definition } of store.writers()) return definition
    }
    const api = await open(store, n)
    expect(await definitionOf()).toBe(null)
    await api.flush({ position: 1 })
    expect(await definitionOf()).toEqual({
      aggregates: { n: 'count { n: 0 }' },
      tiers: [{ name: '1m' }, { name: '1h' }],
    })
    await (await open(store, { ...n, worst: max() })).flush({ position: 2 })
    expect(await definitionOf()).toMatchObject({
      aggregates: { n: 'count { n: 0 }', worst: 'max { high: -Infinity }' },
    })
  })
})

describe('a tier that is added', () => {
  const QUARTERS = { every: '15m', keep: '30d' } as const

  test('is filled from the finer rows that are left, and explain says from when', async () => {
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

  test('takes the place of another: what that one holds of older times is carried over', async () => {
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

  test('is behind finer rows where those reach further back', async () => {
    const store = await holding([0, HOUR, 2 * HOUR], { tiers: [FOREVER], now: 3 * HOUR })
    const older = await open(store, n, [FOREVER, HOURS], { now: 3 * HOUR })
    await older.advance(2 * HOUR + MINUTE)
    expect(String(await older.explain({ metric: 'm', from: 0, to: 2 * HOUR }))).toMatch(
      /^ {2}1h .* 2 rows {2}coarsest/m,
    )
    expect((await rowsOf(store, '1h')).map(({ start }) => start)).toEqual([0, HOUR])
  })

  test('below the finest begins behind its last row: older answers come from there', async () => {
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

  test('says in its plan that it begins later', async () => {
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

describe('a tier that is left out', () => {
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

  test('gives all that it holds to the next, where it was the finest', async () => {
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

  test('can be the finest of which only a new one can be made', async () => {
    const store = await holding([0, 30_000, MINUTE], { tiers: [MINUTES], now: MINUTE })
    const api = await open(store, n, [{ every: '5m', keep: 'forever' }], { now: MINUTE })
    api.add({ metric: 'm', value: 1, time: 2 * MINUTE })
    expect((await api.query({ metric: 'm', from: 0, to: 5 * MINUTE })).groups[0].columns.n[0]).toBe(4)
  })

  test('leaves the next as far sealed as it was itself, though that one took what came ahead of time', async () => {
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

  test('comes back as the finest no further sealed than the one that goes on from there', async () => {
    const tiers = [{ every: '10s', keep: '2d' }, MINUTES] as const
    const store = await holding([2 * HOUR], { tiers, now: 3 * MINUTE })
    await (await open(store, n, [MINUTES], { now: 3 * MINUTE })).close()
    const api = await open(store, n, tiers, { now: 3 * MINUTE })
    api.add({ metric: 'm', value: 1, time: 2.5 * MINUTE })
    expect(api.stats()).toMatchObject({ late: 0, sealed: { '10s': 2 * MINUTE } })
  })

  test('is refused while what still comes would have no place without it', async () => {
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

  test('goes on where it comes back: what came late meanwhile is made again of the finer rows', async () => {
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

  test('is refused where it comes back and what came meanwhile is dropped, until it is dropped by hand', async () => {
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

  test('is refused where it was the finest and comes back after more has come; where nothing has, it goes on', async () => {
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

  test('gives a finer one its place behind what is dropped, where no row is left', async () => {
    const store = await holding([0, HOUR], { tiers: [{ every: '1m', keep: '2h' }, HOURS], now: 10 * HOUR })
    expect(await rowsOf(store, '1m')).toEqual([])
    const api = await open(store, n, [{ every: '30s', keep: '1d' }, HOURS], { now: 10 * HOUR })
    const old = api.query({ metric: 'm', from: 0, to: HOUR, every: '30s' })
    await expect(old).rejects.toMatchObject({ message: expect.stringContaining('30s from 1970-01-01T08:00Z') })
    expect((await api.query({ metric: 'm', from: 0, to: 2 * HOUR })).groups[0].columns.n[0]).toBe(2)
  })

  test('is refused while another would have to be made of what it alone still holds', async () => {
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

  test('is refused where none of the new ones can go on from it', async () => {
    const store = await holding([0], { tiers: [{ every: '7m', keep: 'forever' }] })
    const strange = open(store, n, [MINUTES, HOURS])
    await expect(strange).rejects.toMatchObject(mismatch('has tiers of 7m, and none of 1m, 1h can continue from them'))
  })
})

describe('keeps', () => {
  test('change freely: a shorter one drops more, a longer one keeps what is left', async () => {
    const store = await holding([0, DAY, 2 * DAY], { now: 3 * DAY })
    const shorter = await open(store, n, [{ every: '1m', keep: '2d' }, HOURS], { now: 3 * DAY })
    expect(await shorter.advance(3 * DAY)).toMatchObject({ dropped: 1 })
    await open(store, n, [FOREVER, HOURS], { now: 3 * DAY })
    expect((await rowsOf(store, '1m')).map(({ start }) => start)).toEqual([DAY, 2 * DAY])
  })
})

describe('writers of one rollup', () => {
  test('may have different tiers, and each is read by its own', async () => {
    const store = await holding([0, HOUR, 25 * HOUR], { now: 26 * HOUR })
    const tiers = [
      { every: '30s', keep: '2d' },
      { every: '1d', keep: 'forever' },
    ] as const
    const side = await open(store, n, tiers, { writer: 'side', now: 26 * HOUR })
    for (const time of [0, 25 * HOUR, 25 * HOUR + 40_000]) side.add({ metric: 'm', value: 1, time })
    await side.flush()
    const { groups, plan } = await side.query({ metric: 'm', from: 0, to: 48 * HOUR, every: '1d' })
    expect([...groups[0].columns.n]).toEqual([3, 3])
    expect(new Set(plan.segments.map(({ writer, tier }) => `${writer} ${tier}`))).toEqual(
      new Set(['main 1h', 'main 1m', 'side 30s']),
    )
    const main = await open(store, n, undefined, { now: 26 * HOUR })
    expect([...(await main.query({ metric: 'm', from: 0, to: 48 * HOUR, every: '1d' })).groups[0].columns.n]).toEqual([
      3, 3,
    ])
  })

  test('with windows of one’s own are a mismatch to a writer that does not know them', async () => {
    const own: Partition = { ...fixed('90s'), name: 'shift' }
    const store = await holding([0], { tiers: [{ every: own, keep: 'forever' }] })
    const other = open(store, n, undefined, { writer: 'other' })
    await expect(other).rejects.toMatchObject(mismatch('rollup/main has a tier of custom windows "shift"'))
    await open(
      store,
      n,
      [
        { every: own, keep: 'forever' },
        { every: '3m', keep: 'forever' },
      ],
      { writer: 'other' },
    )
  })
})
