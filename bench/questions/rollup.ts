import { count, max, min, rollup, sum, tdigest } from 'tidemark'
import { type Answers, byKey, near } from '../support/answers'
import { append, duckWay, openDuckDB } from '../support/duckdb'
import { latencies } from '../support/points'
import { QUICK, race } from '../support/race'

// The way through a rollup: columns in, committed to a store in memory, all minutes queried; against a table that is grouped.

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const MILLION = 1_000_000

const four = {
  title: 'count, sum, min, max',
  aggregates: { count: count(), sum: sum(), min: min(), max: max() },
  select: (r: Record<string, number>) => ({ count: r.count, sum: r.sum, min: r.min, max: r.max }),
  sql: `select time // ${MINUTE} as minute, count(*), sum(value), min(value), max(value) from points group by minute`,
  tolerance: 1e-12,
}
const tails = {
  title: 'p50, p95, p99',
  aggregates: { d: tdigest() },
  select: ({ d }: any) => ({ p50: d.quantile(0.5), p95: d.quantile(0.95), p99: d.quantile(0.99) }),
  sql: `select minute, q[1], q[2], q[3] from (
    select time // ${MINUTE} as minute, approx_quantile(value, [0.5, 0.95, 0.99]) as q from points group by minute)`,
  tolerance: 0.3, // of a p99 of 700 points, where two neighbors may be that far apart
}

for (const millions of QUICK ? [1] : [1, 10])
  for (const { title, aggregates, select, sql, tolerance } of [four, tails]) {
    const from = 0
    const to = millions * DAY
    const points = latencies(millions * MILLION, to)
    const names = Object.keys(select({ d: { quantile: () => 0 } } as any))
    const duckdb = await openDuckDB()
    const ready = await openDuckDB()
    await append(ready, points)
    const answer = (rows: unknown[][]) => byKey(names, rows)
    await race<Answers>({
      title: `${millions},000,000 points through a rollup, all minutes queried: ${title}`,
      ways: [
        {
          name: 'tidemark: addColumns, flush, query',
          run: async () => {
            const tiers = [{ every: '1m', keep: 'forever' }] as const
            const api = await rollup({ aggregates, tiers, clock: () => to })
            api.series('latency').addColumns(points.times, points.values)
            await api.flush()
            return api.query({ metric: 'latency', from, to, every: '1m', select: select as any })
          },
          answer: ({ groups }) => groups[0].columns,
        },
        {
          name: 'DuckDB, 2 threads: appender, group by',
          prepare: () => duckdb.run('truncate points'),
          run: async () => {
            await append(duckdb, points)
            return (await duckdb.runAndReadAll(sql)).getRows()
          },
          answer,
        },
        duckWay(ready, await ready.prepare(sql), 1, { name: 'DuckDB, 1 thread: group by alone', answer, minRatio: 2 }),
        duckWay(ready, await ready.prepare(sql), 2, { name: 'DuckDB, 2 threads: group by alone', answer }),
      ],
      agree: near(tolerance),
    })
  }
