import { linear, previous, resample, type Store, tdigest, zero } from 'tidemark'
import type { Delays } from './load'
import type { Flights } from './read'

export const HALF_YEAR = { from: '2001-01-01T00:00Z', to: '2001-07-01T00:00Z' }

const metric = 'delay'

/** 1. Half of the flights of a day left within p50 minutes of their time, all but one in twenty within p95. */
export function byDay(delays: Delays, origin?: string) {
  return delays.query({
    metric,
    where: origin ? { origin: [origin] } : undefined,
    ...HALF_YEAR,
    every: '1d',
    select: r => ({ flights: r.flights, p50: r.delay.quantile(0.5), p95: r.delay.quantile(0.95) }),
  })
}

/** 2. The worst airports by p95, of those with at least `least` flights. */
export function worstAirports(delays: Delays, n = 10, least = 1000) {
  return delays.query({
    metric,
    by: ['origin'],
    ...HALF_YEAR,
    select: r => ({
      flights: r.flights,
      mean: r.total / r.flights,
      stddev: r.spread.stddev,
      p50: r.delay.quantile(0.5),
      p95: r.flights >= least ? r.delay.quantile(0.95) : Number.NaN,
      most: r.most,
    }),
    top: { n, by: 'p95' },
  })
}

/** 3. The mean delay by hour, with its gaps as they are, and filled in three ways. */
export function byHour(delays: Delays, from: number, to: number) {
  return delays.query({
    metric,
    from,
    to,
    every: '1h',
    select: r => {
      const mean = r.total / r.flights
      return {
        flights: r.flights,
        none: mean,
        previous: mean,
        linear: mean,
        zero: mean,
        p50: r.delay.quantile(0.5),
        p95: r.delay.quantile(0.95),
      }
    },
    fill: { flights: zero(), previous: previous(), linear: linear(), zero: zero() },
  })
}

/** 4. A range that begins and ends between the hours, as one window. */
export function between(delays: Delays, from: string, to: string) {
  return delays.query({
    metric,
    from,
    to,
    select: r => ({ flights: r.flights, mean: r.total / r.flights, p95: r.delay.quantile(0.95), most: r.most }),
  })
}

/** 5. What `byDay` answers, from the raw flights of one airport. */
export function byDayFromRaw(raw: readonly Flights[], origin: string) {
  const times: number[] = []
  const values: number[] = []
  for (const group of raw)
    for (let p = 0; p < group.origins.length; p++)
      if (group.origins[p] === origin) {
        times.push(group.times[p])
        values.push(group.delays[p])
      }
  return resample(
    { times, values },
    {
      every: '1d',
      aggregates: { delay: tdigest() },
      select: r => ({ flights: r.delay.count, p50: r.delay.quantile(0.5), p95: r.delay.quantile(0.95) }),
      ...HALF_YEAR,
    },
  )
}

/** 6. Rows and bytes of each tier, as they are in the store. */
export async function stored(store: Store, tiers: readonly string[], writer = 'main') {
  const found: { tier: string; rows: number; bytes: number }[] = []
  for (const tier of tiers) {
    let rows = 0
    let bytes = 0
    for await (const row of store.read({ writer, tier, from: -8.64e15, to: 8.64e15 })) {
      rows++
      bytes += row.bytes.byteLength
    }
    found.push({ tier, rows, bytes })
  }
  return found
}
