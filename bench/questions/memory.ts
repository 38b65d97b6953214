import { fork } from 'node:child_process'
import { once } from 'node:events'
import { DDSketch } from '@datadog/sketches-js'
import { Histogram, Registry } from 'prom-client'
import { TDigest } from 'tdigest'
import { count, max, memoryStore, min, rollup, sum, tdigest } from 'tidemark'
import { type Entry, report } from '../support/outcome'
import { latencies, type Points } from '../support/points'
import { QUICK } from '../support/race'
import { rowsOf } from '../support/states'

// Memory: each thing is measured in a process of its own, after its garbage was collected.

const SERIES = QUICK ? 10_000 : 100_000
const DIGESTS = 1_000
const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const MILLION = 1_000_000
const four = { count: count(), sum: sum(), min: min(), max: max() }

const labels = Array.from({ length: SERIES }, (_, s) => ({ route: `/users/${s}`, method: 'GET' }))
const open = () => rollup({ aggregates: four, clock: () => MINUTE })
const { times, values } = latencies(SERIES, MINUTE)

/** The memory of a thing beyond the labels, which exist before: the rise of the heap and of the buffers beside it. */
async function rise(make: () => unknown): Promise<number> {
  const before = inUse()
  const made = await make()
  const after = inUse()
  if (!made) throw new Error('it must be kept until it is measured')
  return after - before
}

function inUse(): number {
  for (let k = 0; k < 4; k++) globalThis.gc!()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

async function filled() {
  const api = await open()
  for (const [s, tags] of labels.entries()) api.add({ metric: 'latency', value: values[s], time: times[s], tags })
  if (api.stats().pending !== SERIES) throw new Error('each series has one row that waits')
  return api
}

async function committed() {
  const api = await filled()
  await api.flush()
  return api
}

function mapOfObjects() {
  const map = new Map<string, object>()
  for (const [s, { route, method }] of labels.entries())
    map.set(`${method} ${route}`, { count: 1, sum: values[s], min: values[s], max: values[s] })
  return map
}

function promClient() {
  const histogram = new Histogram({
    name: 'l',
    help: 'l',
    labelNames: ['route', 'method'],
    registers: [new Registry()],
  })
  for (const [s, one] of labels.entries()) histogram.observe(one, values[s])
  return histogram
}

/** A thousand digests of a thousand points each. */
function digests<S>(make: () => S, add: (digest: S, value: number) => void): S[] {
  const made = Array.from({ length: DIGESTS }, make)
  const points = latencies(DIGESTS * 1_000, DAY).values
  for (const [p, value] of points.entries()) add(made[p % DIGESTS], value)
  return made
}

function digestRows() {
  const aggregate = tdigest()
  const s = rowsOf(aggregate, DIGESTS) as any
  const points = latencies(DIGESTS * 1_000, DAY)
  for (let k = 0; k < DIGESTS; k++) aggregate.fold!(s, k, points.values, points.times, k * 1_000, (k + 1) * 1_000)
  return s
}

/** The bytes of the largest encoded row of digests of 100 to a million points of several distributions. */
async function encoded(): Promise<number> {
  const { values } = latencies(MILLION, DAY)
  const kinds = [(x: number) => x, (x: number) => Math.exp(x / 10), (x: number) => 1 / x, Math.round]
  let largest = 0
  for (const kind of kinds)
    for (const n of [100, 1_000, 10_000, 100_000, 1_000_000]) {
      const store = memoryStore()
      const api = await rollup({ aggregates: { d: tdigest() }, store, clock: () => DAY })
      api.series('latency').addColumns(new Float64Array(n), values.slice(0, n).map(kind))
      await api.flush()
      largest = Math.max(largest, store.usage()['1m'].bytes)
    }
  return largest
}

/** The peak memory of the process while it loads the points of a day, chunk by chunk. */
async function peakOfLoad(points: number): Promise<number> {
  function* source() {
    const chunk = 10_000
    for (let p = 0; p < points; p += chunk) {
      const part: Points = latencies(chunk, (DAY * chunk) / points)
      const from = Math.floor((DAY * p) / points)
      yield { metric: 'latency', times: part.times.map(t => t + from), values: part.values }
    }
  }
  const api = await rollup({ aggregates: { ...four, d: tdigest() }, clock: () => DAY })
  const loaded = await api.load(source())
  if (loaded.points !== points) throw new Error(`${loaded.points} of ${points} points were loaded`)
  return process.resourceUsage().maxRSS * 1024
}

const perSeries = (make: () => unknown) => async () => (await rise(make)) / SERIES
const perDigest = (make: () => unknown) => async () => (await rise(make)) / DIGESTS

const things: Record<string, { unit: string; of: Record<string, () => Promise<number>>; goals: Partial<Entry>[] }> = {
  [`a series of count, sum, min, max; ${SERIES.toLocaleString('en')} of them, over their labels`]: {
    unit: 'bytes',
    of: {
      'tidemark, not yet committed': perSeries(filled),
      'tidemark, committed to memory': perSeries(committed),
      'a Map of objects, by hand': perSeries(mapOfObjects),
      'prom-client histogram': perSeries(promClient),
    },
    goals: [{ maxValue: 250 }],
  },
  'a digest of 1,000 points in memory': {
    unit: 'bytes',
    of: {
      tidemark: perDigest(digestRows),
      'npm tdigest': perDigest(() =>
        digests(
          () => new TDigest(),
          (digest, value) => digest.push(value),
        ),
      ),
      DDSketch: perDigest(() =>
        digests(
          () => new DDSketch(),
          (sketch, value) => sketch.accept(value),
        ),
      ),
    },
    goals: [{ maxValue: 4_096 }],
  },
  'a digest encoded, the largest of 100 to 1,000,000 points': {
    unit: 'bytes',
    of: { tidemark: encoded },
    goals: [{ maxValue: 2_253 }],
  },
  'the process at its peak while a day of points is loaded': {
    unit: 'MB',
    of: {
      '1,000,000 points': async () => (await peakOfLoad(MILLION)) / MILLION,
      '10,000,000 points': async () => (await peakOfLoad((QUICK ? 3 : 10) * MILLION)) / MILLION,
    },
    goals: [{}, { maxRatio: 1.25 }],
  },
}

const [thing, name] = process.argv.slice(2)
if (thing) process.send!(await things[thing].of[name]())
else
  for (const [title, { unit, of, goals }] of Object.entries(things)) {
    const entries: Entry[] = []
    for (const name of Object.keys(of)) {
      const child = fork(process.argv[1], [title, name])
      const [value] = (await once(child, 'message')) as [number]
      child.disconnect()
      entries.push({
        name,
        value,
        low: value,
        high: value,
        ratio: value / (entries[0]?.value ?? value),
        ...goals[entries.length],
      })
    }
    report({ title, unit, entries })
  }
