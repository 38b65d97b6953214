import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src/store/memory/memory'
import { sqliteStore } from '../../../src/store/sqlite'
import type { RowQuery } from '../../../src/store/store'
import { storeSuite } from '../../../src/testing/store-suite/store-suite'
import { collect } from '../../support/collect'
import { commitOf, turn } from './commits'
import { databases } from './databases'

const { file, open } = databases()

describe('a database in memory keeps every law of a store', () => {
  for (const law of storeSuite(() => sqliteStore(open(':memory:')))) test(law.name, () => law.check())
})

describe('a database in a file keeps every law of a store', () => {
  // Without waiting for the disk: what a power cut leaves is not to be seen here.
  const suite = storeSuite(() => sqliteStore(open(file()), { synchronous: 'normal' }))
  for (const law of suite) test(law.name, () => law.check())
})

test('a file is durable and shared, a database in memory is neither', () => {
  expect(sqliteStore(open(file())).promises).toEqual({ durable: true, shared: true })
  expect(sqliteStore(open(':memory:')).promises).toEqual({ durable: false, shared: false })
})

describe('pages of rows and series add up to the whole list', () => {
  const sizes = [1, 255, 256, 257, 511, 512, 513]
  const limits = [undefined, 1, 255, 256, 257, 512]

  test('rows of several series, ascending and descending, with any limit', async () => {
    const stores = [memoryStore(), sqliteStore(open(':memory:'))]
    for (const store of stores) {
      const change = commitOf(await store.lease('main'), sizes.length)
      const rows = change.rows.flatMap(row =>
        Array.from({ length: sizes[row.series] }, (_, k) => ({ ...row, start: k, end: k + 1 })),
      )
      await store.commit({ ...change, rows })
    }
    const spread = { writer: 'main', tier: 'm', from: 0, to: 1000 }
    for (const limit of limits)
      for (const descending of [false, true])
        for (const series of [undefined, [0], [2, 3], [6, 9]]) {
          const ask: RowQuery = { ...spread, descending, series, limit }
          const [wanted, got] = await Promise.all(stores.map(store => collect(store.read(ask))))
          expect(got, JSON.stringify(ask)).toEqual(wanted)
        }
    const keys = Array.from({ length: 600 }, (_, k) => ({ series: 5 + (k % 2), start: (k * 7) % 600 }))
    const [wanted, got] = await Promise.all(
      stores.map(store => collect(store.read({ writer: 'main', tier: 'm', keys }))),
    )
    expect(got).toEqual(wanted)
  })

  test('series of one metric and of all', async () => {
    for (const size of [511, 512, 513, 1024, 1030]) {
      const store = sqliteStore(open(':memory:'))
      const change = commitOf(await store.lease('main'), 0)
      const series = Array.from({ length: size }, (_, id) => ({
        writer: 'main',
        id,
        metric: id % 500 === 3 ? 'rare' : 'm',
        tags: {},
      }))
      await store.commit({ ...change, series })
      expect(await collect(store.series())).toEqual(series)
      expect(await collect(store.series({ metric: 'rare' }))).toEqual(series.filter(({ metric }) => metric === 'rare'))
    }
  })
})

describe('a commit under way on a handle is not visible', () => {
  test('a read waits for the end of a large commit, and another handle reads the state before', async () => {
    const path = file()
    const [store, other] = [sqliteStore(open(path)), sqliteStore(open(path))]
    const lease = await store.lease('main')
    await store.commit(commitOf(lease, 2000, 1))
    let done = false
    const commit = store.commit(commitOf(lease, 2000, 2)).then(() => {
      done = true
    })
    const keys = [0, 1999].map(series => ({ series, start: 0 }))
    const ends = async (of = store) =>
      (await collect(of.read({ writer: 'main', tier: 'm', keys }))).map(({ sequence }) => sequence)
    await turn()
    await turn()
    expect([await ends(other), done]).toEqual([[1, 1], false])
    expect([await ends(), done]).toEqual([[2, 2], true])
    await commit
    expect(await ends(other)).toEqual([2, 2])
  })

  test('a lease waits for the end of a large commit, and later commits under the older lease are fenced', async () => {
    const store = sqliteStore(open(':memory:'))
    const lease = await store.lease('main')
    const commit = store.commit(commitOf(lease, 2000, 1))
    const [next] = await Promise.all([store.lease('main'), commit])
    expect([next.epoch, next.sequence]).toEqual([2, 1])
    await expect(store.commit(commitOf(lease, 1, 2))).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
  })

  test('a large commit and a large drop yield to the event loop', async () => {
    const store = sqliteStore(open(':memory:'))
    const lease = await store.lease('main')
    let [turns, done] = [0, false]
    const count = () => {
      turns++
      if (!done) setImmediate(count)
    }
    setImmediate(count)
    await store.commit(commitOf(lease, 5000, 1))
    expect(turns).toBeGreaterThanOrEqual(15)
    turns = 0
    await store.commit({ ...commitOf(lease, 0, 2), drops: [{ tier: 'm', from: 0, to: 1 }] })
    expect(turns).toBeGreaterThanOrEqual(15)
    done = true
  })

  test('close waits for the end of a commit under way, which is applied', async () => {
    const handle = open(':memory:')
    const store = sqliteStore(handle)
    const commit = store.commit(commitOf(await store.lease('main'), 2000))
    const waiting = store.lease('main')
    waiting.catch(() => {})
    await store.close()
    expect(() => handle.exec('BEGIN; ROLLBACK')).not.toThrow() // as it would within the commit
    await commit
    await expect(waiting).rejects.toMatchObject({ code: 'TIDEMARK_CLOSED' })
    expect((await sqliteStore(handle).lease('main')).sequence).toBe(1)
  })
})
