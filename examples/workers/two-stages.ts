// A stream in two stages: worker threads make panes of 2 s from their own requests, and the main thread merges them into
// windows of 10 s. Only states cross the threads. Nothing is counted twice, and nothing is missed.
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type AbsorbedPane, count, type Duration, type Mode, max, type Pane, sum, topPanes, windowed } from 'tidemark'

const WORKERS = ['anna', 'ben', 'cleo']

// A minute of requests, up to half a second out of order; each worker serves every third.
const requests = Array.from({ length: 30_000 }, (_, k) => ({
  at: Date.parse('2026-03-02T12:00Z') + 2 * k + ((k * 37) % 500),
  route: ['/', '/cart', '/pay'][(k >> 2) % 3],
  ms: 1 + ((k * k) % 211),
}))

const stage = (window: Duration, mode: Mode) =>
  windowed({
    window,
    mode,
    aggregates: { requests: count(), ms: sum(), slowest: max() },
    time: (request: (typeof requests)[number]) => request.at,
    value: request => request.ms,
    key: request => request.route,
    outOfOrder: '500ms',
  })

if (isMainThread) await merge()
else {
  const own = requests.filter((_, k) => k % WORKERS.length === workerData)
  for await (const pane of stage('2s', 'delta').run(own)) parentPort!.postMessage(pane)
}

async function merge(): Promise<void> {
  const whole = stage('10s', 'accumulating')
  const panes: Pane<{ requests: number }>[] = []
  // A window closes once all sources are past it, so all of them are named before the first pane arrives.
  const sources = WORKERS.map(name => whole.source(name))
  const threads = sources.map(async (source, worker) => {
    const execArgv = ['--import', new URL('tsx.mjs', import.meta.url).href]
    const thread = new Worker(new URL(import.meta.url), { workerData: worker, execArgv })
    thread.on('message', (pane: AbsorbedPane) => panes.push(...source.absorb(pane)))
    await once(thread, 'exit')
    panes.push(...source.finish())
  })
  await Promise.all(threads)
  const lines = linesOf(panes)
  console.log(lines.join('\n'))
  const alone = stage('10s', 'accumulating')
  const same = lines.join() === linesOf([...alone.pushMany(requests), ...alone.finish()]).join()
  console.log(`\n${requests.length} requests, merged from ${whole.stats().events} panes of ${WORKERS.length} workers`)
  console.log(`One stream over all requests returns ${same ? 'the same' : 'SOMETHING ELSE'}`)
}

function linesOf(panes: readonly Pane<{ requests: number }>[]): string[] {
  const clock = (time: number) => new Date(time).toISOString().slice(11, 19)
  const ranked = topPanes(panes, { n: 3, by: 'requests' })
  return ranked.map(({ end, key, value }) => `${clock(end)}  ${key.padEnd(6)} ${JSON.stringify(value)}`)
}
