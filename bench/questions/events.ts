import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { Histogram, Registry } from 'prom-client'
import { count, max, min, type Rollup, rollup, type SeriesHandle, sum, tdigest } from 'tidemark'
import { near } from '../support/answers'
import { latencies } from '../support/points'
import { QUICK, race, type Way } from '../support/race'

// Events one at a time, of series in random order, all within a minute: the cost of a call, folding included.

const EVENTS = QUICK ? 100_000 : 1_000_000
const MINUTE = 60_000
const four = { count: count(), sum: sum(), min: min(), max: max() }
const withDigest = { ...four, d: tdigest() }

type Labels = { readonly route: string; readonly method: string }
type Sums = { readonly count: Float64Array; readonly sum: Float64Array }
type Kept = Rollup<typeof four>
type Opened = { api: Kept; handles: SeriesHandle[] }

class Reader extends MetricReader {
  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

for (const size of [1_000, 100_000]) {
  const { times, values } = latencies(EVENTS, MINUTE)
  const order = Int32Array.from(latencies(EVENTS, EVENTS).values, x => (x * 1_000_003) % size)
  const labels = Array.from({ length: size }, (_, s): Labels => ({ route: `/users/${s}`, method: 'GET' }))
  const seriesOf = ({ route }: { readonly [name: string]: string }) => Number(route.slice('/users/'.length))

  const sums = (rows: Iterable<readonly [series: number, count: number, sum: number]>): Sums => {
    const answer = { count: new Float64Array(size), sum: new Float64Array(size) }
    for (const [s, count, sum] of rows) {
      answer.count[s] += count
      answer.sum[s] += sum
    }
    return answer
  }

  const open = async (aggregates: typeof four): Promise<Opened> => {
    const api = await rollup({ aggregates, clock: () => MINUTE })
    return { api, handles: labels.map(tags => api.series('latency', tags)) }
  }
  const stored = async (api: Kept): Promise<Sums> => {
    const answer = await api.query({
      metric: 'latency',
      from: 0,
      to: MINUTE,
      by: ['route'],
      select: r => ({ n: r.count, sum: r.sum }),
    })
    return sums(answer.groups.map(({ tags, columns }) => [seriesOf(tags), columns.n[0] || 0, columns.sum[0] || 0]))
  }
  const throughHandles = ({ api, handles }: Opened) => {
    for (let p = 0; p < EVENTS; p++) handles[order[p]].add(values[p], times[p])
    api.stats() // folds the pending points
    return api
  }

  const newHistogram = () =>
    new Histogram({ name: 'latency', help: 'ms', labelNames: ['route', 'method'], registers: [new Registry()] })
  const exposed = async (histogram: Histogram) => {
    const rows: [number, number, number][] = []
    for (const { labels, value, metricName } of (await histogram.get()).values)
      if (metricName === 'latency_count') rows.push([seriesOf(labels), value, 0])
      else if (metricName === 'latency_sum') rows.push([seriesOf(labels), 0, value])
    return sums(rows)
  }
  const newMeter = () => {
    const reader = new Reader({ cardinalitySelector: () => 2 * size })
    const histogram = new MeterProvider({ readers: [reader] }).getMeter('bench').createHistogram('latency')
    return { reader, histogram }
  }

  const handles: Way<Sums> = {
    name: 'tidemark, handles',
    prepare: () => open(four),
    run: throughHandles,
    answer: stored,
  }
  const digests: Way<Sums> = {
    ...handles,
    name: 'tidemark, handles, and a digest',
    prepare: () => open(withDigest),
  }
  const added: Way<Sums> = {
    name: 'tidemark, add({ metric, tags })',
    prepare: () => rollup({ aggregates: four, clock: () => MINUTE }),
    run: (api: Kept) => {
      for (let p = 0; p < EVENTS; p++)
        api.add({ metric: 'latency', value: values[p], time: times[p], tags: labels[order[p]] })
      api.stats()
      return api
    },
    answer: stored,
  }
  const held: Way<Sums> = {
    name: 'prom-client, labels held',
    prepare: () => {
      const histogram = newHistogram()
      return { histogram, held: labels.map(one => histogram.labels(one)) }
    },
    run: ({ histogram, held }) => {
      for (let p = 0; p < EVENTS; p++) held[order[p]].observe(values[p])
      return histogram
    },
    answer: exposed,
    minRatio: 4,
  }
  const lookedUp: Way<Sums> = {
    name: 'prom-client, labels looked up',
    prepare: newHistogram,
    run: (histogram: Histogram) => {
      for (let p = 0; p < EVENTS; p++) histogram.observe(labels[order[p]], values[p])
      return histogram
    },
    answer: exposed,
    minRatio: 1,
  }
  const recorded: Way<Sums> = {
    name: 'OpenTelemetry histogram',
    prepare: newMeter,
    run: meter => {
      for (let p = 0; p < EVENTS; p++) meter.histogram.record(values[p], labels[order[p]])
      return meter
    },
    answer: async ({ reader }: { reader: Reader }) => {
      const { resourceMetrics } = await reader.collect()
      const { dataPoints } = resourceMetrics.scopeMetrics[0].metrics[0]
      return sums(dataPoints.map(({ attributes, value }) => [seriesOf(attributes), value.count, value.sum]))
    },
  }
  const byHand: Way<Sums> = {
    name: 'a Map of objects, by hand',
    run: () => {
      const map = new Map<string, { count: number; sum: number; min: number; max: number }>()
      for (let p = 0; p < EVENTS; p++) {
        const { route, method } = labels[order[p]]
        const key = `${method} ${route}`
        const x = values[p]
        const row = map.get(key)
        if (row) {
          row.count++
          row.sum += x
          if (x < row.min) row.min = x
          if (x > row.max) row.max = x
        } else map.set(key, { count: 1, sum: x, min: x, max: x })
      }
      return map
    },
    answer: (map: Map<string, { count: number; sum: number }>) =>
      sums([...map].map(([key, row]) => [seriesOf({ route: key.slice('GET '.length) }), row.count, row.sum])),
  }
  const unit = { name: 'ns per event', milliseconds: EVENTS / 1e6 }
  const events = `${EVENTS.toLocaleString('en')} events one at a time over ${size.toLocaleString('en')} series`
  const agree = near(1e-9)
  await race<Sums>({
    title: `${events}, series held`,
    unit,
    ways: [handles, ...(size === 1_000 ? [digests] : []), held, { ...recorded, minRatio: 4 }],
    agree,
  })
  await race<Sums>({ title: `${events}, series looked up`, unit, ways: [added, lookedUp, recorded, byHand], agree })
}
