// A service that keeps its own latencies: it adds a point as a request ends, advances in a loop, and queries at any time.
import { count, max, rollup, sum, tdigest } from 'tidemark'

const SECOND = 1_000
const MINUTE = 60 * SECOND

// A simulated clock, so that two hours pass at once. Your service leaves `clock` out.
let now = Date.parse('2026-03-02T08:00Z')

const api = await rollup({
  aggregates: { requests: count(), total: sum(), slowest: max(), latency: tdigest() },
  tiers: [
    { every: '1m', keep: '90m' },
    { every: '10m', keep: '7d' },
    { every: '1h', keep: 'forever' },
  ],
  sealDelay: '30s',
  clock: () => now,
})

// A handle per route: its name is checked once, and adding a point costs next to nothing.
const routes = ['/', '/search', '/checkout'].map(route => api.series('latency', { route }))
for (const end = now + 120 * MINUTE; now < end; now += SECOND) {
  routes.forEach((route, r) => {
    for (let n = 0; n <= r; n++) route.add(5 * (r + 1) + ((now / SECOND + 7 * n) % 60 === 0 ? 900 : n))
  })
  // In your service keepTime() of tidemark/node does this on a timer.
  if (now % (10 * SECOND) === 0) await api.flush()
  if (now % MINUTE === 0) await api.advance()
}

// A late point, from a phone without a network: its minute is dropped and its ten minutes are sealed. It counts anyway.
api.add({ metric: 'latency', tags: { route: '/checkout' }, value: 4_000, time: now - 100 * MINUTE })

const answer = await api.query({
  metric: 'latency',
  by: ['route'],
  from: '2026-03-02T08:00Z',
  to: '2026-03-02T10:00Z',
  every: '1h',
  select: r => ({ n: r.requests, mean: r.total / r.requests, p99: r.latency.quantile(0.99), slowest: r.slowest }),
})
console.log('from   route            n    mean     p99  slowest')
for (const { start, tags, n, mean, p99, slowest } of answer.rows()) {
  const numbers = [mean, p99, slowest].map(x => x!.toFixed(1).padStart(8)).join('')
  console.log(
    `${new Date(start).toISOString().slice(11, 16)}  ${tags.route!.padEnd(10)}${String(n).padStart(7)}${numbers}`,
  )
}
const { offered, accepted, late, sealed } = api.stats()
console.log(`\n${answer.plan}\n`)
console.log(
  `${offered} offered, ${accepted} accepted, ${late} of them late; hours are sealed up to ${clock(sealed['1h']!)}`,
)
await api.close()

function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 16)
}
