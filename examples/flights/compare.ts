import type { Delays } from './load'
import { byDay, byDayFromRaw } from './questions'
import { type Flights, readAll } from './read'

/** One question answered from the tiers and from the raw flights. */
export interface Comparison {
  /** From the tiers, milliseconds: the quickest of several runs, as below. */
  readonly tiers: number
  /** From all flights in memory, as without a rollup. */
  readonly memory: number
  /** From the file, read again. */
  readonly file: number
  /** The furthest that a quantile from the tiers lies from its rank among the day's flights, as a share of them. */
  readonly rankError: number
}

/** Asks for an airport's p50 and p95 of each day both ways, and checks the tiers' answer against the sorted delays. */
export async function compare(delays: Delays, raw: readonly Flights[], origin: string): Promise<Comparison> {
  const tiers = await quickest(25, () => byDay(delays, origin))
  const memory = await quickest(7, () => byDayFromRaw(raw, origin))
  const file = await quickest(1, async () => byDayFromRaw(await readAll(), origin))
  const { starts, groups } = await byDay(delays, origin)
  const days = sortedDays(raw, origin)
  let rankError = 0
  for (const [q, column] of [
    [0.5, groups[0].columns.p50],
    [0.95, groups[0].columns.p95],
  ] as const)
    for (let p = 0; p < starts.length; p++)
      rankError = Math.max(rankError, distanceToRank(days.get(starts[p]) ?? [], q, column[p]))
  return { tiers, memory, file, rankError }
}

/** How far `x` is from being the `q` quantile of sorted values, as a share of them: 0 if its rank covers q. */
export function distanceToRank(sorted: ArrayLike<number>, q: number, x: number): number {
  if (sorted.length === 0) return Number.isNaN(x) ? 0 : 1
  let below = 0
  while (below < sorted.length && sorted[below] < x) below++
  let upTo = below
  while (upTo < sorted.length && sorted[upTo] <= x) upTo++
  return Math.max(0, below / sorted.length - q, q - upTo / sorted.length)
}

function sortedDays(raw: readonly Flights[], origin: string): Map<number, number[]> {
  const days = new Map<number, number[]>()
  for (const { times, delays, origins } of raw)
    for (let p = 0; p < times.length; p++) {
      if (origins[p] !== origin) continue
      const day = Math.floor(times[p] / 86_400_000) * 86_400_000
      const values = days.get(day)
      if (values) values.push(delays[p])
      else days.set(day, [delays[p]])
    }
  for (const values of days.values()) values.sort((a, b) => a - b)
  return days
}

// The quickest run is the one that the rest of the machine disturbed least.
async function quickest(runs: number, ask: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await ask()
    best = Math.min(best, performance.now() - start)
  }
  return best
}
