import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../../src'
import { type CommitBehavior, CommitLog, ControlledStore } from './controlled-store'
import { live } from './life'
import { scripts } from './script'
import { foldedRows, LADDER, open, put, rowsOf, type Small } from './small'

const seed = 20261120

const points = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 59_999 }), value: fc.integer({ min: -9, max: 9 }) }),
  { minLength: 1, maxLength: 30 },
)
const width = fc.constantFrom(1000, 10_000, 60_000)

test(`one truth: whatever is flushed, sealed, dropped: every answer equals folding the raw points (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async script => {
      await live(script)
    }),
    { seed, numRuns: 250, endOnFailure: true },
  )
})

test(`one truth: a query made while a commit is held back, or its outcome is unknown, sees each point once (seed ${seed})`, async () => {
  const run = async (
    before: Small[],
    under: Small[],
    after: Small[],
    behavior: CommitBehavior,
    every: number,
    seal: boolean,
  ) => {
    const store = new ControlledStore(memoryStore(), new CommitLog())
    const api = await open({ store, tiers: LADDER.map(({ every }) => ({ every, keep: '1h' })) })
    const check = async (...lists: Small[][]) =>
      expect(await rowsOf(api, { from: 0, to: 60_000, every })).toEqual(foldedRows(lists.flat(), 0, 60_000, every))
    put(api, before)
    await api.advance(seal ? 64_000 : 0)
    put(api, under)
    store.behaviors.push(behavior)
    const flushed = api.flush().catch(() => 'failed')
    await check(before, under)
    put(api, after)
    await check(before, under, after)
    if (behavior.startsWith('slow')) expect(store.held).toBe(true)
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
  const run = async (early: Small[], late: Small[], wait: number, every: number, now: number) => {
    const inner = memoryStore()
    const api = await open({ store: inner })
    const reader = await open({ store: new ControlledStore(inner, new CommitLog(), 1), writer: 'reader' })
    put(api, early)
    await api.advance(20_000)
    put(api, late)
    await api.flush()
    const asking = rowsOf(reader, { from: 0, to: 60_000, every }).catch(error => error.code)
    for (let t = 0; t < wait; t++) await turn()
    await api.advance(now)
    const answer = await asking
    // It is answered as of before the drop or as of after it: what was dropped meanwhile cannot be served.
    if (answer === 'TIDEMARK_UNSERVABLE' && every < 60_000) unserved++
    else expect(answer).toEqual(foldedRows([...early, ...late], 0, 60_000, every))
  }
  await fc.assert(fc.asyncProperty(points, points, fc.nat(20), width, fc.integer({ min: 20_000, max: 300_000 }), run), {
    seed,
    numRuns: 150,
  })
  expect(unserved).toBeGreaterThan(0)
})
