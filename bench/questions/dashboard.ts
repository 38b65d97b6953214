import { memoryStore, resample, rollup, tdigest } from 'tidemark'
import { type Answers, byKey, near } from '../support/answers'
import { append, duckWay, openDuckDB } from '../support/duckdb'
import { latencies, type Points } from '../support/points'
import { QUICK, race, type Way } from '../support/race'

// A dashboard: 500 windows of p95 out of 180 days that were kept, of one series and of 100 in one group.

const HOUR = 3_600_000
const WINDOW = 8 * HOUR
const DAY = 24 * HOUR
const DAYS = QUICK ? 20 : 180
const WINDOWS = QUICK ? 50 : 500
const to = DAYS * DAY
const from = to - WINDOWS * WINDOW

const aggregates = { d: tdigest() }
const hours = { every: '1h', keep: 'forever' } as const
const ladders = [
  { name: 'tidemark, tiers of 1h and 8h', tiers: [hours, { every: '8h', keep: 'forever' }] as const },
  { name: 'tidemark, tiers of 1h and 1d', tiers: [hours, { every: '1d', keep: 'forever' }] as const },
]

/** A rollup that was loaded day by day with the points of all series, in order of time. */
async function kept(tiers: (typeof ladders)[number]['tiers'], series: number, { times, values }: Points) {
  const api = await rollup({ aggregates, tiers, store: memoryStore(), maxAhead: 'forever' })
  const ofSeries = (column: Float64Array, s: number, first: number, last: number) =>
    Float64Array.from({ length: Math.ceil((last - first) / series) }, (_, p) => column[first + s + p * series])
  const aDay = times.length / DAYS
  for (let day = 0; day < DAYS; day++) {
    const [first, last] = [day * aDay, (day + 1) * aDay]
    for (let s = 0; s < series; s++)
      api
        .series('latency', { host: `${s}` })
        .addColumns(ofSeries(times, s, first, last), ofSeries(values, s, first, last))
    await api.advance((day + 1) * DAY + HOUR)
  }
  return api
}

for (const [series, seconds] of QUICK
  ? [
      [1, 60],
      [20, 600],
    ]
  : [
      [1, 1],
      [100, 30],
    ]) {
  const count = (series * DAYS * DAY) / (seconds * 1_000)
  const points = latencies(count, to)
  for (let p = 0; p < count; p++) points.times[p] -= points.times[p] % (seconds * 1_000)
  const select = ({ d }: { d: { quantile(q: number): number } }) => ({ p95: d.quantile(0.95) })
  const ways: Way<Answers>[] = []
  for (const { name, tiers } of series === 1 ? ladders : ladders.slice(0, 1)) {
    const api = await kept(tiers, series, points)
    ways.push({
      name,
      run: () => api.query({ metric: 'latency', from, to, every: WINDOW, select }),
      answer: ({ groups }) => groups[0].columns,
    })
  }
  if (series === 1) ways[0] = { ...ways[0], maxValue: 1 }
  const duckdb = await openDuckDB()
  await append(duckdb, points)
  const quantile = 'approx_quantile(value, 0.95)'
  const statement = await duckdb.prepare(
    `select time // ${WINDOW} as w, ${quantile} from points where time >= ${from} and time < ${to} group by w`,
  )
  const answer = (rows: unknown[][]) => byKey(['p95'], rows)
  await race<Answers>({
    title: `p95 of ${WINDOWS} windows of 8h, ${series} series, a point every ${seconds} s`,
    ways: [
      ...ways,
      {
        name: 'tidemark, resample of the raw points',
        run: () => resample(points, { every: WINDOW, aggregates, from, to, select }),
        answer: ({ columns }) => columns,
        minRatio: 100,
      },
      duckWay(duckdb, statement, 1, { name: 'DuckDB over the raw points, 1 thread', answer }),
      duckWay(duckdb, statement, 2, { name: 'DuckDB over the raw points, 2 threads', answer }),
    ],
    agree: near(0.1),
  })
}
