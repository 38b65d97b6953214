import { describe, expect, test } from 'vitest'
import {
  first,
  fixed,
  max,
  memoryStore,
  min,
  moments,
  type Partition,
  rollup,
  type Store,
  sum,
  tdigest,
} from '../../src'
import { DAY, HOUR, MINUTE } from '../../src/time/units'
import { overriding } from '../support/forwarding-store'
import { HOURS, holding, MINUTES, mismatch, n, open, rowsOf } from './reopened'

describe('an aggregate that is added', () => {
  test('reads NaN in older rows, also in those that are merged with newer ones', async () => {
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

  test('reads NaN in all its parts: a digest, moments', async () => {
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

  test('reads NaN in onExpire', async () => {
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

describe('an aggregate that is removed', () => {
  const both = { ...n, worst: max(), total: sum() }

  test('stays in rows that are not written again, and is readable if it is added back', async () => {
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

  test('is missing in a coarser row if any of its parts was written without it', async () => {
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

  test('reads NaN for another writer that still has it', async () => {
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

describe('another aggregate under the same key', () => {
  test('is a mismatch that names what differs, and the refused open does not take over the writer', async () => {
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

  test('is a mismatch at the first query if two writers began at the same time', async () => {
    const store = memoryStore()
    const one = await open(store, { worst: max() })
    const two = await open(store, { worst: min() }, undefined, { writer: 'two' })
    one.add({ metric: 'm', value: 1, time: 0 })
    await one.flush()
    const asked = two.query({ metric: 'm', from: 0, to: HOUR })
    await expect(asked).rejects.toMatchObject(mismatch('rollup/main keeps other aggregates: "worst"'))
  })

  test('is possible after a definition without that key', async () => {
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
  const without = (store: Store, definition: unknown): Store =>
    overriding(store, {
      async *writers() {
        for await (const writer of store.writers()) yield { ...writer, definition }
      },
    })

  test('that a store does not have is checked by a row of each tier: other aggregates are a mismatch', async () => {
    const store = without(await holding([0]), null)
    await expect(open(store, { ...n, worst: max() })).rejects.toMatchObject(mismatch('"worst" (max) is missing'))
    const api = await open(store, n, [{ every: '30s', keep: '1d' }, MINUTES, HOURS])
    expect((await api.query({ metric: 'm', from: 0, to: MINUTE })).groups[0].columns.n[0]).toBe(1)
  })

  test.each([['text'], [{}], [{ aggregates: {}, tiers: [{}] }], [{ aggregates: null, tiers: [] }]])(
    'that cannot be read, %j, is TIDEMARK_STORE',
    async definition => {
      const store = without(await holding([0]), definition)
      await expect(open(store, n)).rejects.toMatchObject({
        code: 'TIDEMARK_STORE',
        message: expect.stringContaining("the store's definition of rollup/main cannot be read"),
      })
    },
  )

  test('is committed with the first commit, and again after a change', async () => {
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

  test('with custom windows are a mismatch for a writer that does not have them', async () => {
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
