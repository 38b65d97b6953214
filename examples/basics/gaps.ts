// A sensor that falls silent: where the gaps are, and what each filler makes of them, side by side.
import { constant, detectGaps, fill, linear, mean, nearest, next, previous, resample, zero } from 'tidemark'

const start = Date.parse('2026-03-02T06:00Z')
const MINUTE = 60_000
const minutes = [0, 5, 10, 15, 35, 40, 45, 80, 85]
const values = [20, 21, 22, 23, 27, 26, 25, 11, 12]
const times = minutes.map(minute => start + minute * MINUTE)
const clock = (time: number) => new Date(time).toISOString().slice(11, 16)

for (const { start, end, missing } of detectGaps(times, { every: '5m' }))
  console.log(`silent from ${clock(start)} to ${clock(end)}: ${missing} readings are missing`)

const fillers = [
  previous(),
  previous({ limit: 2 }),
  next(),
  linear(),
  linear({ maxGap: '20m' }),
  nearest(),
  zero(),
  constant(-1),
]

// Each filler on bare columns: windows without a reading are NaN.
const table = resample({ times, values }, { every: '5m', aggregates: { celsius: mean() } })
const filled = fillers.map(filler => fill(table.starts, table.columns.celsius, filler))

const cell = (value: number) => (Number.isNaN(value) ? '·' : value.toFixed(1)).padStart(7)
console.log()
for (const [f, name] of ['as it is', ...fillers.map(filler => filler.name)].entries())
  console.log(`     ${'      │'.repeat(f)}      ┌ ${name}`)
for (let w = 0; w < table.starts.length; w++)
  console.log(
    `${clock(table.starts[w])}${cell(table.columns.celsius[w])}${filled.map(column => cell(column[w])).join('')}`,
  )

// Or in one step, each column with its own filler.
const named = resample(
  { times, values },
  {
    every: '5m',
    aggregates: { celsius: mean() },
    select: r => ({ asItIs: r.celsius, drawn: r.celsius }),
    fill: { drawn: linear({ maxGap: '20m' }) },
  },
)
const known = [...named.rows()].filter(row => row.drawn !== null).length
console.log(`\n${known} of ${named.starts.length} windows have a value once short gaps are drawn through`)
