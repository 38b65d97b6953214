import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TidemarkError } from '../../src/error'
import type { Point } from '../../src/point/point'
import type { Rollup } from '../../src/rollup/rollup'
import { oddTags, polluted, withGetters } from '../series/odd-tags'
import { type Kept, MINUTE, open } from '../tier/opened'

const SEED = 45
type Api = Rollup<Kept>
type Put = (api: Api, point: Point) => void

const metrics = fc.constantFrom<any>('m', 'm', 'm', 'n', 'overflow', '', 7)
const odd = <T>(usual: fc.Arbitrary<T>, ...others: unknown[]) =>
  fc.oneof<fc.WeightedArbitrary<any>[]>(
    { weight: 6, arbitrary: usual },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  )
const values = odd(fc.constantFrom(0, -0, 1, 2.5), Number.NaN, Infinity, '5', null, undefined, 5n)
const times = odd(
  fc.constantFrom(0, -0, MINUTE, 2 * MINUTE),
  undefined,
  new Date(MINUTE),
  '1970-01-01T00:01:00Z',
  '5',
  0.5,
  Number.NaN,
  9e15,
  hours(1),
  hours(-1),
)
const shared = fc.constantFrom('a', 'b', 'c')
const step = fc.record({
  metric: metrics,
  value: values,
  time: times,
  /** Tags of any make or, as a text, the next content of one object that all such points have. */
  tags: fc.oneof(oddTags, shared),
  whole: fc.constantFrom<any>('a point', 'a point', 'a point', 'a point', 'getters', null, 5),
  whilePolluted: fc.boolean(),
})
const options = fc.record({
  invalid: fc.constantFrom('throw' as const, 'skip' as const),
  maxSeries: fc.constantFrom(1, 3, 100),
  maxPending: fc.constantFrom(2, 1000),
})

function hours(n: number): number {
  return n * 60 * MINUTE
}

/** Adds points of all kinds one by one in one way, and returns every outcome. */
async function lifeOf(
  put: Put,
  { invalid, maxSeries, maxPending }: { invalid: 'throw' | 'skip'; maxSeries: number; maxPending: number },
  steps: readonly any[],
): Promise<unknown[]> {
  const { api, clock } = await open({ invalid, maxSeries, maxPending, maxAhead: '10m' })
  const story: unknown[] = []
  const one = { tag: '' }
  clock.now = MINUTE
  for (const { metric, value, time, tags, whole, whilePolluted } of steps) {
    if (typeof tags === 'string') one.tag = tags
    const made = typeof tags === 'string' ? { tags: one, reads: new Map() } : tags()
    const { point, reads } = pointOf(whole, { metric, value, time, tags: made.tags })
    try {
      if (whilePolluted) polluted(() => put(api, point))
      else put(api, point)
      story.push('taken')
    } catch (error) {
      story.push(error instanceof TidemarkError ? [error.code, error.message.replace('points[0]', 'point')] : error)
    }
    story.push([...reads], [...made.reads], api.stats())
  }
  for (const metric of ['m', 'n', 'overflow']) {
    const { groups } = await api.query({
      metric,
      from: 0,
      to: hours(1),
      every: '1m',
      by: ['tag', 'a', 'b', 'overflow'],
    })
    for (const { tags, columns } of groups) story.push([tags, ...columns.n, ...columns.sum])
  }
  return story
}

function pointOf(whole: unknown, fields: object): { point: any; reads: Map<string, number> } {
  const reads = new Map<string, number>()
  if (whole === 'a point') return { point: fields, reads }
  if (whole !== 'getters') return { point: whole, reads }
  return { point: withGetters(Object.entries(fields), reads, false), reads }
}

const inList: Put = (api, point) => api.addMany([point])

/** Checks that points which are put in one way are as points in lists of one: the law that `add` is fast under. */
async function checkAsInLists(put: Put): Promise<void> {
  const law = fc.asyncProperty(options, fc.array(step, { minLength: 1, maxLength: 12 }), async (chosen, steps) => {
    expect(await lifeOf(put, chosen, steps)).toEqual(await lifeOf(inList, chosen, steps))
  })
  await fc.assert(law, { seed: SEED, numRuns: 150 })
}

describe('add', () => {
  test(`treats a point of any kind as addMany treats a list of that point (seed ${SEED})`, () =>
    checkAsInLists((api, point) => api.add(point)))

  const names = new WeakMap<object, object>()
  test.each<[string, Put]>([
    [
      'knows tags again by the object alone',
      (api, point) => {
        if (typeof point?.tags !== 'object' || point.tags === null) return api.add(point)
        const { metric, value, time, tags } = point
        if (!names.has(tags)) names.set(tags, { ...tags })
        api.add({ metric, value, time, tags: names.get(tags) as typeof tags })
      },
    ],
    [
      'looks at the value before it reads it',
      (api, point) => {
        Reflect.get(Object(point), 'value')
        api.add(point)
      },
    ],
    ['counts nothing of what it refuses', (api, point) => typeof point === 'object' && api.add(point)],
  ])(`is seen to differ if it were one that %s (seed ${SEED})`, async (_, put) => {
    await expect(checkAsInLists(put)).rejects.toThrow('Property failed')
  })

  test('may be called by a getter of a point or of a tag while that point is added', async () => {
    const { api } = await open()
    const tags = {
      a: '1',
      get b() {
        api.add({ metric: 'm', value: 10, time: 0, tags: { c: '3', d: '4', e: '5' } })
        return '2'
      },
    }
    for (let turn = 0; turn < 2; turn++) api.add({ metric: 'm', value: 1, time: 0, tags })
    const { groups } = await api.query({ metric: 'm', from: 0, to: MINUTE, by: ['a', 'b', 'c', 'd', 'e'] })
    expect(groups.map(({ tags, columns }) => [tags, columns.sum[0]])).toEqual([
      [{ c: '3', d: '4', e: '5' }, 20],
      [{ a: '1', b: '2' }, 2],
    ])
  })

  test('works after a tag has thrown', async () => {
    const { api } = await open()
    const reason = new Error('no')
    const angry = {
      a: '1',
      get b(): string {
        throw reason
      },
    }
    for (const tags of [{ a: '1' }, angry, { a: '1' }, angry, { a: '2' }])
      if (tags === angry) expect(() => api.add({ metric: 'm', value: 1, time: 0, tags })).toThrow(reason)
      else api.add({ metric: 'm', value: 1, time: 0, tags })
    expect(api.stats()).toMatchObject({ offered: 3, accepted: 3, series: 2 })
  })
})
