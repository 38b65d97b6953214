import type uPlot from 'uplot'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type Answer,
  type AnswerRow,
  calendar,
  count,
  type ExpiringBatch,
  fixed,
  linear,
  max,
  type Quantiles,
  type QueryOptions,
  type QueryRange,
  type QueryWindows,
  type ResampleOptions,
  type Rollup,
  resample,
  rollup,
  type Selected,
  type Status,
  session,
  sliding,
  type Table,
  tdigest,
  zero,
} from '../../src'
import { keepTime } from '../../src/node'

const aggregates = { n: count(), most: max(), latency: tdigest() }
type Kept = typeof aggregates
const points = { times: [0, 1], values: [1, 2] }
const ask = { metric: 'm', from: 0, to: 60_000 }

/** What must not compile stands in functions that are checked and never called. */
const unrun = (..._: (() => unknown)[]) => expect(_.length).toBeGreaterThan(0)

async function opened(): Promise<Rollup<Kept>> {
  const api = await rollup({ aggregates, clock: () => 0 })
  api.add({ metric: 'm', value: 1 })
  return api
}

describe('select', () => {
  test('knows what each aggregate reads as', async () => {
    const api = await opened()
    await api.query({
      ...ask,
      select: r => {
        expectTypeOf(r.n).toEqualTypeOf<number>()
        expectTypeOf(r.latency).toEqualTypeOf<Quantiles>()
        return { p99: r.latency.quantile(0.99) }
      },
    })
    expect(Object.keys(api.stats().sealed)).toHaveLength(3)
  })

  test('of what is not kept does not compile', async () => {
    const api = await opened()
    unrun(
      // @ts-expect-error mean is not kept
      () => api.query({ ...ask, select: r => ({ mean: r.mean }) }),
      // @ts-expect-error a digest is no number
      () => api.query({ ...ask, select: r => ({ p99: r.latency }) }),
      // @ts-expect-error a digest has no percentile
      () => api.query({ ...ask, select: r => ({ p99: r.latency.percentile(99) }) }),
      // @ts-expect-error what is read cannot be written
      () => api.query({ ...ask, select: r => ({ n: r.n++ }) }),
      // @ts-expect-error columns hold numbers
      () => api.query({ ...ask, select: r => ({ n: String(r.n) }) }),
      // @ts-expect-error mean is not kept
      () => resample(points, { every: 1, aggregates, select: r => ({ mean: r.mean }) }),
      // @ts-expect-error columns hold numbers
      () => resample(points, { every: 1, aggregates, select: r => ({ p99: r.latency }) }),
    )
  })

  test('may give an interface, of which the names are the columns', async () => {
    interface Cols {
      readonly n: number
      p99?: number | null
    }
    const api = await opened()
    const answer = await api.query({ ...ask, select: (r): Cols => ({ n: r.n, p99: null }), fill: { n: zero() } })
    expectTypeOf(answer).toEqualTypeOf<Answer<Cols, never>>()
    const table = resample(points, { every: 2, aggregates, select: (r): Cols => ({ n: r.n }) })
    expectTypeOf(table.columns.n).toEqualTypeOf<Float64Array>()
    expect([...table.columns.n]).toEqual([2])
    interface Odd {
      name: string
    }
    unrun(
      // @ts-expect-error columns hold numbers
      () => api.query({ ...ask, select: (): Odd => ({ name: 'n' }) }),
      // @ts-expect-error columns hold numbers
      () => resample(points, { every: 2, aggregates, select: (): Odd => ({ name: 'n' }) }),
      // @ts-expect-error fill names what is no column
      () => api.query({ ...ask, select: (r): Cols => ({ n: r.n }), fill: { p50: zero() } }),
    )
  })

  test("goes through a function of one's own, with what is inferred from it", async () => {
    const api = await opened()
    const query = <S extends Selected<S>>(q: QueryOptions<Kept, S>) => api.query(q)
    const explain = <S extends Selected<S>>(q: QueryOptions<Kept, S>) => api.explain(q)
    const table = <S extends Selected<S>>(options: ResampleOptions<Kept, S>) => resample(points, options)
    const select = (r: { n: number }) => ({ n: r.n, half: r.n / 2 })
    const answer = await query({ ...ask, select, fill: { half: zero() }, top: { n: 1, by: 'half' } })
    expectTypeOf(answer.groups[0].columns).toEqualTypeOf<{ readonly n: Float64Array; readonly half: Float64Array }>()
    expect(answer.groups[0].columns).toEqual({ n: Float64Array.of(1), half: Float64Array.of(0.5) })
    expect((await explain({ ...ask, select })).rows).toBe(1)
    expect([...table({ every: 2, aggregates, select }).columns.half]).toEqual([1])
    unrun(
      // @ts-expect-error fill names what is no column
      () => query({ ...ask, select, fill: { p99: zero() } }),
      // @ts-expect-error top ranks by what is no column
      () => query({ ...ask, select, top: { n: 1, by: 'p99' } }),
    )
  })

  test('names the columns of an answer', async () => {
    const api = await opened()
    const answer = await api.query({
      ...ask,
      select: r => ({ n: r.n, p99: r.n > 5 ? r.latency.quantile(0.99) : null }),
    })
    const { columns } = answer.groups[0]
    expectTypeOf(columns).toEqualTypeOf<{ readonly n: Float64Array; readonly p99: Float64Array }>()
    const [row] = [...answer.rows()]
    expectTypeOf(row.p99).toEqualTypeOf<number | null>()
    expectTypeOf(row.status).toEqualTypeOf<'empty' | 'open' | 'sealed'>()
    expectTypeOf<Status>().toEqualTypeOf<0 | 1 | 2>()
    expect(row.status).toBe('open')
    expect(row).toMatchObject({ n: 1, p99: null })
    unrun(
      // @ts-expect-error it was not selected
      () => columns.most,
      // @ts-expect-error it was not selected
      () => row.most,
    )
  })

  test('left out gives the aggregates that read as a number, and no others', async () => {
    const api = await opened()
    const answer = await api.query(ask)
    expectTypeOf(answer).toEqualTypeOf<Answer<{ n: number; most: number }, never>>()
    expectTypeOf([...answer.rows()][0]).toEqualTypeOf<AnswerRow<{ n: number; most: number }, never>>()
    const table = resample(points, { every: 1, aggregates })
    expectTypeOf(table).toEqualTypeOf<Table<{ n: number; most: number }>>()
    expect(Object.keys(table.columns)).toEqual(['n', 'most'])
    unrun(
      // @ts-expect-error a digest is no number
      () => answer.groups[0].columns.latency,
      // @ts-expect-error a digest is no number
      () => table.columns.latency,
    )
  })

  test('is inferred from what is selected, not from where the answer goes', async () => {
    const nOf = (table: { columns: { n: Float64Array } }) => table.columns.n
    const api = await opened()
    const sumOf = ({ groups }: { groups: readonly { columns: { n: Float64Array } }[] }) => groups[0].columns.n[0]
    expect([...nOf(resample(points, { every: 2, aggregates }))]).toEqual([2])
    expect([...nOf(resample(points, { every: 2, aggregates, select: r => ({ n: r.n }) }))]).toEqual([2])
    expect(sumOf(await api.query(ask))).toBe(1)
  })
})

