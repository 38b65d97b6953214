import { count, max, min, resample, rollup, sum, tdigest } from 'tidemark'
import { latencies } from '../support/points'
import { QUICK, race, type Way } from '../support/race'

// How the cost grows with the work: it should grow as the points do, and hardly with the number of series.

const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const MILLION = 1_000_000
const SIZES = QUICK ? [0.1, 0.3, 1] : [1, 3, 10, 30]
const four = { count: count(), sum: sum(), min: min(), max: max() }

/** Each size must have counted all its points; ten times the points may take eleven times as long. */
function sizes(title: string, run: (millions: number) => () => { count: number; run: () => unknown }) {
  const ways = SIZES.map((millions): Way<unknown> => {
    const { count: expected, run: go } = run(millions)()
    return {
      name: `${millions} million points`,
      run: go,
      answer: async given => {
        const counted = (await given) as number
        if (counted !== expected) throw new Error(`${title}: ${counted} of ${expected} points`)
      },
      ...(millions === SIZES[0] * 10 ? { maxRatio: 11 } : {}),
    }
  })
  return race<unknown>({ title, ways, agree: () => {} })
}

const total = (column: Float64Array) => column.reduce((sum, n) => sum + (n || 0), 0)
const largest = SIZES[SIZES.length - 1]
const all = latencies(largest * MILLION, largest * DAY)
const first = (millions: number) => ({
  times: all.times.subarray(0, millions * MILLION),
  values: all.values.subarray(0, millions * MILLION),
})

await sizes('resample by the minute: count, sum, min, max', millions => () => {
  const points = first(millions)
  return {
    count: points.times.length,
    run: () => total(resample(points, { every: '1m', aggregates: four }).columns.count),
  }
})

await sizes('resample by the minute: p99', millions => () => {
  const points = first(millions)
  const aggregates = { d: tdigest() }
  const select = ({ d }: { d: { count: number; quantile(q: number): number } }) => ({
    n: d.count,
    p99: d.quantile(0.99),
  })
  return {
    count: points.times.length,
    run: () => total(resample(points, { every: '1m', aggregates, select }).columns.n),
  }
})

await sizes('load into a rollup', millions => () => {
  const points = first(millions)
  const run = async () => {
    const api = await rollup({
      aggregates: four,
      clock: () => largest * DAY,
      tiers: [{ every: '1m', keep: 'forever' }],
    })
    await api.load([{ metric: 'latency', ...points }])
    return api.stats().accepted
  }
  return { count: points.times.length, run }
})

const events = (QUICK ? 0.1 : 1) * MILLION
const { times, values } = latencies(events, MINUTE)
await race<unknown>({
  title: `${events.toLocaleString('en')} events through handles, in random order`,
  ways: [10, 1_000, 100_000].map((series): Way<unknown> => {
    const order = Int32Array.from(latencies(events, events).values, x => (x * 1_000_003) % series)
    return {
      name: `${series.toLocaleString('en')} series`,
      prepare: async () => {
        const api = await rollup({ aggregates: four, clock: () => MINUTE })
        return { api, handles: Array.from({ length: series }, (_, s) => api.series('latency', { s: `${s}` })) }
      },
      run: ({ api, handles }) => {
        for (let p = 0; p < events; p++) handles[order[p]].add(values[p], times[p])
        return api.stats()
      },
      answer: ({ accepted }) => {
        if (accepted !== events) throw new Error(`${accepted} of ${events} events were taken`)
      },
    }
  }),
  agree: () => {},
})
