import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type ClientRequest, request } from 'node:http'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ROOT } from '../house/tree'

interface Service {
  readonly child: ChildProcess
  readonly url: string
  /** All that it has printed so far. */
  said(): string
}

/** How long a slow machine may take. */
const PATIENT = { timeout: 60_000 }

let folder: string
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/tidemark-http-`)
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** Starts the example on a free port of 127.0.0.1 and waits until it listens. */
async function start(file = `${folder}/metrics.db`): Promise<Service> {
  const argv = ['--import', 'tsx', 'examples/service/http.ts', file, '0']
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      said += chunk
      const listening = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
      if (listening) resolve(listening[0])
    })
    child.once('exit', () => reject(new Error(`it ended before it listened:\n${said}`)))
  })
  return { child, url, said: () => said }
}

async function terminate({ child }: Service): Promise<number | null> {
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  return code
}

const post = (url: string, body: unknown) =>
  fetch(`${url}/points`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })
const points = (n: number, route: string) =>
  Array.from({ length: n }, (_, k) => ({ metric: 'latency', value: k + 1, tags: { route } }))

/** How many points each route has, as the service answers. */
async function countsOf(url: string): Promise<Record<string, number>> {
  const answer = await fetch(`${url}/query?metric=latency&by=route`)
  expect(answer.status).toBe(200)
  const { groups }: any = await answer.json()
  return Object.fromEntries(groups.map(({ tags, columns }: any) => [tags.route, columns.n[0]]))
}

/** A request whose body is half sent: the service has begun it, and cannot answer yet. */
function halfSent(url: string, body: string): { rest(): void; answer: Promise<{ status: number; body: string }> } {
  const sent: ClientRequest = request(`${url}/points`, {
    method: 'POST',
    headers: { 'content-length': Buffer.byteLength(body) },
  })
  sent.write(body.slice(0, 10))
  const answer = once(sent, 'response').then(async ([response]) => ({
    status: response.statusCode,
    body: await text(response),
  }))
  return { rest: () => sent.end(body.slice(10)), answer }
}

describe('the HTTP service', () => {
  test('answers what was posted, and refuses what is wrong with the reason', async () => {
    const service = await start()
    const { url } = service
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ health: 'healthy', series: 0 })
    const accepted = await post(url, points(100, '/'))
    expect([accepted.status, await accepted.json()]).toEqual([202, { accepted: 100 }])
    const answer = await fetch(`${url}/query?metric=latency&every=1h`)
    const { starts, groups }: any = await answer.json()
    const [{ n, mean }] = groups.map(({ columns }: any) => columns)
    expect(starts.length).toBe(n.length)
    expect(n.reduce((sum: number, of: number) => sum + of, 0)).toBe(100)
    // The hour may end while the points are sent, and then two windows hold them.
    if (n.includes(100)) expect(mean[n.indexOf(100)]).toBe(50.5)
    const past = await fetch(`${url}/query?metric=latency&from=2000-01-01T00:00Z&to=2000-01-02T00:00Z`)
    expect((await past.json()) as any).toMatchObject({
      starts: [Date.parse('2000-01-01')],
      groups: [{ columns: { n: [null], p99: [null] } }],
    })

    const refusals: [Promise<Response>, number, RegExp][] = [
      [post(url, 'not JSON'), 400, /JSON/],
      [post(url, { metric: 'latency', value: 1 }), 400, /iterable of points/],
      [post(url, [...points(3, '/'), { metric: 'latency', value: 'x' }]), 400, /points\[3\].*"x"/],
      [post(url, ' '.repeat(2 ** 20 + 1)), 413, /at most 1048576/],
      [fetch(`${url}/query`), 400, /metric/],
      [fetch(`${url}/query?metric=latency&every=soon`), 400, /"soon"/],
      [fetch(`${url}/query?metric=latency&last=week`), 400, /"week"/],
      [fetch(`${url}/query?metric=latency&from=2026-05`), 400, /"2026-05"/],
      [fetch(`${url}/query?metric=latency&every=1ms`), 400, /windows/],
      [fetch(`${url}//`), 404, /no GET \/\//],
      [fetch(`${url}/points`), 404, /no GET \/points/],
      [fetch(`${url}/constructor`), 404, /no GET/],
    ]
    for (const [refusal, status, reason] of refusals) {
      const response = await refusal
      expect(await response.json()).toEqual({ error: expect.stringMatching(reason) })
      expect(response.status).toBe(status)
    }
    expect(await countsOf(url)).toEqual({ '/': 100 })
    expect(await terminate(service)).toBe(0)
  })

  test('on SIGTERM it answers what is in flight, refuses what is new, and ends with 0', async () => {
    const service = await start()
    const { url, child, said } = service
    const flight = halfSent(url, JSON.stringify(points(10, '/in-flight')))
    expect((await post(url, points(5, '/before'))).status).toBe(202)
    child.kill('SIGTERM')
    await expect.poll(said, PATIENT).toContain('SIGTERM: stopping')
    await expect(post(url, points(1, '/after'))).rejects.toThrow('fetch failed')
    expect(child.exitCode).toBe(null)
    flight.rest()
    expect(await flight.answer).toEqual({ status: 202, body: '{"accepted":10}\n' })
    if (child.exitCode === null) await once(child, 'exit')
    expect(child.exitCode).toBe(0)
    expect(said()).toMatch(/stopped: all of 15 points are in /)

    const again = await start()
    expect(await countsOf(again.url)).toEqual({ '/before': 5, '/in-flight': 10 })
    expect(await terminate(again)).toBe(0)
  })

  test('under load and over three restarts each point that was acknowledged counts once', async () => {
    const acknowledged: Record<string, number> = {}
    for (let life = 0; life < 3; life++) {
      const service = await start()
      let going = true
      const clients = Array.from({ length: 8 }, async (_, client) => {
        for (let batch = 0; going; batch++) {
          const route = `/${(client + batch) % 3}`
          const size = 1 + ((7 * client + batch) % 40)
          try {
            if ((await post(service.url, points(size, route))).status !== 202) continue
          } catch {
            return // it takes no more
          }
          acknowledged[route] = (acknowledged[route] ?? 0) + size
        }
      })
      await expect
        .poll(() => Object.values(acknowledged).reduce((sum, n) => sum + n, 0), PATIENT)
        .toBeGreaterThan(life * 2_000 + 1_000)
      expect(await terminate(service)).toBe(0)
      going = false
      await Promise.all(clients)
    }
    const service = await start()
    expect(await countsOf(service.url)).toEqual(acknowledged)
    expect(await terminate(service)).toBe(0)
  })

  test('it ends with 1 if what came in cannot be committed', async () => {
    const first = await start()
    expect((await post(first.url, points(5, '/'))).status).toBe(202)
    const second = await start() // takes the writer of the same file over
    expect(await terminate(first)).toBe(1)
    expect(first.said()).toContain('TIDEMARK_FENCED')
    expect(await terminate(second)).toBe(0)
  })
})