describe('windows and ranges', () => {
  test('are of fixed or calendar windows: sliding windows and sessions make no grid and no tier', async () => {
    const api = await opened()
    for (const every of [calendar('day'), fixed('1m'), { minutes: 1 }])
      expect((await api.query({ ...ask, every })).starts).toHaveLength(1)
    unrun(
      // @ts-expect-error sliding windows overlap
      () => api.query({ ...ask, every: sliding({ size: '2m', every: '1m' }) }),
      // @ts-expect-error sessions start and end where the data does
      () => api.query({ ...ask, every: session({ gap: '1m' }) }),
      // @ts-expect-error sliding windows overlap
      () => rollup({ aggregates, tiers: [{ every: sliding({ size: '2m', every: '1m' }), keep: 'forever' }] }),
      // @ts-expect-error sessions start and end where the data does
      () => rollup({ aggregates, tiers: [{ every: session({ gap: '1m' }), keep: 'forever' }] }),
    )
  })

  test('are of a width or at most a number of windows; from and to, or last', async () => {
    const api = await opened()
    expect((await api.query({ metric: 'm', last: '1h', maxWindows: 60 })).starts.length).toBeGreaterThan(1)
    expect((await api.query({ metric: 'm', from: 0 })).starts).toHaveLength(1)
    unrun(
      // @ts-expect-error every or maxWindows, not both
      () => api.query({ ...ask, every: '1m', maxWindows: 5 }),
      // @ts-expect-error last or from and to, not both
      () => api.query({ ...ask, last: '1h' }),
      // @ts-expect-error last ends now
      () => api.query({ metric: 'm', last: '1h', to: 5 }),
      // @ts-expect-error a start is asked for
      () => api.query({ metric: 'm', to: 5 }),
      // @ts-expect-error a range is asked for
      () => api.query({ metric: 'm' }),
      // @ts-expect-error last is a duration
      () => api.query({ metric: 'm', last: new Date() }),
    )
  })

  test('may be handed on by a function of your own, without the rest of a query', async () => {
    const api = await opened()
    const n = async (range: QueryRange & QueryWindows) =>
      (await api.query({ metric: 'm', ...range })).groups[0].columns.n
    expect(await n({ from: 0, to: 1, every: '1m' })).toEqual(Float64Array.of(1))
    expect(await n({ last: 1 })).toEqual(Float64Array.of(1))
  })
})

