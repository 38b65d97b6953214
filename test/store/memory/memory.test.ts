import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src/store/memory/memory'
import type { Row } from '../../../src/store/store'
import { storeSuite } from '../../../src/testing/store-suite/store-suite'

describe('memoryStore keeps every law of a store', () => {
  for (const law of storeSuite(memoryStore)) test(law.name, () => law.check())
})

const row = (tier: string, start: number, size: number, sequence: number, writer = 'main'): Row => {
  return { tier, series: 0, start, end: start + 1, writer, sequence, bytes: new Uint8Array(size) }
}

test('a memory store is neither durable nor shared', () => {
  expect(memoryStore().promises).toEqual({ durable: false, shared: false })
})

test('usage reports the rows and bytes of each tier, of all writers, after replacements and drops', async () => {
  const store = memoryStore()
  const lease = await store.lease('main')
  const other = await store.lease('other')
  const nothing = { series: [], rows: [], drops: [], marks: {} }
  const usage = () => Object.fromEntries(Object.entries(store.usage()))
  expect(usage()).toEqual({})
  const rows = [row('m', 0, 10, 1), row('m', 1, 20, 1), row('__proto__', 0, 5, 1)]
  await store.commit({ ...nothing, lease, sequence: 1, rows })
  await store.commit({ ...nothing, lease: other, sequence: 1, rows: [row('m', 0, 100, 1, 'other')] })
  expect(usage()).toEqual({ m: { rows: 3, bytes: 130 }, ['__proto__']: { rows: 1, bytes: 5 } })
  await store.commit({
    ...nothing,
    lease,
    sequence: 2,
    rows: [row('m', 0, 3, 2)],
    drops: [{ tier: 'm', from: 1, to: 9 }],
  })
  expect(usage().m).toEqual({ rows: 2, bytes: 103 })
  await store.close()
  expect(usage().m).toEqual({ rows: 2, bytes: 103 })
})

test('a large commit yields to the event loop, and a lease waits for its end', async () => {
  const store = memoryStore()
  const lease = await store.lease('main')
  const rows = Array.from({ length: 5000 }, (_, start) => row('m', start, 3, 1))
  let turns = 0
  let done = false
  const count = () => {
    turns++
    if (!done) setImmediate(count)
  }
  const commit = store.commit({ lease, sequence: 1, series: [], rows, drops: [], marks: {} })
  setImmediate(count)
  const next = await store.lease('main')
  done = true
  expect([next.epoch, next.sequence, store.usage().m.rows]).toEqual([2, 1, 5000])
  expect(turns).toBeGreaterThanOrEqual(4)
  await commit
  await expect(store.commit({ lease, sequence: 2, series: [], rows: [], drops: [], marks: {} })).rejects.toMatchObject({
    code: 'TIDEMARK_FENCED',
  })
})

test('a large drop yields to the event loop, and a read meanwhile returns every row that stays', async () => {
  const store = memoryStore()
  const lease = await store.lease('main')
  const rows = Array.from({ length: 20_000 }, (_, k) => ({ ...row('m', k % 10, 600, 1), series: Math.floor(k / 10) }))
  await store.commit({ lease, sequence: 1, series: [], rows, drops: [], marks: {} })
  let turns = 0
  let done = false
  const count = () => {
    turns++
    if (!done) setImmediate(count)
  }
  setImmediate(count)
  const drops = [{ tier: 'm', from: 0, to: 9 }]
  const commit = store.commit({ lease, sequence: 2, series: [], rows: [], drops, marks: {} }).then(() => {
    done = true
  })
  let last = 0
  for await (const { start } of store.read({ writer: 'main', tier: 'm', from: 0, to: 10 })) if (start === 9) last++
  await commit
  expect(last).toBe(2000)
  expect(turns).toBeGreaterThanOrEqual(2)
  expect(store.usage().m).toEqual({ rows: 2000, bytes: 1_200_000 })
})

test('a read that finds little in many series yields to the event loop', async () => {
  const store = memoryStore()
  const lease = await store.lease('main')
  const rows = Array.from({ length: 10_000 }, (_, series) => ({ ...row('m', series < 9999 ? 0 : 5, 3, 1), series }))
  const series = rows.map(({ series: id }) => ({ writer: 'main', id, metric: id === 7 ? 'a' : 'b', tags: {} }))
  await store.commit({ lease, sequence: 1, series, rows, drops: [], marks: {} })
  const keys = rows.map(({ series }) => ({ series, start: 5 }))
  const one = { writer: 'main', tier: 'm' }
  for (const reading of [
    store.read({ ...one, from: 5, to: 6 }),
    store.read({ ...one, keys }),
    store.series({ metric: 'a' }),
  ]) {
    let turns = 0
    let done = false
    const count = () => {
      turns++
      if (!done) setImmediate(count)
    }
    setImmediate(count)
    let found = 0
    for await (const _ of reading) found++
    done = true
    expect([found, turns >= 8]).toEqual([1, true])
  }
})
