import { DDSketch } from '@datadog/sketches-js'
import { TDigest } from 'tdigest'
import { resample, tdigest } from 'tidemark'
import { type Answers, byKey, rankOf } from '../support/answers'
import { append, duckWay, openDuckDB } from '../support/duckdb'
import { latencies, type Points } from '../support/points'
import { QUICK, race, type Way } from '../support/race'

// Columns of sorted points, a million a day: p50, p95 and p99 of each minute.

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const MILLION = 1_000_000
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 }
const NAMES = Object.keys(QUANTILES)
/** How far a rank may be off, for all sketches alike: the minutes hold some 700 points each. */
const BOUND = 0.02

/** A sketch a minute, which are then read. */
function sketched<S>(points: Points, make: () => S, add: (sketch: S, value: number) => void): Map<number, S> {
  const minutes = new Map<number, S>()
  const { times, values } = points
  for (let p = 0; p < times.length; p++) {
    const minute = Math.floor(times[p] / MINUTE)
    let sketch = minutes.get(minute)
    if (!sketch) {
      sketch = make()
      minutes.set(minute, sketch)
    }
    add(sketch, values[p])
  }
  return minutes
}

/** Every quantile of every window is where it should be among the window's own values, sorted. */
function withinBound(points: Points): (answers: Answers, name: string) => void {
  const windows: Float64Array[] = []
  for (let from = 0; from < points.times.length; ) {
    const end = (Math.floor(points.times[from] / MINUTE) + 1) * MINUTE
    let to = from
    while (to < points.times.length && points.times[to] < end) to++
    windows.push(points.values.slice(from, to).sort())
    from = to
  }
  return (answers, name) => {
    for (const [column, q] of Object.entries(QUANTILES))
      for (const [w, sorted] of windows.entries()) {
        const rank = rankOf(sorted, answers[column][w])
        if (!(Math.abs(rank - q) <= BOUND)) throw new Error(`${name}: ${column} of window ${w} has rank ${rank}`)
      }
  }
}

for (const millions of QUICK ? [1] : [1, 10]) {
  const points = latencies(millions * MILLION, millions * DAY)
  const duckdb = await openDuckDB()
  await append(duckdb, points)
  const prepare = (quantiles: string) =>
    duckdb.prepare(
      `select time // ${MINUTE} as minute, ${quantiles}(value, [0.5, 0.95, 0.99]) from points group by minute`,
    )
  const approximate = await prepare('approx_quantile')
  const exact = await prepare('quantile_cont')
  const answer = (rows: [bigint, { items: number[] }][]) =>
    byKey(
      NAMES,
      rows.map(([minute, { items }]) => [minute, ...items]),
    )
  const read = (rows: [number, number[]][]) =>
    byKey(
      NAMES,
      rows.map(([minute, cells]) => [minute, ...cells]),
    )
  const levels = Object.values(QUANTILES)
  const slow: Way<Answers> = {
    name: 'npm tdigest, a digest per minute',
    run: () => {
      const minutes = sketched(
        points,
        () => new TDigest(),
        (digest, value) => digest.push(value),
      )
      return [...minutes].map(([minute, digest]) => [minute, levels.map(q => digest.percentile(q))])
    },
    answer: read,
    minRatio: 40,
  }
  const check = withinBound(points)
  await race<Answers>({
    title: `${millions},000,000 points by the minute: p50, p95, p99`,
    ways: [
      {
        name: 'tidemark',
        run: () =>
          resample(points, {
            every: '1m',
            aggregates: { d: tdigest() },
            select: ({ d }) => ({ p50: d.quantile(0.5), p95: d.quantile(0.95), p99: d.quantile(0.99) }),
          }).columns,
      },
      duckWay(duckdb, approximate, 1, { name: 'DuckDB approx_quantile, 1 thread', answer, minRatio: 3 }),
      duckWay(duckdb, approximate, 2, { name: 'DuckDB approx_quantile, 2 threads', answer }),
      duckWay(duckdb, exact, 1, { name: 'DuckDB quantile_cont, 1 thread', answer }),
      duckWay(duckdb, exact, 2, { name: 'DuckDB quantile_cont, 2 threads', answer }),
      {
        name: 'DDSketch, a sketch per minute',
        run: () => {
          const minutes = sketched(
            points,
            () => new DDSketch(),
            (sketch, value) => sketch.accept(value),
          )
          return [...minutes].map(([minute, sketch]) => [minute, levels.map(q => sketch.getValueAtQuantile(q))])
        },
        answer: read,
      },
      ...(millions === 1 ? [slow] : []),
    ],
    agree(ours, theirs, name) {
      check(ours, 'tidemark')
      check(theirs, name)
    },
  })
}
