import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../../src'
import { addPoints, openRollup, queryRows, type TestPoint } from '../support/fixtures/exact-rollup'

const seed = 19

const points = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 200_000 }), value: fc.integer({ min: -9, max: 9 }) }),
  { minLength: 2, maxLength: 50 },
)
const everything = { from: 0, to: 240_000 }

/** All answers of a rollup after the last advance, and the rows behind them. */
async function outcomeOf(
  list: readonly TestPoint[],
  flushEvery: number,
  advances: (time: number) => number[],
): Promise<unknown> {
  const store = memoryStore()
  const api = await openRollup({ store })
  for (const [p, point] of list.entries()) {
    for (const now of advances(point.time)) await api.advance(now)
    addPoints(api, [point])
    if (p % flushEvery === 0) await api.flush()
  }
  await api.advance(250_000)
  const rows: unknown[] = []
  for (const tier of ['1s', '10s', '1m'])
    for await (const { start, bytes } of store.read({ writer: 'rollup/main', tier, from: -8e15, to: 8e15 }))
      rows.push([tier, start, [...bytes]])
  const answers = [
    await queryRows(api, { ...everything, every: '1m' }),
    await queryRows(api, { from: 230_000, to: 240_000, every: '1s' }),
    await queryRows(api, everything),
  ]
  return { rows, answers, sealed: api.stats().sealed }
}

test(`order-free: answers and bytes are the same for any order of arrival, ties included (seed ${seed})`, async () => {
  const shuffled = points.chain(list =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  )
  const run = async ([list, other]: [TestPoint[], TestPoint[]], flushEvery: number) => {
    const never = () => []
    expect(await outcomeOf(other, 1, never)).toEqual(await outcomeOf(list, flushEvery, never))
  }
  await fc.assert(fc.asyncProperty(shuffled, fc.integer({ min: 1, max: 9 }), run), { seed, numRuns: 100 })
})

test(`order-free: one advance at the end has the same result as an advance every second (seed ${seed})`, async () => {
  const run = async (list: TestPoint[], latest: number) => {
    let now = 0
    // Each second up to the latest point. Points that come late find their windows sealed or dropped.
    const everySecond = (time: number) => {
      const until = Math.min(time, latest)
      const seconds: number[] = []
      for (; now + 1000 <= until; now += 1000) seconds.push(now + 1000)
      return seconds
    }
    expect(await outcomeOf(list, 7, everySecond)).toEqual(await outcomeOf(list, 3, () => []))
  }
  await fc.assert(fc.asyncProperty(points, fc.integer({ min: 0, max: 250_000 }), run), { seed, numRuns: 60 })
})