describe('by', () => {
  test('types the tags of groups and rows: those that it names, which a series may lack', async () => {
    const api = await opened()
    const answer = await api.query({ ...ask, by: ['host', 'route'] })
    const { tags } = answer.groups[0]
    expectTypeOf(tags).toEqualTypeOf<{ readonly host?: string; readonly route?: string }>()
    expectTypeOf([...answer.rows()][0].tags.host).toEqualTypeOf<string | undefined>()
    expect(tags).toEqual({})
    unrun(
      // @ts-expect-error the query does not group by it
      () => tags.region,
      // @ts-expect-error it may be missing
      () => tags.host.length,
    )
  })

  test('left out gives one group without tags', async () => {
    const { groups } = await (await opened()).query(ask)
    expect(groups.map(({ tags }) => tags)).toEqual([{}])
    unrun(
      // @ts-expect-error the query does not group
      () => groups[0].tags.host,
    )
  })

  test('of names that only a run knows gives tags of any name; typed answers go where untyped ones do', async () => {
    const api = await opened()
    const names: string[] = ['host']
    const answer = await api.query({ ...ask, by: names })
    expectTypeOf(answer.groups[0].tags.host).toEqualTypeOf<string | undefined>()
    const groupsIn = ({ groups }: Answer<{ n: number }>) => groups.length
    const answers = [answer, await api.query({ ...ask, by: ['host'] }), await api.query(ask)]
    expect(answers.map(groupsIn)).toEqual([1, 1, 1])
  })
})

describe('a position', () => {
  test('is of the type that rollup is given', async () => {
    const api = await rollup<Kept, { readonly offset: number }>({ aggregates })
    expectTypeOf(api).toEqualTypeOf<Rollup<Kept, { readonly offset: number }>>()
    expectTypeOf(api.position).toEqualTypeOf<{ readonly offset: number } | null>()
    await api.flush({ position: { offset: 5 } })
    expect(api.position?.offset).toBe(5)
    const time = keepTime(api, { position: () => ({ offset: 6 }), onError: () => {} })
    await time.stop()
    unrun(
      // @ts-expect-error an offset is a number
      () => api.flush({ position: { offset: '5' } }),
      // @ts-expect-error an offset is a number
      () => keepTime(api, { position: () => ({ offset: '5' }), onError: () => {} }),
    )
  })

  test('is unknown by default, and any JSON', async () => {
    const api = await opened()
    expectTypeOf(api.position).toEqualTypeOf<unknown>()
    await api.flush({ position: [1, 'a'] })
    expect(api.position).toEqual([1, 'a'])
  })
})

