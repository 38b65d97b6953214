import { count, max, memoryStore, min, moments, type Rollup, rollup, type Store, sum, tdigest } from 'tidemark'
import type { Flights } from './read'

/** The aggregates of the delays of an airport, in minutes. */
export const KEPT = {
  flights: count(),
  total: sum(),
  least: min(),
  most: max(),
  spread: moments(),
  delay: tdigest(),
}

export type Delays = Rollup<typeof KEPT>

/** The data's own time: the newest departure so far, epoch milliseconds. */
export interface DataClock {
  now: number
}

const DAY = 86_400_000

/** Quarters of an hour for two weeks, hours for two months, days forever. Time is the data's own, not that of this machine. */
export function openDelays(clock: DataClock, store: Store = memoryStore()): Promise<Delays> {
  return rollup({
    aggregates: KEPT,
    tiers: [
      { every: '15m', keep: '14d' },
      { every: '1h', keep: '60d' },
      { every: '1d', keep: 'forever' },
    ],
    store,
    clock: () => clock.now,
  })
}

/** Rolls the flights up by airport, and advances after each day of the data, which seals windows and drops old rows. */
export async function load(
  delays: Delays,
  clock: DataClock,
  source: AsyncIterable<Flights>,
  onProgress: (points: number, now: number) => void = () => {},
): Promise<number> {
  let points = 0
  for await (const flights of source)
    for (const [from, to] of daysOf(flights.times)) {
      const first = flights.times[from]
      if (dayOf(first) > dayOf(clock.now)) await delays.advance(first)
      clock.now = flights.times[to - 1]
      for (const [origin, { times, values }] of byOrigin(flights, from, to))
        delays.series('delay', { origin }).addColumns(times, values)
      points += to - from
      onProgress(points, clock.now)
    }
  await delays.advance(clock.now)
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
