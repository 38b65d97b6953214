import { writeFileSync } from 'node:fs'
import type Database from 'libsql'
import { describe, expect, test } from 'vitest'
import { sqliteStore } from '../../../src/store/sqlite'
import { commitOf } from './commits'
import { databases, rowsOf } from './databases'
import { refusal } from './refusal'

const { file, open } = databases()

describe('a handle', () => {
  test('that is not an open database is TIDEMARK_INVALID_OPTION', () => {
    const promised = { exec: () => {}, prepare: async () => ({}) }
    const empty = { exec: () => {}, prepare: () => undefined }
    for (const handle of [undefined, null, 'a.db', {}, { exec: () => {} }, promised, empty])
      expect(refusal(handle).code).toBe('TIDEMARK_INVALID_OPTION')
    expect(refusal('a.db').message).toBe(
      'handle must be an open database of better-sqlite3, libsql or node:sqlite, got "a.db"',
    )
  })

  test('that returns whole numbers as big integers, or rows as arrays, is refused before anything is written', () => {
    const big = open(':memory:').defaultSafeIntegers(true)
    expect(refusal(big)).toMatchObject({ code: 'TIDEMARK_INVALID_OPTION', message: /got \{"one":"1n"\}/ })
    const handle = open(':memory:')
    const rows = { exec: (sql: string) => handle.exec(sql), prepare: () => ({ get: () => [1] }) }
    expect(refusal(rows).code).toBe('TIDEMARK_INVALID_OPTION')
    expect(handle.prepare('SELECT name FROM sqlite_schema').all()).toEqual([])
  })

  test('that is closed, or of a file that is not a database, is TIDEMARK_STORE with the message of the driver', () => {
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

  test('synchronous is full by default, or normal; the database is in WAL mode', () => {
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
