import { count, last, max, sum } from '../../src/aggregate'
import { createCodec } from '../../src/codec/codec'
import type { RollupOptions } from '../../src/rollup/options'
import { type Rollup, rollup } from '../../src/rollup/rollup'
import { Frame } from '../../src/state/frame'
import { readAll } from '../../src/state/readings'
import { schemaOf } from '../../src/state/schema'
import { type MemoryStore, memoryStore } from '../../src/store/memory/memory'
import type { Store } from '../../src/store/store'
import { collect } from '../support/collect'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** What the rollups of these tests keep. */
export const kept = { n: count(), sum: sum(), most: max(), latest: last() }
export type Kept = typeof kept

/** Minutes for 2 hours, hours for 2 days, days for ever. */
export const tiers = [
  { every: '1m', keep: '2h' },
  { every: '1h', keep: '2d' },
  { every: '1d', keep: 'forever' },
] as const

/** A rollup over a store in memory, whose clock stands until it is set. */
export async function open(
  options: Partial<RollupOptions<Kept>> = {},
): Promise<{ api: Rollup<Kept>; store: Store; clock: { now: number } }> {
  const clock = { now: 0 }
  const store = options.store ?? memoryStore()
  const api = await rollup({
    aggregates: kept,
    tiers,
    sealDelay: '1m',
    maxAhead: 'forever',
    clock: () => clock.now,
    ...options,
    store,
  })
  return { api, store, clock }
}

/** The rows that a store holds of a tier, read: series, window and what was kept. */
export async function rowsOf(store: Store, tier: string, writer = 'rollup/main') {
  const schema = schemaOf(kept)
  const codec = createCodec(schema)
  const rows = await collect(store.read({ writer, tier, from: -8.64e15, to: 8.64e15 }))
  return rows.map(({ series, start, end, bytes }) => {
    const frame = new Frame(schema, 1)
    codec.decode(bytes, frame, frame.append())
    const { n, sum } = readAll(frame, 0)
    return { series, start, end, n, sum }
  })
}

/** How many rows a store in memory holds of each tier. */
export function counts(store: Store): Record<string, number> {
  const usage = Object.entries((store as MemoryStore).usage())
  return Object.fromEntries(usage.map(([tier, { rows }]) => [tier, rows]))
}

/** The sum and the number of points of a metric in [from, to). */
export async function totals(api: Rollup<Kept>, from: number, to: number, metric = 'm') {
  const { groups } = await api.query({ metric, from, to })
  const { n, sum } = groups[0].columns
  return { n: n[0], sum: sum[0] }
}
