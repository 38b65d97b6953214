// A day of a service's latencies, three hours per row: columns in, a table out, nothing stored.
import { count, fixed, max, resample, tdigest, zero } from 'tidemark'

const HOUR = 3_600_000
const midnight = Date.parse('2026-03-02T00:00Z')

// Some 115,000 requests. The service was down from 3 to 6; since a deployment at 14:20 one in fifty waits for a lock.
const times: number[] = []
const values: number[] = []
let seed = 1
const random = () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}
for (let time = midnight; time < midnight + 24 * HOUR; time += 1 + Math.floor(1_300 * random())) {
  const hour = (time - midnight) / HOUR
  if (hour >= 3 && hour < 6) continue
  const waits = hour >= 14.34 && random() < 0.02
  times.push(time)
  values.push(Math.round(waits ? 400 + 900 * random() : 8 + 30 * random() * random()))
}

const table = resample(
  { times, values },
  {
    every: fixed('3h'),
    aggregates: { requests: count(), slowest: max(), latency: tdigest() },
    select: r => ({
      requests: r.requests,
      p50: r.latency.quantile(0.5),
      p99: r.latency.quantile(0.99),
      slowest: r.slowest,
      over100: 100 * (1 - r.latency.rank(100)),
    }),
    fill: { requests: zero() },
  },
)

const clock = (time: number) => new Date(time).toISOString().slice(11, 16)
const cell = (value: number | null, digits = 0) => (value === null ? '-' : value.toFixed(digits)).padStart(10)

console.log(`${times.length} requests, latency in ms\n`)
console.log('from     requests       p50       p99   slowest  over 100')
for (const { start, requests, p50, p99, slowest, over100 } of table.rows())
  console.log(`${clock(start)}  ${[requests, p50, p99, slowest].map(x => cell(x)).join('')}${cell(over100, 2)} %`)
