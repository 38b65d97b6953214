import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../../../src'
import {
  addPoints,
  expectedRows,
  LADDER,
  openRollup,
  queryRows,
  type TestPoint,
} from '../../support/fixtures/exact-rollup'
import { type CommitBehavior, CommitLog, ControlledStore } from '../../support/simulation/controlled-store'
import { simulate } from '../../support/simulation/simulation'
import { workloads } from '../../support/simulation/workload'

const seed = 20261120

const points = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 59_999 }), value: fc.integer({ min: -9, max: 9 }) }),
  { minLength: 1, maxLength: 30 },
)
const width = fc.constantFrom(1000, 10_000, 60_000)

test(`one truth: every answer equals folding the raw points, whatever is flushed, sealed and dropped (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(workloads, async workload => {
      await simulate(workload)
    }),
    { seed, numRuns: 250, endOnFailure: true },
  )
})

test(`one truth: a query made while a commit is held back, or its outcome is unknown, sees each point once (seed ${seed})`, async () => {
  const run = async (
    before: TestPoint[],
    under: TestPoint[],
    after: TestPoint[],
    behavior: CommitBehavior,
    every: number,
    seal: boolean,
  ) => {
    const store = new ControlledStore(memoryStore(), new CommitLog())
    const api = await openRollup({ store, tiers: LADDER.map(({ every }) => ({ every, keep: '1h' })) })
    const check = async (...lists: TestPoint[][]) =>
      expect(await queryRows(api, { from: 0, to: 60_000, every })).toEqual(expectedRows(lists.flat(), 0, 60_000, every))
    addPoints(api, before)
    await api.advance(seal ? 64_000 : 0)
    addPoints(api, under)
    store.behaviors.push(behavior)
    const flushed = api.flush().catch(() => 'failed')
    await check(before, under)
    addPoints(api, after)
    if (behavior.startsWith('slow')) while (!store.held) await turn()
    await check(before, under, after)
    store.release()
    expect(await flushed).toBe(behavior.startsWith('slow') ? undefined : 'failed')
    await check(before, under, after)
    await api.flush()
    await check(before, under, after)
  }
  const behavior = fc.constantFrom<CommitBehavior>('slow', 'slow after', 'fails before', 'fails after')
  await fc.assert(fc.asyncProperty(points, points, points, behavior, width, fc.boolean(), run), { seed, numRuns: 100 })
})

test(`one truth: a query during which rows are committed, sealed and dropped is right (seed ${seed})`, async () => {
  let unserved = 0
  const run = async (early: TestPoint[], late: TestPoint[], wait: number, every: number, now: number) => {
    const inner = memoryStore()
    const api = await openRollup({ store: inner })
    const reader = await openRollup({ store: new ControlledStore(inner, new CommitLog(), 1), writer: 'reader' })
    addPoints(api, early)
    await api.advance(20_000)
    addPoints(api, late)
    await api.flush()
    const asking = queryRows(reader, { from: 0, to: 60_000, every }).catch(error => error.code)
    for (let t = 0; t < wait; t++) await turn()
    await api.advance(now)
    const answer = await asking
    // The answer is that of before the drop or of after it: windows that were dropped meanwhile cannot be served.
    if (answer === 'TIDEMARK_UNSERVABLE' && every < 60_000) unserved++
    else expect(answer).toEqual(expectedRows([...early, ...late], 0, 60_000, every))
  }
  await fc.assert(fc.asyncProperty(points, points, fc.nat(20), width, fc.integer({ min: 20_000, max: 300_000 }), run), {
    seed,
    numRuns: 150,
  })
  expect(unserved).toBeGreaterThan(0)
})
