import * as aq from 'arquero'
import Database from 'libsql'
import { count, max, min, resample, sum } from 'tidemark'
import { type Answers, byKey, near } from '../support/answers'
import { append, duckWay, openDuckDB } from '../support/duckdb'
import { latencies, type Points } from '../support/points'
import { QUICK, race } from '../support/race'

// Columns of sorted points, a million a day: count, sum, min and max of each minute.

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const MILLION = 1_000_000
const NAMES = ['count', 'sum', 'min', 'max']

interface Minute {
  count: number
  sum: number
  min: number
  max: number
}

function byHand({ times, values }: Points): Map<number, Minute> {
  const minutes = new Map<number, Minute>()
  for (let p = 0; p < times.length; p++) {
    const minute = Math.floor(times[p] / MINUTE)
    const x = values[p]
    const row = minutes.get(minute)
    if (row) {
      row.count++
      row.sum += x
      if (x < row.min) row.min = x
      if (x > row.max) row.max = x
    } else minutes.set(minute, { count: 1, sum: x, min: x, max: x })
  }
  return minutes
}

function openSQLite({ times, values }: Points): InstanceType<typeof Database> {
  const database = new Database(':memory:')
  database.exec('create table points (time integer not null, value real not null); begin')
  const insert = database.prepare(`insert into points values ${Array(100).fill('(?, ?)')}`)
  for (let p = 0; p < times.length; p += 100) {
    const cells: number[] = []
    for (let q = p; q < p + 100; q++) cells.push(times[q], values[q])
    insert.run(...cells)
  }
  database.exec('commit')
  return database
}

for (const millions of QUICK ? [1] : [1, 10]) {
  const points = latencies(millions * MILLION, millions * DAY)
  const four = { count: count(), sum: sum(), min: min(), max: max() }
  const columns = aq.table({ time: points.times, value: points.values })
  const duckdb = await openDuckDB()
  await append(duckdb, points)
  const aggregates = 'count(*), sum(value), min(value), max(value)'
  const grouped = await duckdb.prepare(`select time // ${MINUTE} as minute, ${aggregates} from points group by minute`)
  const query = `select cast(time as integer) / ${MINUTE} as minute, ${aggregates} from points group by minute`
  const sqlite = openSQLite(points).prepare(query).raw()
  const answer = (rows: unknown[][]) => byKey(NAMES, rows)
  await race<Answers>({
    title: `${millions},000,000 points by the minute: count, sum, min, max`,
    ways: [
      { name: 'tidemark', run: () => resample(points, { every: '1m', aggregates: four }).columns },
      {
        name: 'a Map of objects, by hand',
        run: () => byHand(points),
        answer: (minutes: Map<number, Minute>) =>
          byKey(
            NAMES,
            [...minutes].map(([minute, row]) => [minute, row.count, row.sum, row.min, row.max]),
          ),
        minRatio: 4,
      },
      duckWay(duckdb, grouped, 1, { name: 'DuckDB, 1 thread', answer, minRatio: 4 }),
      duckWay(duckdb, grouped, 2, { name: 'DuckDB, 2 threads', answer }),
      {
        name: 'arquero',
        run: () =>
          columns.groupby({ minute: aq.escape<{ time: number }>(row => Math.floor(row.time / MINUTE)) }).rollup({
            count: aq.op.count(),
            sum: aq.op.sum('value'),
            min: aq.op.min('value'),
            max: aq.op.max('value'),
          }),
        answer: rolled => Object.fromEntries(NAMES.map(name => [name, rolled.array(name)])),
      },
      { name: 'SQLite', run: () => sqlite.all(), answer },
    ],
    agree: near(1e-12),
  })
}
