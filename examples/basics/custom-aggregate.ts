// A custom aggregate: Apdex, the share of requests that users are satisfied with. It works wherever the built-in ones do.
import { aggregate, count, rollup } from 'tidemark'
import { aggregateLaws } from 'tidemark/testing'

/** A request within `target` milliseconds counts as one, and one within four times that as a half. */
const apdex = (target: number) =>
  aggregate({
    name: `apdex(${target})`,
    state: { n: 0, satisfied: 0, tolerating: 0 },
    add(s, i, x) {
      s.n[i]++
      if (x <= target) s.satisfied[i]++
      else if (x <= 4 * target) s.tolerating[i]++
    },
    merge(s, i, o, j) {
      s.n[i] += o.n[j]
      s.satisfied[i] += o.satisfied[j]
      s.tolerating[i] += o.tolerating[j]
    },
    read: (s, i) => (s.satisfied[i] + s.tolerating[i] / 2) / s.n[i],
  })

// The laws check that it can be stored, merged and sent to other processes, over random data.
const laws = aggregateLaws(apdex(100))
for (const law of laws) law.check()
console.log(`${laws.length} laws hold, among them: ${laws[1].name}\n`)

const api = await rollup({
  aggregates: { n: count(), score: apdex(100) },
  tiers: [
    { every: '1m', keep: '2h' },
    { every: '1h', keep: 'forever' },
  ],
  clock: () => Date.parse('2026-03-02T12:00Z'),
})
const from = Date.parse('2026-03-02T08:00Z')
for (let k = 0; k < 14_400; k++) {
  const slow = k > 7_200 && k % 3 === 0 // from 10:00 on
  api.add({
    metric: 'latency',
    tags: { region: k % 4 ? 'eu' : 'us' },
    value: slow ? 250 : 40 + (k % 50),
    time: from + k * 1_000,
  })
}
await api.advance('2026-03-02T12:05Z')

const answer = await api.query({ metric: 'latency', from, to: '2026-03-02T12:00Z', every: '1h' })
for (const { start, n, score } of answer.rows())
  console.log(
    `${new Date(start).toISOString().slice(11, 16)}  ${n} requests  ${score!.toFixed(3)}  ${'█'.repeat(Math.round(40 * score!))}`,
  )

const whole = await api.query({ metric: 'latency', from, to: '2026-03-02T12:00Z', by: ['region'] })
console.log()
for (const { tags, n, score } of whole.rows()) console.log(`${tags.region}: ${score!.toFixed(3)} of ${n} requests`)
await api.close()
