// Express middleware that records how long each request takes, by route and status: percentiles of your own service.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type RequestHandler } from 'express'
import { count, type Rollup, rollup, tdigest } from 'tidemark'
import { keepTime } from 'tidemark/node'

const aggregates = { requests: count(), latency: tdigest() }
const metrics = await rollup({ aggregates }) // in memory; see sqlite.ts for a file
const time = keepTime(metrics, { every: '10s', onError: console.error }) // commits, seals, drops what is old

/** Records the latency of each request, in milliseconds. */
function recordLatency(metrics: Rollup<typeof aggregates>): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now()
    response.once('close', () => {
      // The pattern of the route, not the URL: '/users/:id' is one series, '/users/1', '/users/2' ... would be thousands.
      const route = request.route ? `${request.baseUrl}${request.route.path}` : 'no route'
      const status = response.writableFinished ? String(response.statusCode) : 'aborted'
      try {
        metrics.add({ metric: 'latency', value: performance.now() - begun, tags: { route, status } })
      } catch (error) {
        console.error(error) // a measurement that cannot be taken must not end the service
      }
    })
    next()
  }
}

const lastHour = () =>
  metrics.query({
    metric: 'latency',
    by: ['route', 'status'],
    last: '1h',
    select: r => ({ n: r.requests, p50: r.latency.quantile(0.5), p99: r.latency.quantile(0.99) }),
  })

const app = express()
app.use(recordLatency(metrics)) // before the routes
app.get('/users/:id', ({ params }, response) => void response.sendStatus(params.id === '13' ? 500 : 200))
app.get('/report', (_, response) => void setTimeout(() => response.send('done'), 20))
app.get('/latency', async (_, response) => void response.json(await lastHour()))

// The service is used a little, and says how it went.
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
for (let id = 1; id <= 50; id++) await fetch(`${url}/users/${id}`)
for (const path of ['/report', '/report', '/favicon.ico']) await fetch(`${url}${path}`)
for (const { tags, n, p50, p99 } of (await lastHour()).rows())
  console.log(
    `${tags.route!.padEnd(10)}  ${tags.status}  ${n} requests, p50 ${p50!.toFixed(1)}, p99 ${p99!.toFixed(1)} ms`,
  )

server.close() // requests first, then the timer, then the rollup
await once(server, 'close')
await time.stop()
await metrics.close()
