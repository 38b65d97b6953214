import { linear, previous, resample, tdigest, zero } from 'tidemark'
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
    select: ({ flights, delay }) => ({ flights, p50: delay.quantile(0.5), p95: delay.quantile(0.95) }),
  })
}

/** 2. The worst airports by p95, of those with at least `least` flights. */
export function worstAirports(delays: Delays, n = 10, least = 1000) {
  return delays.query({
    metric,
    by: ['origin'],
    ...HALF_YEAR,
    select: ({ flights, total, spread, delay, most }) => ({
      flights,
      mean: total / flights,
      stddev: spread.stddev,
      p50: delay.quantile(0.5),
      p95: flights >= least ? delay.quantile(0.95) : null,
      most,
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
    select: ({ flights, total, delay }) => {
      const mean = total / flights
      const [p50, p95] = [delay.quantile(0.5), delay.quantile(0.95)]
      return { flights, none: mean, previous: mean, linear: mean, zero: mean, p50, p95 }
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
    select: ({ flights, total, delay, most }) => ({ flights, mean: total / flights, p95: delay.quantile(0.95), most }),
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
      select: ({ delay }) => ({ flights: delay.count, p50: delay.quantile(0.5), p95: delay.quantile(0.95) }),
      ...HALF_YEAR,
    },
  )
}
