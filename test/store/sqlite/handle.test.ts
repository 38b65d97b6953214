import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import type Database from 'libsql'
import { describe, expect, test } from 'vitest'
import { count } from '../../../src/aggregate'
import { rollup } from '../../../src/rollup/rollup'
import { type SqliteHandle, sqliteStore } from '../../../src/store/sqlite'
import { decodeText, encodeText } from '../../../src/store/text'
import { collect } from '../../support/collect'
import { commitOf } from './commits'
import { databases, rowsOf } from './databases'

const seed = 5150

const { file, open } = databases()

/** What opening throws. */
function refusal(handle: unknown, options?: object): { code?: string; message: string; cause?: unknown } {
  try {
    sqliteStore(handle as SqliteHandle, options)
  } catch (error) {
    return error as { code?: string; message: string }
  }
  throw new Error('the store was opened')
}

describe('a handle', () => {
  test('that is no open database is TIDEMARK_INVALID_OPTION', () => {
    const promised = { exec: () => {}, prepare: async () => ({}) }
    const empty = { exec: () => {}, prepare: () => undefined }
    for (const handle of [undefined, null, 'a.db', {}, { exec: () => {} }, promised, empty])
      expect(refusal(handle).code).toBe('TIDEMARK_INVALID_OPTION')
    expect(refusal('a.db').message).toBe(
      'handle must be an open database of better-sqlite3, libsql or node:sqlite, got "a.db"',
    )
  })

  test('that gives whole numbers as big integers, or rows as arrays, is refused before anything is written', () => {
    const big = open(':memory:').defaultSafeIntegers(true)
    expect(refusal(big)).toMatchObject({ code: 'TIDEMARK_INVALID_OPTION', message: /got \{"one":"1n"\}/ })
    const handle = open(':memory:')
    const rows = { exec: (sql: string) => handle.exec(sql), prepare: () => ({ get: () => [1] }) }
    expect(refusal(rows).code).toBe('TIDEMARK_INVALID_OPTION')
    expect(handle.prepare('SELECT name FROM sqlite_schema').all()).toEqual([])
  })

  test('that is closed, or of a file that is no database, is TIDEMARK_STORE, with what the driver said', () => {
    const closed = open(':memory:')
    closed.close()
    const damaged = file()
    writeFileSync(damaged, 'not a database, however long one looks at it'.repeat(100))
    for (const handle of [closed, open(damaged)]) {
      const { code, message, cause } = refusal(handle)
      expect([code, message]).toEqual(['TIDEMARK_STORE', expect.stringMatching(/^sqlite: the database could not be/)])
      expect(message).toContain((cause as Error).message)
    }
  })

  test('stays open when the store is closed, and can be given to another one', async () => {
    const handle = open(':memory:')
    const store = sqliteStore(handle)
    await store.commit(commitOf(await store.lease('main'), 2))
    await store.close()
    expect(handle.open).toBe(true)
    expect((await rowsOf(sqliteStore(handle), 'main')).length).toBe(2)
  })

  test('that fails later is TIDEMARK_STORE with its cause, for readers and writers', async () => {
    const handle = open(':memory:')
    const store = sqliteStore(handle)
    const lease = await store.lease('main')
    handle.exec('DROP VIEW tidemark; DROP TABLE tidemark_rows')
    const failed = { code: 'TIDEMARK_STORE', cause: { message: expect.stringContaining('tidemark_rows') } }
    await expect(store.commit(commitOf(lease, 1))).rejects.toMatchObject(failed)
    await expect(rowsOf(store, 'main')).rejects.toMatchObject(failed)
    await expect(rowsOf(store, 'main')).rejects.toThrow(/^sqlite: rows could not be read: .*tidemark_rows/)
    expect((await store.lease('main')).sequence).toBe(0)
  })
})

describe('options', () => {
  test('that are unknown or out of range are TIDEMARK_INVALID_OPTION or a refused duration', () => {
    const handle = open(':memory:')
    expect(refusal(handle, { synchronous: 'off' }).code).toBe('TIDEMARK_INVALID_OPTION')
    expect(refusal(handle, { busytimeout: 5 }).code).toBe('TIDEMARK_INVALID_OPTION')
    expect(refusal(handle, { busyTimeout: -1 }).code).toBe('TIDEMARK_INVALID_DURATION')
    expect(refusal(handle, { busyTimeout: '1mo' }).code).toBe('TIDEMARK_INVALID_DURATION')
    expect(handle.prepare('SELECT name FROM sqlite_schema').all()).toEqual([])
  })

  test('synchronous is full where it is left out, normal where that is asked for; the log is written ahead', () => {
    const pragma = (handle: Database.Database, name: string) =>
      Object.values(handle.prepare(`PRAGMA ${name}`).all()[0] as object)[0]
    for (const [options, wanted] of [
      [{}, 2],
      [{ synchronous: undefined, busyTimeout: undefined }, 2],
      [{ synchronous: 'full' }, 2],
      [{ synchronous: 'normal' }, 1],
    ] as const) {
      const handle = open(file())
      sqliteStore(handle, options)
      expect([pragma(handle, 'synchronous'), pragma(handle, 'journal_mode')]).toEqual([wanted, 'wal'])
    }
  })
})

test('tables of a newer version are refused, and nothing of them is changed', async () => {
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

test('tables of version 1 are taken on, with all that they hold', async () => {
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

/** libsql says with each row how long it took. */
const dropDuration = (key: string, value: unknown) => (key === '_metadata' ? undefined : value)

describe('odd strings', () => {
  const odd = fc
    .array(
      fc.constantFrom('\u0000', '"', '\ud800', '\udfff', '\\', "'", 'a', '\ud83c\udf0a', '\ufeff', '{', '__proto__'),
    )
    .map(parts => parts.join(''))

  test(`each is a text of its own, which any driver can hold, and comes back (seed ${seed})`, () => {
    const property = fc.property(odd, odd, (a, b) => {
      const text = encodeText(a)
      expect([decodeText(text), encodeText(b) === text]).toEqual([a, a === b])
      expect([text.includes('\u0000'), Buffer.from(text).toString()]).toEqual([false, text])
    })
    fc.assert(property, {
      seed,
      numRuns: 500,
      examples: [
        ['"a"', 'a'],
        ['\u0000', '"\\u0000"'],
        ['', '""'],
      ],
    })
  })

  test(`writers, tiers, metrics, tags and marks of any of them come back from a file (seed ${seed})`, async () => {
    const path = file()
    const store = sqliteStore(open(path), { synchronous: 'normal' })
    const reader = sqliteStore(open(path))
    const names = fc.sample(odd, { seed, numRuns: 60 })
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
