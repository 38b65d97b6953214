import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rollup } from '../../src'
import { type Exact, openRollup } from '../support/fixtures/exact-rollup'

const seed = 11

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer() },
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, '5' as any, null as any, -0),
)
const time = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -50_000, max: 500_000 }) },
  fc.constantFrom(0.5, Number.NaN, 9e15, -1e9, -0),
)
const tags = fc.constantFrom(undefined, { a: 'x' }, { a: 'y' }, { a: 1 as any }, [] as any)
const metric = fc.constantFrom('m', 'm', 'k', '', 7 as any)
const point = fc.record({ metric, value, time, tags })

const offer = fc.oneof(
  fc.record({ how: fc.constant('add' as const), point }),
  fc.record({ how: fc.constant('handle' as const), point }),
  fc.record({ how: fc.constant('addMany' as const), points: fc.array(point, { maxLength: 8 }) }),
  fc.record({ how: fc.constant('load' as const), points: fc.array(point, { maxLength: 8 }) }),
  fc.record({
    how: fc.constant('addColumns' as const),
    points: fc.array(point, { maxLength: 8 }),
    typed: fc.boolean(),
  }),
  fc.record({ how: fc.constant('advance' as const), by: fc.integer({ min: 1, max: 90_000 }) }),
)

type Offer = typeof offer extends fc.Arbitrary<infer T> ? T : never

test(`conservation: offered = accepted + rejected + expired, whatever is offered and by which method (seed ${seed})`, async () => {
  const run = async (offers: Offer[], invalid: 'throw' | 'skip', maxPending: number, maxSeries: number) => {
    let now = 0
    const tiers = [{ every: '1s', keep: '30s' }] as const
    const api = await openRollup({ tiers, invalid, maxPending, maxSeries, maxAhead: '60s', clock: () => now })
    let offered = 0
    for (const one of offers) {
      if (one.how === 'advance') {
        now += one.by
        await api.advance(now)
      } else offered += await offerTo(api, one)
      const stats = api.stats()
      const rejected = Object.values(stats.rejected).reduce<number>((sum, n) => sum + (n ?? 0), 0)
      expect(stats.offered).toBe(stats.accepted + rejected + stats.expired)
      expect(stats.offered).toBe(offered)
      expect(stats.pending).toBeLessThanOrEqual(maxPending)
    }
    if (now > 0) return // dropped points cannot be counted
    const answers = await Promise.all(['m', 'k'].map(name => api.query({ metric: name, from: -8e15, to: 8e15 })))
    expect(answers.reduce((n, { groups }) => n + (groups[0].columns.n[0] || 0), 0)).toBe(api.stats().accepted)
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(offer, { maxLength: 20 }),
      fc.constantFrom('throw', 'skip'),
      fc.constantFrom(5, 1e6),
      fc.constantFrom(2, 100),
      run,
    ),
    { seed, numRuns: 200 },
  )
})

/** Offers points, and returns how many the rollup counts as offered: a load ends at its first faulty point. */
async function offerTo(api: Rollup<Exact>, one: Exclude<Offer, { how: 'advance' }>): Promise<number> {
  const before = api.stats().offered
  try {
    if (one.how === 'add') api.add(one.point)
    if (one.how === 'handle') api.series('m', { a: 'x' }).add(one.point.value, one.point.time)
    if (one.how === 'addMany') api.addMany(one.points)
    if (one.how === 'addColumns') {
      const column = (list: number[]) => (one.typed ? Float64Array.from(list) : list)
      api
        .series('m')
        .addColumns(column(one.points.map(({ time }) => time)), column(one.points.map(({ value }) => value)))
    }
    if (one.how === 'load') await api.load(one.points)
  } catch (error) {
    expect(String((error as { code?: string }).code)).toMatch(/^TIDEMARK_/)
    if (one.how === 'load') return api.stats().offered - before
  }
  return 'points' in one ? one.points.length : 1
}
