import { expect } from 'vitest'
import { type Aggregates, count, memoryStore, rollup, type Store, type TierOptions } from '../../src'
import type { Row } from '../../src/store'
import { DAY } from '../../src/time/units'

export const MINUTES = { every: '1m', keep: '7d' } as const
export const HOURS = { every: '1h', keep: 'forever' } as const
export const FOREVER = { every: '1m', keep: 'forever' } as const

export const n = { n: count() }

/** Opens a rollup with a clock that stands at `now`. */
export async function open<A extends Aggregates>(
  store: Store,
  aggregates: A,
  tiers: readonly TierOptions[] = [MINUTES, HOURS],
  { now = 10 * DAY, writer = 'main' } = {},
) {
  return rollup({ store, aggregates, tiers, writer, clock: () => now, maxAhead: 'forever', onExpire: undefined })
}

/** A store that was written by a rollup, since closed, with a point of value k at the k-th time. */
export async function holding(
  times: readonly number[],
  { aggregates = n as Aggregates, tiers = [MINUTES, HOURS] as readonly TierOptions[], now = 0, writer = 'main' } = {},
) {
  const store = memoryStore()
  const api = await open(store, aggregates, tiers, { now, writer })
  times.forEach((time, k) => {
    api.add({ metric: 'm', value: k, time })
  })
  await api.advance(now)
  await api.close()
  return store
}

export async function rowsOf(store: Store, tier: string): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of store.read({ writer: 'rollup/main', tier, from: -1e15, to: 1e15 })) rows.push(row)
  return rows
}

/** Drops a tier by hand: its rows and its mark. */
export async function drop(store: Store, tier: string): Promise<void> {
  const lease = await store.lease('rollup/main')
  const { [tier]: _, ...marks } = lease.marks
  const drops = [{ tier, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }]
  await store.commit({ lease, sequence: lease.sequence + 1, series: [], rows: [], drops, marks })
}

export const mismatch = (part: string) => ({ code: 'TIDEMARK_MISMATCH', message: expect.stringContaining(part) })
