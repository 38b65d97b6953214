import { count, max, memoryStore, min, moments, type Rollup, rollup, type Store, sum, tdigest } from 'tidemark'
import type { Flights } from './read'

/** What is kept of the delays of each airport, in minutes. */
export const KEPT = {
  flights: count(),
  total: sum(),
  least: min(),
  most: max(),
  spread: moments(),
  delay: tdigest(),
}

export type Delays = Rollup<typeof KEPT>

/** The data's own time: the newest departure seen, epoch milliseconds. */
export interface Tide {
  now: number
}

const DAY = 86_400_000

/** Quarters of an hour for two weeks, hours for two months, days for ever. The clock is the data's, not the wall's. */
export function openDelays(tide: Tide, store: Store = memoryStore()): Promise<Delays> {
  return rollup({
    aggregates: KEPT,
    tiers: [
      { every: '15m', keep: '14d' },
      { every: '1h', keep: '60d' },
      { every: '1d', keep: 'forever' },
    ],
    store,
    clock: () => tide.now,
  })
}

/** Rolls the flights up by airport, and lets the tide go on with every day of the data: it seals, and drops what is old. */
export async function load(
  delays: Delays,
  tide: Tide,
  source: AsyncIterable<Flights>,
  onProgress: (points: number, now: number) => void = () => {},
): Promise<number> {
  let points = 0
  for await (const flights of source)
    for (const [from, to] of daysOf(flights.times)) {
      const first = flights.times[from]
      if (dayOf(first) > dayOf(tide.now)) await delays.advance(first)
      tide.now = flights.times[to - 1]
      for (const [origin, { times, values }] of byOrigin(flights, from, to))
        delays.series('delay', { origin }).addColumns(times, values)
      points += to - from
      onProgress(points, tide.now)
    }
  await delays.advance(tide.now)
  return points
}

const dayOf = (time: number) => Math.floor(time / DAY)

/** Cuts ascending times into runs [from, to) of one day each. */
function* daysOf(times: Float64Array): Generator<[number, number]> {
  for (let from = 0, to = 1; to <= times.length; to++)
    if (to === times.length || dayOf(times[to]) !== dayOf(times[from])) {
      yield [from, to]
      from = to
    }
}

function byOrigin({ times, delays, origins }: Flights, from: number, to: number) {
  const airports = new Map<string, { times: number[]; values: number[] }>()
  for (let p = from; p < to; p++) {
    const airport = airports.get(origins[p]) ?? { times: [], values: [] }
    airports.set(origins[p], airport)
    airport.times.push(times[p])
    airport.values.push(delays[p])
  }
  return airports
}
