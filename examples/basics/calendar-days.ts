// Days as people live them: in Berlin the clocks went forward on 29 March 2026, and that day had 23 hours.
import { calendar, count, resample, rollup, sum, TidemarkError } from 'tidemark'

const QUARTER = 15 * 60_000
const timeZone = 'Europe/Berlin'
const day = calendar('day', { timeZone })

// A meter that reads a quarter of a kilowatt-hour every quarter of an hour.
const from = Date.parse('2026-03-28T00:00+01:00')
const to = Date.parse('2026-03-31T00:00+02:00')
const times = Array.from({ length: (to - from) / QUARTER }, (_, k) => from + k * QUARTER)
const values = times.map(() => 0.25)

const local = (time: number) => new Date(time).toLocaleString('sv', { timeZone }).slice(0, 16)
const hours = ({ start, end }: { start: number; end: number }) => (end - start) / 3_600_000

console.log('The days of Berlin                       hours   kWh')
for (const row of resample({ times, values }, { every: day, aggregates: { kwh: sum() } }).rows())
  console.log(`${local(row.start)} to ${local(row.end)}   ${hours(row)}      ${row.kwh}`)

console.log('\nThe days of UTC, read in Berlin          hours   kWh')
for (const row of resample({ times, values }, { every: calendar('day'), aggregates: { kwh: sum() } }).rows())
  console.log(`${local(row.start)} to ${local(row.end)}   ${hours(row)}      ${row.kwh}`)

// The same days as a tier of a rollup: made from hours, kept forever.
const meter = await rollup({
  aggregates: { readings: count(), kwh: sum() },
  tiers: [
    { every: '1h', keep: '30d' },
    { every: day, keep: 'forever' },
  ],
  clock: () => to,
})
meter.series('energy').addColumns(times, values)
await meter.advance(to + 3_600_000)
const answer = await meter.query({ metric: 'energy', from, to, every: day })
console.log(`\nKept: ${[...answer.rows()].map(row => `${row.kwh} kWh`).join(', ')}\n${answer.plan}`)
await meter.close()

// A day in Kolkata starts at 18:30 UTC. Whole hours cannot make it, so the rollup refuses to open.
const kolkata = calendar('day', { timeZone: 'Asia/Kolkata' })
const tiers = [
  { every: '1h', keep: '30d' },
  { every: kolkata, keep: 'forever' as const },
]
await rollup({ aggregates: { kwh: sum() }, tiers }).catch(error => {
  if (error instanceof TidemarkError) console.log(`\n${error.code}: ${error.message}`)
})
