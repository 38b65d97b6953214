// A metrics service: points come in by POST, answers go out by GET, a SQLite file keeps them, and SIGTERM loses nothing.
//
//   npx tsx examples/service/http.ts metrics.db 8080
//   curl localhost:8080/points -d '[{ "metric": "latency", "value": 12.5, "tags": { "route": "/" } }]'
//   curl 'localhost:8080/query?metric=latency&by=route&last=6h&every=1h'
//   curl localhost:8080/health
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import Database from 'libsql' // better-sqlite3 and node:sqlite (DatabaseSync) do as well
import { count, type ErrorCode, rollup, sum, TidemarkError, tdigest } from 'tidemark'
import { keepTime } from 'tidemark/node'
import { sqliteStore } from 'tidemark/sqlite'

const [file = 'metrics.db', port = '8080'] = process.argv.slice(2)
const MAX_BODY = 1 << 20

const database = new Database(file)
const metrics = await rollup({
  aggregates: { n: count(), total: sum(), digest: tdigest() },
  tiers: [
    { every: '1m', keep: '7d' },
    { every: '1h', keep: '90d' },
    { every: '1d', keep: 'forever' },
  ],
  store: sqliteStore(database),
})

// Every 10 seconds: commits what came in, seals what is over, drops what is older than its tier keeps.
let failedAt = 0
let stopping = false
const time = keepTime(metrics, {
  every: '10s',
  onError(error) {
    console.error(error)
    failedAt = Date.now()
    // Another process has opened the file as this writer, and nothing more can be committed here.
    if (error instanceof TidemarkError && error.code === 'TIDEMARK_FENCED') stop('fenced')
  },
})

type Reply = [status: number, body: unknown]

const routes: Record<string, (request: IncomingMessage, query: URLSearchParams) => Reply | Promise<Reply>> = {
  async 'POST /points'(request) {
    const points = JSON.parse(await bodyOf(request))
    metrics.addMany(points) // checks each point, and takes all or none of them
    return [202, { accepted: points.length }] // in memory; `await metrics.flush()` first if it must be on disk by now
  },

  async 'GET /query'(_, query) {
    const [from, to] = [query.get('from'), query.get('to') ?? undefined]
    const range = from === null ? { last: query.get('last') ?? '1h' } : { from, to }
    const answer = await metrics.query({
      metric: query.get('metric') ?? '',
      by: query.getAll('by'),
      ...range,
      every: query.get('every') ?? undefined,
      select: r => ({ n: r.n, mean: r.total / r.n, p50: r.digest.quantile(0.5), p99: r.digest.quantile(0.99) }),
    })
    return [200, answer] // as answer.toJSON() makes it: starts, ends, and the columns of each group
  },

  'GET /health'() {
    const failing = Date.now() - failedAt < 60_000
    const { pending, series, sealed } = metrics.stats()
    const health = stopping ? 'stopping' : failing ? 'failing' : 'healthy'
    return [health === 'healthy' ? 200 : 503, { health, pending, series, sealed }]
  },
}

const server = createServer(async (request, response) => {
  const [status, body] = await replyTo(request)
  if (stopping) response.setHeader('connection', 'close') // no further request on this connection
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
})

async function replyTo(request: IncomingMessage): Promise<Reply> {
  try {
    const [path, query] = request.url!.split('?')
    const route = `${request.method} ${path}`
    if (!Object.hasOwn(routes, route)) return [404, { error: `no ${route}` }]
    return await routes[route](request, new URLSearchParams(query))
  } catch (error) {
    const status = statusOf(error)
    if (status >= 500) console.error(error)
    return [status, { error: status === 500 ? 'internal error' : (error as Error).message }]
  }
}

/** The status of an error; 400 by default, because the sender can correct the request. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  TIDEMARK_UNSERVABLE: 422,
  TIDEMARK_BACKPRESSURE: 429,
  TIDEMARK_STORE: 503,
  TIDEMARK_FENCED: 503,
  TIDEMARK_CLOSED: 503,
}

function statusOf(error: unknown): number {
  if (error instanceof TidemarkError) return STATUS[error.code] ?? 400
  if (error instanceof SyntaxError) return 400 // not JSON
  return error instanceof TooLarge ? 413 : 500
}

class TooLarge extends Error {}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes <= MAX_BODY) chunks.push(chunk) // the rest is read, not kept: so the sender hears why
  }
  if (bytes > MAX_BODY) throw new TooLarge(`${bytes} bytes: send at most ${MAX_BODY} in one request`)
  return Buffer.concat(chunks).toString()
}

/** Stops in the one order that loses nothing: the requests, the timer, the rollup, the file. */
async function stop(reason: string): Promise<void> {
  if (stopping) return
  stopping = true
  console.log(`${reason}: stopping`)
  try {
    setTimeout(() => server.closeAllConnections(), 10_000).unref() // for clients that hang
    server.close() // refuses new connections and closes the idle ones
    await once(server, 'close') // each request in flight is answered
    await time.stop() // no further advance starts, and the one under way ends
    await metrics.close() // commits what the timer has not
    database.close()
    console.log(`stopped: all of ${metrics.stats().accepted} points are in ${file}`)
  } catch (error) {
    console.error(error) // what is not committed is lost with the process, and the exit code says so
    process.exitCode = 1
  }
}
process.once('SIGTERM', stop) // a second one ends the process at once
process.once('SIGINT', stop)

server.listen(Number(port), '127.0.0.1')
await once(server, 'listening')
console.log(
  `http://127.0.0.1:${(server.address() as AddressInfo).port} keeps ${metrics.stats().series} series in ${file}`,
)
