import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../../src'
import type { Commit, Store } from '../../src/store/store'
import {
  addPoints,
  expectedRows,
  LADDER,
  openRollup,
  queryRows,
  type TestPoint,
} from '../support/fixtures/exact-rollup'

const seed = 29
const TIERS = ['1s', '10s', '1m']

const points = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 300_000 }), value: fc.integer({ min: -9, max: 9 }) }),
  { minLength: 1, maxLength: 40 },
)
const steps = fc.array(fc.record({ by: fc.integer({ min: 1, max: 120_000 }), fails: fc.option(fc.nat(6)) }), {
  minLength: 1,
  maxLength: 6,
})

/** Checks every drop that is committed, and fails at chosen commits. */
class Watched {
  drops = 0
  failIn: number | null = null
  readonly store: Store

  constructor(inner: Store, change: (said: Commit) => Commit = said => said) {
    this.store = {
      promises: inner.promises,
      lease: writer => inner.lease(writer),
      read: ask => inner.read(ask),
      series: ask => inner.series(ask),
      writers: () => inner.writers(),
      close: () => inner.close(),
      commit: async said => {
        if (this.failIn !== null && this.failIn-- === 0) throw new Error('the disk is full')
        this.#check(change(said))
        await inner.commit(said)
      },
    }
  }

  #check({ drops, marks }: Commit): void {
    for (const { tier, to } of drops) {
      this.drops++
      const coarser = TIERS[TIERS.indexOf(tier) + 1]
      if (coarser !== undefined && to > (marks[coarser]?.sealed ?? Number.NEGATIVE_INFINITY))
        throw new Error(`${tier} is dropped up to ${to}, but ${coarser} does not hold it`)
    }
  }
}

async function advanceAll(
  watched: Watched,
  list: TestPoint[],
  moves: { by: number; fails: number | null }[],
): Promise<void> {
  const api = await openRollup({ store: watched.store })
  addPoints(api, list)
  let now = 0
  for (const { by, fails } of moves) {
    const minutes = () => queryRows(api, { from: 0, to: 300_000, every: '1m' })
    const before = await minutes()
    expect(before).toEqual(expectedRows(list, 0, 300_000, 60_000))
    now += by
    watched.failIn = fails
    await api.advance(now).catch(error => expect([error.code, fails !== null]).toEqual(['TIDEMARK_STORE', true]))
    watched.failIn = null
    expect(await minutes()).toEqual(before)
    const late = { time: Math.max(0, now - 50_000), value: 1 }
    addPoints(api, [late])
    list.push(late)
  }
}

test(`interlock: no row is dropped before the next coarser tier holds it, and no drop changes an answer that is still kept (seed ${seed})`, async () => {
  let drops = 0
  const run = async (list: TestPoint[], moves: { by: number; fails: number | null }[]) => {
    const watched = new Watched(memoryStore())
    await advanceAll(watched, [...list], moves)
    drops += watched.drops
  }
  await fc.assert(fc.asyncProperty(points, steps, run), { seed, numRuns: 120 })
  expect(drops).toBeGreaterThan(100)
})

test('interlock: the check rejects drops beyond the mark of the coarser tier', async () => {
  const ahead = (said: Commit) => ({ ...said, drops: said.drops.map(drop => ({ ...drop, to: drop.to + 3_600_000 })) })
  const watched = new Watched(memoryStore(), ahead)
  const list = [{ time: 500, value: 1 }]
  await expect(advanceAll(watched, list, [{ by: 200_000, fails: null }])).rejects.toThrow()
})

test(`interlock: rows that onExpire refuses to expire stay, and the result names what blocks them (seed ${seed})`, async () => {
  const run = async (list: TestPoint[], now: number) => {
    let seen = 0
    const onExpire = async ({ rows }: { rows: readonly unknown[] }) => {
      seen += rows.length
      throw new Error('the archive is full')
    }
    const store = memoryStore()
    const api = await openRollup({ store, onExpire, tiers: LADDER })
    addPoints(api, list)
    const { dropped, blocked } = await api.advance(now)
    expect(dropped).toBe(0)
    expect(blocked.map(({ by }) => by)).toEqual(blocked.map(() => 'onExpire'))
    expect(seen > 0).toBe(blocked.length > 0)
    // A tier without expired rows is dropped, and cannot serve windows that it never held.
    const width = blocked.some(({ tier }) => tier === '1s') ? 1000 : 60_000
    expect(await queryRows(api, { from: 0, to: 300_000, every: width })).toEqual(expectedRows(list, 0, 300_000, width))
  }
  await fc.assert(fc.asyncProperty(points, fc.integer({ min: 0, max: 400_000 }), run), { seed, numRuns: 60 })
})
