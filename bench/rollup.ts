import { count, resample, rollup, tdigest } from 'tidemark'
import type { Contest } from './contest'
import { latencies } from './points'

const DAY = 86_400_000

const points = latencies(2_000_000, 30 * DAY)
const aggregates = { n: count(), latency: tdigest() }
const kept = await rollup({ aggregates, clock: () => 30 * DAY })
kept.series('latency').addColumns(points.times, points.values)
await kept.advance(30 * DAY + 60_000)

interface Answered {
  readonly n: Float64Array
  readonly p99: Float64Array
}

/** A month by the day: from the tiers that were kept, against all its points once more. */
export const month: Contest<Answered> = {
  name: '30 days of 2,000,000 points by the day: count, p99',
  ways: {
    'resample of the raw points': () =>
      resample(points, { every: '1d', aggregates, select: r => ({ n: r.n, p99: r.latency.quantile(0.99) }) }).columns,
    'query of the rollup': async () => {
      const select = (r: { n: number; latency: { quantile(q: number): number } }) => ({
        n: r.n,
        p99: r.latency.quantile(0.99),
      })
      const answer = await kept.query({ metric: 'latency', from: 0, to: 30 * DAY, every: '1d', select })
      return answer.groups[0].columns
    },
  },
  agree(one, other) {
    for (let w = 0; w < 30; w++) {
      if (one.n[w] !== other.n[w]) throw new Error(`day ${w}: ${one.n[w]} and ${other.n[w]} points`)
      if (!(Math.abs(one.p99[w] - other.p99[w]) < 0.05 * one.p99[w]))
        throw new Error(`day ${w}: ${one.p99[w]} and ${other.p99[w]}`)
    }
  },
}