test('the columns of an answer and of a table for charts are the data of a uPlot chart', async () => {
  expectTypeOf((await (await opened()).query(ask)).toColumns({ seconds: true })).toExtend<uPlot.AlignedData>()
  expectTypeOf(resample(points, { every: 1, aggregates }).toColumns()).toExtend<uPlot.AlignedData>()
})

describe('fill and top', () => {
  test('take columns of the answer', async () => {
    const api = await opened()
    const select = (r: { n: number }) => ({ n: r.n, half: r.n / 2 })
    const answer = await api.query({
      ...ask,
      select: r => ({ n: r.n, half: r.n / 2 }),
      fill: { half: linear() },
      top: { n: 1, by: 'half' },
    })
    expectTypeOf(answer.groups[0].columns.half).toEqualTypeOf<Float64Array>()
    expectTypeOf(resample(points, { every: 1, aggregates, fill: { n: zero() } })).toEqualTypeOf<
      Table<{ n: number; most: number }>
    >()
    expect(Object.keys(answer.groups[0].columns)).toEqual(['n', 'half'])
    unrun(
      // @ts-expect-error fill names what is no column
      () => api.query({ ...ask, select, fill: { p99: zero() } }),
      // @ts-expect-error fill names what is no column
      () => api.query({ ...ask, select: r => ({ n: r.n }), fill: { p99: zero() } }),
      // @ts-expect-error top ranks by what is no column
      () => api.query({ ...ask, select, top: { n: 1, by: 'p99' } }),
      // @ts-expect-error top ranks by what is no column
      () => api.query({ ...ask, select: r => ({ n: r.n }), top: { n: 1, by: 'p99' } }),
      // @ts-expect-error top ranks by what is no column, of the default ones
      () => api.query({ ...ask, top: { n: 1, by: 'latency' } }),
      // @ts-expect-error fill names what is no column, of the default ones
      () => api.query({ ...ask, fill: { latency: zero() } }),
      // @ts-expect-error fill names what is no column
      () => resample(points, { every: 1, aggregates, fill: { latency: zero() } }),
      // @ts-expect-error fill takes fillers
      () => resample(points, { every: 1, aggregates, fill: { n: 0 } }),
      // @ts-expect-error fill takes what zero() gives
      () => resample(points, { every: 1, aggregates, fill: zero }),
    )
  })
})

describe('options', () => {
  test('that do not exist or are of another kind do not compile', () => {
    unrun(
      // @ts-expect-error aggregates are asked for
      () => rollup({}),
      // @ts-expect-error count is called, like count()
      () => rollup({ aggregates: { n: count } }),
      // @ts-expect-error skip or throw
      () => rollup({ aggregates, invalid: 'ignore' }),
      // @ts-expect-error a tier says how long it keeps
      () => rollup({ aggregates, tiers: [{ every: '1m' }] }),
      // @ts-expect-error misspelt
      () => rollup({ aggregates, latness: '1m' }),
      // @ts-expect-error a width is asked for
      () => resample(points, { aggregates }),
    )
  })

  test('onExpire is given the readings of what is kept', async () => {
    const onExpire = (batch: ExpiringBatch<Kept>) => {
      expectTypeOf(batch.rows[0].readings.n).toEqualTypeOf<number>()
      expectTypeOf(batch.rows[0].readings.latency).toEqualTypeOf<Quantiles>()
    }
    expect(await rollup({ aggregates, onExpire })).toBeDefined()
    unrun(
      // @ts-expect-error mean is not kept
      () => rollup({ aggregates, onExpire: batch => batch.rows[0].readings.mean }),
    )
  })

  test('points have a metric and a value', async () => {
    const api = await opened()
    unrun(
      // @ts-expect-error a value is asked for
      () => api.add({ metric: 'm' }),
      // @ts-expect-error tags are strings
      () => api.add({ metric: 'm', value: 1, tags: { host: 5 } }),
      // @ts-expect-error a value is a number
      () => api.series('m').add('5'),
    )
  })
})
