import { count, max, min, type Point, type Rollup, rollup, sum } from '../../../src'
import type { Store } from '../../../src/store/store'

/** Some minutes before the epoch, so that loads cross it. */
const BEGIN = -300_000
const STEP = 20
const MAX_LATE = 300_000
const METRIC = 'load'

/** No event is older. */
export const EARLIEST = BEGIN - MAX_LATE

/** The tiers of a load: two that drop what is old while it goes on, and one that keeps everything. */
export const TIERS = [
  { every: '1s', width: 1_000, keep: 60_000 },
  { every: '10s', width: 10_000, keep: 300_000 },
  { every: '1m', width: 60_000, keep: Number.POSITIVE_INFINITY },
] as const

const aggregates = { n: count(), total: sum(), least: min(), most: max() }

/** A rollup of a load. */
export type Load = Rollup<typeof aggregates>

/** Opens the rollup of a load: whoever wrote it before is taken over. */
export function openLoad(store: Store): Promise<Load> {
  return rollup({
    aggregates,
    tiers: TIERS.map(({ every, keep }) => ({ every, keep: Number.isFinite(keep) ? keep : 'forever' })),
    sealDelay: '3s',
    maxAhead: 'forever',
    clock: () => 0,
    store,
  })
}

/** Everything from here to the event `at`, in the windows of a tier, by host. */
export function askOf(width: number, from: number, at: number) {
  const to = Math.ceil((timeOf(at) + 1) / width) * width
  return { metric: METRIC, by: ['host'], from, to, every: width }
}

/** A hash of two whole numbers: the finalizer of MurmurHash3 (Appleby, public domain). */
export function hash(seed: number, k: number): number {
  let h = (seed ^ Math.imul(k + 1, 0x9e3779b9)) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The time at which event `k` arrives; its own may lie up to five minutes before. */
export function timeOf(k: number): number {
  return BEGIN + k * STEP
}

/**
 * Event `k` of the source of a seed, the same whenever it is asked for: hosts turn up one after another, one event in four is
 * some seconds late, one in twenty some minutes. Values are whole eighths, so that sums are exact in any order.
 */
export function eventOf(seed: number, k: number): Point & { readonly time: number; readonly tags: { host: string } } {
  const [a, b, c] = [hash(seed, 3 * k), hash(seed, 3 * k + 1), hash(seed, 3 * k + 2)]
  const late = a % 20 === 0 ? b % MAX_LATE : a % 4 === 0 ? b % 6_000 : 0
  const host = `h${(a >>> 8) % Math.min(24, 3 + (k >> 9))}`
  return { metric: METRIC, tags: { host }, time: timeOf(k) - late, value: ((c & 0xfffff) - 0x80000) / 8 }
}

/** How many events are committed at once from event `k` on: some tens, now and then many. */
export function batchOf(seed: number, k: number): number {
  const h = hash(~seed, k)
  return 1 + (h % 16 === 0 ? (h >>> 8) % 800 : (h >>> 8) % 60)
}

/** The event at which a load must resume. */
export function positionOf(load: Load): number {
  return (load.position as { at: number } | null)?.at ?? 0
}
