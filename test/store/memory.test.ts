import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store'
import { SeriesRows } from '../../src/store/series-rows'
import type { Row } from '../../src/store/store'
import { storeSuite } from '../../src/testing/store-suite'

const seed = 1717

describe('memoryStore keeps every law of a store', () => {
  for (const law of storeSuite(memoryStore)) test(law.name, () => law.check())
})

const row = (tier: string, start: number, size: number, sequence: number, writer = 'main'): Row => {
  return { tier, series: 0, start, end: start + 1, writer, sequence, bytes: new Uint8Array(size) }
}

test('memoryStore promises neither to outlive the process nor to be shared', () => {
  expect(memoryStore().promises).toEqual({ durable: false, shared: false })
})

test('usage tells the rows and bytes of each tier, of all writers, as they are replaced and dropped', async () => {
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

test(`rows of a series are those of a plain map after any puts and drops (seed ${seed})`, () => {
  const start = fc.integer({ min: -30, max: 60 })
  const put = fc.record({ start, size: fc.nat({ max: 300 }), value: fc.nat({ max: 255 }) })
  const drop = fc.record({ from: start, to: start })
  const steps = fc.array(fc.oneof({ weight: 9, arbitrary: put }, drop), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(steps, life => {
      const rows = new SeriesRows()
      const plain = new Map<number, Uint8Array>()
      for (const step of life) {
        if ('from' in step) {
          const gone = [...plain.keys()].filter(at => at >= step.from && at < step.to)
          for (const at of gone) plain.delete(at)
          expect(rows.drop(step.from, step.to)).toBe(gone.length)
        } else {
          const bytes = new Uint8Array(step.size).fill(step.value)
          plain.set(step.start, bytes)
          rows.put({ ...row('m', step.start, 0, 1), bytes })
        }
      }
      const wanted = [...plain].sort(([a], [b]) => a - b)
      const got = wanted.map((_, k) => rows.row(k, 'm', 0, 'main'))
      expect(got.map(({ start, bytes }) => [start, bytes])).toEqual(wanted)
      expect([rows.length, rows.live]).toEqual([plain.size, wanted.reduce((sum, [, { length }]) => sum + length, 0)])
    }),
    { seed, numRuns: 150 },
  )
})

test('a lease for what is not a string is refused', async () => {
  await expect(memoryStore().lease(7 as never)).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_OPTION' })
})

test('a refused commit names the part, what it must be and what was got', async () => {
  const store = memoryStore()
  const lease = await store.lease('main')
  const change = { lease, sequence: 1, series: [], rows: [row('m', 0, 1, 1), row('m', 5, 1, 2)], drops: [], marks: {} }
  await expect(store.commit(change)).rejects.toThrow(
    "commit: rows[1].sequence must be the change's, 1, got 2; nothing of the change was applied",
  )
})

test('a large commit lets the loop go round, and a takeover waits for its end', async () => {
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
