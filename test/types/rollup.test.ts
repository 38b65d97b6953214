import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type Answer,
  type AnswerRow,
  count,
  type ExpiringBatch,
  linear,
  max,
  type Quantiles,
  type QueryOptions,
  type ResampleOptions,
  type Rollup,
  resample,
  rollup,
  type Selected,
  type Status,
  type Table,
  tdigest,
  zero,
} from '../../src'

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
