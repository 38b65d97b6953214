import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count } from '../../../src/aggregate'
import { rollup } from '../../../src/rollup/rollup'
import { sqliteStore } from '../../../src/store/sqlite'
import { collect } from '../../support/collect'
import { oddStrings } from '../../support/odd-strings'
import { commitOf } from './commits'
import { databases } from './databases'
import { refusal } from './refusal'

const seed = 5150

const { file, open } = databases()

test('tables of a newer version are refused and not changed', async () => {
  const path = file()
  const handle = open(path)
  const store = sqliteStore(handle)
  await store.commit(commitOf(await store.lease('main'), 2))
  handle.exec('UPDATE tidemark_schema SET version = 3; DROP TABLE tidemark_series; CREATE TABLE tidemark_new (x)')
  const dump = () => [
    handle.prepare('SELECT * FROM sqlite_schema').all(),
    handle.prepare('SELECT * FROM tidemark_schema').all(),
    handle.prepare('SELECT * FROM tidemark_writers').all(),
    handle.prepare('SELECT series, start, sequence FROM tidemark_rows').all(),
  ]
  const before = JSON.stringify(dump(), dropDuration)
  expect(refusal(open(path))).toMatchObject({
    code: 'TIDEMARK_STORE',
    message:
      'sqlite: the tables have version 3, and this version of tidemark reads up to 2. Update tidemark to open them.',
  })
  expect(JSON.stringify(dump(), dropDuration)).toBe(before)
})

test('tables of version 1 are upgraded with everything that they hold', async () => {
  const path = file()
  const handle = open(path)
  const store = sqliteStore(handle)
  await store.commit(commitOf(await store.lease('main'), 2))
  handle.exec('UPDATE tidemark_schema SET version = 1; ALTER TABLE tidemark_writers DROP COLUMN definition')
  const again = sqliteStore(open(path))
  const lease = await again.lease('main')
  expect(lease).toMatchObject({ epoch: 2, sequence: 1 })
  await again.commit({ ...commitOf(lease, 2), sequence: 2, rows: [], series: [], definition: { tiers: [] } })
  expect(await collect(again.writers())).toMatchObject([{ writer: 'main', definition: { tiers: [] } }])
  expect(await collect(again.read({ writer: 'main', tier: 'm', from: 0, to: 10 }))).toHaveLength(2)
  expect(() => sqliteStore(open(path))).not.toThrow()
})

/** libsql adds to each row how long it took. */
const dropDuration = (key: string, value: unknown) => (key === '_metadata' ? undefined : value)

test(`writers, tiers, metrics, tags and marks with any characters come back from a file (seed ${seed})`, async () => {
  const path = file()
  const store = sqliteStore(open(path), { synchronous: 'normal' })
  const reader = sqliteStore(open(path))
  const names = fc.sample(oddStrings, { seed, numRuns: 60 })
  for (const name of new Set([...names, '__proto__', '', '"', '"\\u0000"', '\u0000'])) {
    const lease = await store.lease(name)
    const change = commitOf(lease, 2)
    const rows = change.rows.map(row => ({ ...row, tier: name }))
    const series = [{ writer: name, id: 0, metric: name, tags: Object.fromEntries([[name, name]]) }]
    const marks = Object.fromEntries([[name, { sealed: 1, dropped: -0 }]])
    await store.commit({ ...change, rows, series, marks, position: { [name]: name } })
    expect(await collect(reader.read({ writer: name, tier: name, from: 0, to: 1 }))).toEqual(rows)
    expect(await collect(reader.series({ writer: name, metric: name }))).toEqual(series)
    expect(await reader.lease(name)).toEqual({ ...lease, epoch: 2, sequence: 1, marks, position: { [name]: name } })
    expect((await collect(reader.writers())).filter(({ writer }) => writer === name)).toEqual([
      { writer: name, epoch: 2, marks, definition: null },
    ])
  }
})

test('people read the tables with plain SQL: names, tags as JSON, times as ISO 8601', async () => {
  const handle = open(file())
  const api = await rollup({ aggregates: { n: count() }, store: sqliteStore(handle), clock: () => 120_000 })
  for (const route of ['/', '/users'])
    for (const time of [-1, 0, 1, 60_250]) api.add({ metric: 'latency', value: 1, time, tags: { route } })
  await api.flush()
  const found = handle
    .prepare(
      `SELECT writer, metric, tags ->> 'route' AS route, tier, "from", "to", bytes > 0 AS has
         FROM tidemark WHERE tags ->> 'route' = '/users' ORDER BY "from"`,
    )
    .raw()
    .all()
  const row = ['rollup/main', 'latency', '/users', '1m']
  expect(found).toEqual([
    [...row, '1969-12-31T23:59:00.000Z', '1970-01-01T00:00:00.000Z', 1],
    [...row, '1970-01-01T00:00:00.000Z', '1970-01-01T00:01:00.000Z', 1],
    [...row, '1970-01-01T00:01:00.000Z', '1970-01-01T00:02:00.000Z', 1],
  ])
  const counts = handle.prepare('SELECT metric, count(*) AS n FROM tidemark_series GROUP BY metric').raw().all()
  expect(counts).toEqual([['latency', 2]])
})
