import { describe, expect, test } from 'vitest'
import { count, memoryStore, moments, rollup } from '../../src'
import { HOUR, MINUTE, open, tiers } from '../tier/opened'

const point = (time: number, value = 1) => ({ metric: 'm', time, value })
const range = { metric: 'm', from: 0, to: HOUR }

describe('reading a group', () => {
  test('a query merges what is stored with what is not yet committed', async () => {
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

  test('the segment of the head names its writer', async () => {
    const store = memoryStore()
    const [, two] = [await open({ store, writer: 'one' }), await open({ store, writer: 'two' })]
    two.api.add(point(0))
    const { plan } = await two.api.query(range)
    expect(plan.segments.at(-1)).toMatchObject({ tier: 'head', writer: 'two', rows: 1 })
  })

  test('a window without points reads NaN in each column, and so does a variance of one point', async () => {
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
