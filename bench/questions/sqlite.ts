import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import Database from 'libsql'
import { count, memoryStore, rollup, type Store, sum, tdigest } from 'tidemark'
import { sqliteStore } from 'tidemark/sqlite'
import type { Row } from 'tidemark/store'
import { type Answers, near } from '../support/answers'
import { report } from '../support/outcome'
import { QUICK, race, type Way } from '../support/race'

// What it costs to keep rows in a SQLite file, against the same rows written by hand with the driver (libsql).

const ROWS = QUICK ? 1_000 : 10_000
const COMMITS = QUICK ? 50 : 500
const BYTES = 200
const folder = mkdtempSync(join(tmpdir(), 'tidemark-'))
let files = 0
const newFile = () => join(folder, `${files++}.db`)
const states = Uint8Array.from({ length: BYTES }, (_, k) => (k * 37) & 255)

const byHand = (file: string) => {
  const database = new Database(file)
  database.prepare('PRAGMA journal_mode = WAL').get()
  database.exec('PRAGMA synchronous = FULL')
  database.exec(
    'CREATE TABLE rows (series INTEGER, start INTEGER, "end" INTEGER, states BLOB, PRIMARY KEY (series, start)) WITHOUT ROWID',
  )
  const statement = database.prepare('INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)')
  const insert = (from: number, to: number) => {
    database.exec('BEGIN IMMEDIATE')
    for (let k = from; k < to; k++) statement.run(k, 0, 60_000, states)
    database.exec('COMMIT')
  }
  const rows = () => (database.prepare('SELECT count(*) AS n FROM rows').get() as { n: number }).n
  return { insert, rows }
}

const ours = async (synchronous: 'full' | 'normal') => {
  const database = new Database(newFile())
  const store = sqliteStore(database, { synchronous })
  const lease = await store.lease('main')
  const at = { tier: '1m', start: 0, end: 60_000, writer: 'main', bytes: states }
  let sequence = 0
  const insert = async (from: number, to: number) => {
    sequence++
    const rows: Row[] = Array.from({ length: to - from }, (_, k) => ({ ...at, series: from + k, sequence }))
    await store.commit({ lease, sequence, series: [], rows, drops: [], marks: {} })
  }
  const rows = () => (database.prepare('SELECT count(*) AS n FROM tidemark_rows').get() as { n: number }).n
  return { insert, rows }
}
type Inserting = Awaited<ReturnType<typeof ours>> | ReturnType<typeof byHand>

for (const [title, commits, each] of [
  [`a commit of ${ROWS.toLocaleString('en')} rows of ${BYTES} bytes to a file`, 1, ROWS],
  [`a commit of one row of ${BYTES} bytes to a file`, COMMITS, 1],
] as const) {
  const way = (name: string, prepare: () => unknown): Way<number> => ({
    name,
    prepare,
    run: async (start: Inserting) => {
      for (let c = 0; c < commits; c++) await start.insert(c * each, (c + 1) * each)
      return start
    },
    answer: (start: any) => start.rows(),
  })
  await race<number>({
    title,
    unit: commits === 1 ? { name: 'ms', milliseconds: 1 } : { name: 'µs per commit', milliseconds: commits / 1_000 },
    ways: [
      way('tidemark', () => ours('full')),
      way('tidemark, synchronous: normal', () => ours('normal')),
      way('libsql, by hand', () => byHand(newFile())),
    ],
    agree: (mine, theirs, name) => {
      if (mine !== theirs) throw new Error(`${name}: ${theirs} rows, and ours has ${mine}`)
    },
  })
}

// A day of 100 series by the minute, queried by the hour: from memory, from a file that is open, and from one just opened.
const SERIES = QUICK ? 10 : 100
const DAY = 86_400_000
const open = (store: Store, writer: string) =>
  rollup({
    aggregates: { n: count(), total: sum(), d: tdigest() },
    tiers: [{ every: '10m', keep: 'forever' }],
    store,
    writer,
    clock: () => DAY,
  })
const kept = async (store: Store) => {
  const api = await open(store, 'main')
  const times = Float64Array.from({ length: 1_440 }, (_, k) => k * 60_000)
  for (let s = 0; s < SERIES; s++)
    api.series('latency', { host: `${s}` }).addColumns(
      times,
      times.map((_, k) => ((k * 31 + s * 17) % 1_009) + 1),
    )
  await api.flush()
  return api
}
const file = newFile()
const [memory, warm] = [await kept(memoryStore()), await kept(sqliteStore(new Database(file)))]
const ask = (api: typeof memory) =>
  api.query({
    metric: 'latency',
    from: 0,
    to: DAY,
    every: '1h',
    select: r => ({ n: r.n, total: r.total, p95: r.d.quantile(0.95) }),
  })
const answer = ({ groups }: Awaited<ReturnType<typeof ask>>): Answers => groups[0].columns
await race<Answers>({
  title: `a day of ${SERIES} series, 144 rows each, by the hour, from a file`,
  ways: [
    { name: 'tidemark, open', run: () => ask(warm), answer },
    {
      name: 'a file opened for it',
      run: async () => ask(await open(sqliteStore(new Database(file)), 'another')),
      answer,
    },
    { name: 'memory', run: () => ask(memory), answer },
  ],
  agree: near(1e-12),
})

// How long the event loop is held while an hour of 10,000 series is sealed.
const MANY = QUICK ? 1_000 : 10_000
const HOUR = 3_600_000
let now = 0
const busy = await rollup({
  aggregates: { d: tdigest() },
  tiers: [
    { every: '10m', keep: 'forever' },
    { every: '1h', keep: 'forever' },
  ],
  store: sqliteStore(new Database(newFile())),
  clock: () => now,
})
const handles = Array.from({ length: MANY }, (_, s) => busy.series('latency', { host: `${s}` }))
for (let minute = 0; minute < 60; minute += 5) {
  now = minute * 60_000
  for (const [s, handle] of handles.entries()) handle.add((s * 31 + minute) % 1_009, now)
  await busy.flush()
}
now = HOUR + 120_000
const delay = monitorEventLoopDelay({ resolution: 1 })
await setImmediate()
delay.enable()
const begun = performance.now()
const { sealed } = await busy.advance(now)
const taken = performance.now() - begun
delay.disable()
if (sealed !== MANY) throw new Error(`${sealed} of ${MANY} rows were sealed`)
const entry = (name: string, value: number, maxValue?: number) => ({
  name,
  value,
  low: value,
  high: value,
  ratio: 1,
  maxValue,
})
report({
  title: `delay of the event loop while an hour of ${MANY.toLocaleString('en')} series is sealed in a file`,
  unit: 'ms',
  entries: [
    entry('tidemark: p99.9', delay.percentile(99.9) / 1e6, 20),
    entry('p50', delay.percentile(50) / 1e6),
    entry('longest', delay.max / 1e6),
    entry('the whole', taken),
  ],
})
rmSync(folder, { recursive: true })
