// A Fastify hook that records how long each request takes, by route and status: percentiles of your own service.
import { setTimeout as sleep } from 'node:timers/promises'
import fastify, { type FastifyInstance } from 'fastify'
import { count, type Rollup, rollup, tdigest } from 'tidemark'
import { keepTime } from 'tidemark/node'

const aggregates = { requests: count(), latency: tdigest() }
const metrics = await rollup({ aggregates }) // in memory; see sqlite.ts for a file
const time = keepTime(metrics, { every: '10s', onError: console.error }) // commits, seals, drops what is old

/** Records the latency of each request, in milliseconds. If a hook throws, Fastify logs it and the service goes on. */
function recordLatency(app: FastifyInstance, metrics: Rollup<typeof aggregates>): void {
  app.addHook('onResponse', async (request, reply) => {
    // The pattern of the route, not the URL: '/users/:id' is one series, '/users/1', '/users/2' ... would be thousands.
    const route = request.routeOptions.url ?? 'no route'
    metrics.add({ metric: 'latency', value: reply.elapsedTime, tags: { route, status: String(reply.statusCode) } })
  })
}

const lastHour = () =>
  metrics.query({
    metric: 'latency',
    by: ['route', 'status'],
    last: '1h',
    select: r => ({ n: r.requests, p50: r.latency.quantile(0.5), p99: r.latency.quantile(0.99) }),
  })

const app = fastify()
recordLatency(app, metrics) // before the routes
app.get<{ Params: { id: string } }>('/users/:id', async ({ params }, reply) =>
  reply.code(params.id === '13' ? 500 : 200).send('done'),
)
app.get('/report', () => sleep(20, 'done'))
app.get('/latency', lastHour)

// The service is used a little, and says how it went.
const url = await app.listen({ host: '127.0.0.1', port: 0 })
for (let id = 1; id <= 50; id++) await fetch(`${url}/users/${id}`)
for (const path of ['/report', '/report', '/favicon.ico']) await fetch(`${url}${path}`)
for (const { tags, n, p50, p99 } of (await lastHour()).rows())
  console.log(
    `${tags.route!.padEnd(10)}  ${tags.status}  ${n} requests, p50 ${p50!.toFixed(1)}, p99 ${p99!.toFixed(1)} ms`,
  )

await app.close() // requests first, then the timer, then the rollup
await time.stop()
await metrics.close()
