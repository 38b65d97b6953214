import type { MemoryStore } from 'tidemark'
import { compare } from './compare'
import type { Delays } from './load'
import { bandChart, megabytes, section, table, wallTime } from './print'
import { between, byDay, byHour, worstAirports } from './questions'
import type { Flights } from './read'

const DAY = 86_400_000

/** 1. p50 and p95 of delay by day, of all airports and of one that has gaps. */
export async function reportDays(delays: Delays) {
  const all = await byDay(delays)
  const { p50, p95 } = all.groups[0].columns
  const quarters = [
    [0, 91],
    [91, all.starts.length],
  ].map(([from, to]) => bandChart(...cut(from, to, all.starts, p50, p95)))
  section('1. Delay by day, from p50 up to p95, in minutes: all airports', quarters.join('\n\n'), `\n${all.plan}`)

  const eagle = await byDay(delays, 'EGE')
  const season = eagle.groups[0].columns
  section(
    '   Eagle, Colorado (EGE), to which people fly for the snow: blank where no flight left that day',
    bandChart(...cut(0, 120, eagle.starts, season.p50, season.p95), { most: 180 }),
    `\n${eagle.plan}`,
  )
  return { all, eagle }
}

/** 2. The ten worst airports. */
export async function reportAirports(delays: Delays) {
  const worst = await worstAirports(delays)
  const rows = [...worst.rows()].map(({ start, end, status, tags, ...columns }) => ({ ...tags, ...columns }))
  section('2. The ten worst airports by p95, of those with at least 1,000 flights', table(rows), `\n${worst.plan}`)
  return worst.groups.map(({ tags, columns: { flights, p95 } }) => ({
    origin: tags.origin!,
    flights: flights[0],
    p95: p95[0],
  }))
}

/** 3. Hours without a flight, and their fillings. */
export async function reportNights(delays: Delays, now: number) {
  const hours = await byHour(delays, now - 60 * DAY, now)
  const rows = [...hours.rows()]
  const silent = rows.flatMap(({ none }, p) => (none === null ? [p] : []))
  const around = new Set(silent.slice(0, 4).flatMap(p => [p - 1, p, p + 1]))
  const shown = [...around].map(p => rows[p]).filter(row => row !== undefined)
  section(
    `3. The hours without a flight in the last 60 days, ${silent.length} of ${rows.length}: the mean delay around the first of them, as it is and filled`,
    table(
      shown.map(({ start, flights, none, previous, linear, zero }) => {
        return { hour: wallTime(start), flights, none, previous, linear, zero }
      }),
    ),
    `\n${hours.plan}`,
  )
  return hours
}

/** 4. Ranges that begin and end between the hours. */
export async function reportRanges(delays: Delays) {
  const ranges = {
    '4. From 13:17 on 19 June to 05:43 on 28 June: quarters of an hour at the edges': '2001-06',
    '   The same hours in February, of which only days are left: widened, and the plan says so': '2001-02',
  }
  for (const [heading, month] of Object.entries(ranges)) {
    const answer = await between(delays, `${month}-19T13:17Z`, `${month}-28T05:43Z`)
    const rows = [...answer.rows()].map(({ start, end, status, tags, ...columns }) => columns)
    section(heading, table(rows), `\n${answer.plan}`)
  }
}

/** 5. The same question answered from the tiers and from the raw flights. */
export async function reportComparison(delays: Delays, raw: readonly Flights[]) {
  const { tiers, memory, file, rankError } = await compare(delays, raw, 'ORD')
  const line = (from: string, ms: number) => ({ from, milliseconds: ms.toFixed(1), factor: (ms / tiers).toFixed(0) })
  section(
    '5. p50 and p95 of each day at Chicago O’Hare (ORD), from the tiers and by resampling the raw flights',
    table([
      line('the tiers', tiers),
      line('raw flights, all in memory', memory),
      line('raw flights, read from the file', file),
    ]),
    `\n  The quantiles from the tiers are within ${(100 * rankError).toFixed(2)} % of their rank among the day's flights.`,
  )
}

/** 6. and 7. What is stored, and what was counted. */
export function reportStore(delays: Delays, store: MemoryStore, raw: readonly Flights[]) {
  const stats = delays.stats()
  const tiers = Object.entries(store.usage())
  const flights = raw.reduce((n, { times }) => n + times.length, 0)
  section(
    '6. What is stored',
    table([
      ...tiers.map(([tier, { rows, bytes }]) => ({ tier, rows, size: megabytes(bytes) })),
      { tier: 'raw, 8 bytes a cell', rows: flights, size: megabytes(flights * 24) },
    ]),
  )
  const rejected = Object.values(stats.rejected).reduce((sum, n) => sum + n, 0)
  section(
    '7. stats()',
    JSON.stringify(stats, null, 2),
    `\n  offered ${stats.offered} = accepted ${stats.accepted} + rejected ${rejected} + expired ${stats.expired}`,
  )
}

function cut(from: number, to: number, ...columns: [Float64Array, Float64Array, Float64Array]) {
  return columns.map(column => column.subarray(from, to)) as [Float64Array, Float64Array, Float64Array]
}
