// The whole of it in five lines: open a rollup, add points, ask.
import { count, max, mean, rollup } from 'tidemark'

const api = await rollup({ aggregates: { requests: count(), mean: mean(), slowest: max() } }) // minutes, hours, days
for (const value of [12, 9, 40, 11]) api.add({ metric: 'latency', value })
const answer = await api.query({ metric: 'latency', last: '1h' })
for (const row of answer.rows()) console.log(`${row.requests} requests, ${row.mean} ms each, at most ${row.slowest} ms`)
