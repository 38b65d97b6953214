import { describe, expect, test } from 'vitest'
import { rollup } from '../../../src/index'
import { broken } from '../../broken/broken-store'
import type { Goal } from '../run/goal'
import { growthOf, LEAST_LOOKS, type Look } from './memory'
import { type Open, pour } from './pour'

const SERIES = 100
const POINTS_A_ROUND = 900 * SERIES
const ROUNDS = LEAST_LOOKS + 4

const pourAll = (open: Open, points = ROUNDS * POINTS_A_ROUND + 1) => {
  const goal: Goal = { asked: points, isReached: done => done >= points }
  return pour(SERIES, goal, open)
}

/** A rollup of which each row of its last tier is told so often when it is dropped. */
const telling =
  (times: (row: unknown) => number): Open =>
  options =>
    rollup({
      ...options,
      onExpire: ({ tier, rows }) => {
        if (tier === '15m')
          options.onExpire!({ tier, rows: rows.flatMap(row => Array.from({ length: times(row) }, () => row)) })
      },
    })

describe('a soak', () => {
  test('adds exactly the requested number of points, and finds each once in bounded memory', async () => {
    const { points, kept, looks } = await pourAll(rollup)
    expect(points).toBe(ROUNDS * POINTS_A_ROUND + 1)
    expect(kept).toBeLessThan(points / 2)
    expect(looks).toHaveLength(ROUNDS)
    expect(growthOf(looks)!.most).toBeGreaterThan(0)
  })

  test('rejects a store that drops nothing: memory grows', async () => {
    const { make } = broken('drops nothing', '', inner => ({
      commit: change => inner.commit({ ...change, drops: [] }),
    }))
    const { looks } = await pourAll(options => rollup({ ...options, store: make() }))
    expect(() => growthOf(looks)).toThrow('memory grows')
  })

  test('rejects a rollup that keeps dropped rows: memory grows', async () => {
    const held: unknown[] = []
    const { looks } = await pourAll(telling(row => held.push({ row, bytes: new Uint8Array(1000) }) && 1))
    expect(() => growthOf(looks)).toThrow('memory grows')
  })

  test.each([
    ['loses a row', 0],
    ['drops a row twice', 2],
  ])('rejects a rollup that %s: points are missing or count twice', async (_, times) => {
    let rows = 0
    const open = telling(() => (++rows === 150 ? times : 1))
    await expect(pourAll(open, 12 * POINTS_A_ROUND)).rejects.toThrow('missing or count twice')
  })
})

describe('the slope of memory', () => {
  const looksOf = (bytes: (k: number) => number) => Array.from({ length: 100 }, (_, k): Look => [k * 1e6, bytes(k)])

  test('is in bytes per million points of the second half, whatever the first half did', () => {
    expect(growthOf(looksOf(k => 1e8 + (k < 50 ? 1e7 * k : 250 * k)))!.slope).toBeCloseTo(250)
  })

  test('has a limit that falls with the length of the measurement', () => {
    const slow = (k: number) => 20_000 * k
    expect(growthOf(looksOf(slow).slice(0, LEAST_LOOKS))!.most).toBeGreaterThan(20_000)
    expect(() => growthOf(looksOf(slow))).toThrow('memory grows by 20000 bytes a million points')
  })

  test('is not computed from a few samples', () => {
    expect(growthOf(looksOf(k => k).slice(0, LEAST_LOOKS - 1))).toBeUndefined()
  })
})
