import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { distanceToRank } from '../../examples/flights/compare'
import { type Delays, load, openDelays } from '../../examples/flights/load'
import { between, byDay, byDayFromRaw, byHour, HALF_YEAR, worstAirports } from '../../examples/flights/questions'
import { type Flights, readFlights } from '../../examples/flights/read'
import { openOracle } from './duckdb'

const DAY = 86_400_000
const from = Date.parse(HALF_YEAR.from)
const to = Date.parse(HALF_YEAR.to)

let delays: Delays
let oracle: Awaited<ReturnType<typeof openOracle>>
const clock = { now: from }
const raw: Flights[] = []

async function* reading() {
  for await (const flights of readFlights()) {
    raw.push(flights)
    yield flights
  }
}

beforeAll(async () => {
  oracle = await openOracle()
  delays = await openDelays(clock)
  await load(delays, clock, reading())
}, 120_000)

afterAll(async () => {
  await delays.close()
  oracle.close()
})

describe('what the flights example prints is what DuckDB says of the same file', () => {
  test('every flight is accepted, and counted once', async () => {
    const [{ n }] = await oracle.ask<{ n: number }>('select count(*) as n from flights')
    expect(delays.stats()).toMatchObject({ offered: n, accepted: n, rejected: {}, expired: 0, late: 0, series: 229 })
  })

  test('count, sum, min and max of each airport and day are exact, and stddev to nine digits', async () => {
    const answer = await delays.query({
      metric: 'delay',
      by: ['origin'],
      ...HALF_YEAR,
      every: '1d',
      select: r => ({ flights: r.flights, total: r.total, least: r.least, most: r.most, stddev: r.spread.stddev }),
    })
    const cells = new Map([...answer.rows()].map(row => [`${row.tags.origin} ${row.start}`, row]))
    const rows = await oracle.ask<Record<string, number> & { origin: string }>(
      `select origin, time // ${DAY} * ${DAY} as start, count(*) as flights, sum(delay)::double as total, min(delay) as least,
       max(delay) as most, stddev_samp(delay) as stddev from flights where time < ${to} group by all`,
    )
    for (const { origin, start, stddev, ...exact } of rows) {
      const cell = cells.get(`${origin} ${start}`)
      expect(cell, `${origin} ${start}`).toMatchObject(exact)
      if (stddev === null) expect(cell!.stddev).toBeNull()
      else expect(Math.abs(cell!.stddev! - stddev)).toBeLessThanOrEqual(1e-9 * stddev)
      cells.delete(`${origin} ${start}`)
    }
    expect([...cells.values()].filter(cell => cell.flights !== null)).toEqual([])
    expect(rows.length).toBe(39_949)
  })

  test.each([undefined, 'ORD', 'EGE'])(
    'p50 and p95 by day are within a hundredth of their rank (origin: %s)',
    async origin => {
      const { starts, groups } = await byDay(delays, origin)
      const days = new Map<number, number[]>()
      const where = origin ? `where origin = '${origin}'` : ''
      const counted = await oracle.ask<{ start: number; delay: number; n: number }>(
        `select time // ${DAY} * ${DAY} as start, delay, count(*) as n from flights ${where} group by all order by start, delay`,
      )
      for (const { start, delay, n } of counted) {
        const day = days.get(start) ?? []
        days.set(start, day)
        for (let k = 0; k < n; k++) day.push(delay)
      }
      expect(starts.length).toBe(181)
      for (const [q, column] of [
        [0.5, groups[0].columns.p50],
        [0.95, groups[0].columns.p95],
      ] as const)
        starts.forEach((start, p) => {
          expect(distanceToRank(days.get(start) ?? [], q, column[p]), `p${100 * q} of ${start}`).toBeLessThanOrEqual(
            0.01,
          )
        })
    },
  )

  test('the raw flights, resampled, give the days of an airport that the tiers give', async () => {
    const { starts, ends, groups } = await byDay(delays, 'ORD')
    const resampled = byDayFromRaw(raw, 'ORD')
    expect(resampled.starts).toEqual(starts)
    expect(resampled.ends).toEqual(ends)
    expect(resampled.columns.flights).toEqual(groups[0].columns.flights)
    expect(resampled.columns.p50.every((x, p) => Math.abs(x - groups[0].columns.p50[p]) <= 1)).toBe(true)
  })

  test('the ten worst airports are those, in that order, as far as p95s differ by more than 0.5 % of rank', async () => {
    interface Airport {
      origin: string
      flights: number
      mean: number
      stddev: number
      most: number
      low: number
      high: number
    }
    const airports = await oracle.ask<Airport>(
      `select origin, count(*) as flights, avg(delay) as mean, stddev_samp(delay) as stddev, max(delay) as most,
       quantile_cont(delay, 0.945) as low, quantile_cont(delay, 0.955) as high
       from flights where time < ${to} group by 1 having flights >= 1000`,
    )
    const left = new Map(airports.map(airport => [airport.origin, airport]))
    for (const { tags, flights, most, mean, stddev, p95 } of (await worstAirports(delays)).rows()) {
      const { origin, ...exact } = left.get(tags.origin!)!
      left.delete(origin)
      expect([flights, most], origin).toEqual([exact.flights, exact.most])
      expect(mean, origin).toBeCloseTo(exact.mean, 9)
      expect(Math.abs(stddev! - exact.stddev), origin).toBeLessThanOrEqual(1e-9 * exact.stddev)
      expect(p95, origin).toBeGreaterThanOrEqual(exact.low)
      expect(p95, origin).toBeLessThanOrEqual(exact.high)
      for (const other of left.values()) expect(other.low, `${other.origin} after ${origin}`).toBeLessThan(exact.high)
    }
    expect(left.size).toBe(airports.length - 10)
  })

  test('the hours without a flight are those that DuckDB finds empty', async () => {
    const start = clock.now - 60 * DAY
    const hours = await byHour(delays, start, clock.now)
    const seen = await oracle.ask<{ hour: number }>(
      `select distinct time // 3600000 * 3600000 as hour from flights where time >= ${start} and time < ${clock.now}`,
    )
    const busy = new Set(seen.map(({ hour }) => hour))
    const silent = [...hours.rows()].filter(row => row.none === null)
    expect(silent.map(row => row.start)).toEqual([...hours.starts].filter(hour => !busy.has(hour)))
    expect(
      silent.every(row => row.zero === 0 && row.flights === 0 && row.previous !== null && row.linear !== null),
    ).toBe(true)
    expect(silent.length).toBeGreaterThan(0)
  })

  test.each([
    ['2001-06-19T13:17Z', '2001-06-28T05:43Z', '2001-06-19T13:15Z', '2001-06-28T05:45Z'],
    ['2001-02-19T13:17Z', '2001-02-28T05:43Z', '2001-02-19T00:00Z', '2001-03-01T00:00Z'],
  ])(
    'a ragged range %s to %s is answered exactly over what the plan says it covers',
    async (asked, until, first, last) => {
      const answer = await between(delays, asked, until)
      expect([answer.plan.from, answer.plan.to]).toEqual([Date.parse(first), Date.parse(last)])
      const [expected] = await oracle.ask<{ flights: number; mean: number; most: number }>(
        `select count(*) as flights, avg(delay) as mean, max(delay) as most from flights where time >= ${answer.plan.from} and time < ${answer.plan.to}`,
      )
      const [row] = [...answer.rows()]
      expect(row).toMatchObject({ flights: expected.flights, most: expected.most })
      expect(row.mean).toBeCloseTo(expected.mean, 9)
    },
  )
})
