// Worker threads roll up their own requests and drain the states, and the main thread absorbs them. Percentiles are those
// of all requests, though no request crosses a thread.
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { count, max, rollup, tdigest } from 'tidemark'

const WORKERS = 3
const noon = Date.parse('2026-03-02T12:00Z')
// Two minutes of requests; each worker serves every third.
const requests = Array.from({ length: 60_000 }, (_, k) => ({
  metric: 'latency',
  tags: { route: ['/', '/cart', '/pay'][(k >> 2) % 3] },
  time: noon + 2 * k,
  value: 1 + ((k * k) % 211),
}))

const open = () =>
  rollup({
    aggregates: { requests: count(), slowest: max(), latency: tdigest() },
    tiers: [
      { every: '10s', keep: '1h' },
      { every: '1m', keep: 'forever' },
    ],
    clock: () => noon + 180_000,
  })
const ask = { metric: 'latency', by: ['route'], from: noon, to: noon + 120_000, every: '1m' } as const

if (isMainThread) await absorbAll()
else {
  const own = requests.filter((_, k) => k % WORKERS === workerData)
  const mine = await open()
  for (let k = 0; k < own.length; k += 500) {
    mine.addMany(own.slice(k, k + 500))
    parentPort!.postMessage(mine.drain())
  }
}

async function absorbAll(): Promise<void> {
  const whole = await open()
  const threads = Array.from({ length: WORKERS }, (_, worker) => {
    const execArgv = ['--import', new URL('tsx.mjs', import.meta.url).href]
    return new Worker(new URL(import.meta.url), { workerData: worker, execArgv })
  })
  for (const thread of threads) thread.on('message', (states: Uint8Array) => whole.absorb(states))
  await Promise.all(threads.map(thread => once(thread, 'exit')))
  await whole.advance()
  const answer = await whole.query({
    ...ask,
    select: r => ({ n: r.requests, p99: r.latency.quantile(0.99), most: r.slowest }),
  })
  for (const { start, tags, n, p99, most } of answer.rows())
    console.log(
      `${new Date(start).toISOString().slice(11, 16)}  ${tags.route!.padEnd(6)} ${n} requests, p99 ${Math.round(p99!)}, at most ${most}`,
    )
  const { absorbed, offered } = whole.stats()
  console.log(
    `\n${absorbed} states absorbed, ${offered} points offered here: ${requests.length} were counted by the workers`,
  )
}
