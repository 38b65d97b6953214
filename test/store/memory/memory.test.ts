import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BTree } from '../../../src/store/memory/btree'
import { memoryStore } from '../../../src/store/memory/memory'
import { Slab } from '../../../src/store/memory/slab'
import type { Row } from '../../../src/store/store'
import { storeSuite } from '../../../src/testing/store-suite/store-suite'

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

/** What a row holds, as text: of its bytes how many there are, and those at both ends. */
function told({ series, start, end, sequence, bytes }: Row): string {
  return [series, start, end, sequence, bytes.length, bytes[0], bytes.at(-1)].join(' ')
}

/** All rows of a tier, in the order of its searches, up or down. */
function walk(rows: BTree, up: boolean): string[] {
  const got: string[] = []
  let found = up ? rows.seek(-1, 0) : rows.seekBefore(Number.POSITIVE_INFINITY, 0)
  while (found) {
    got.push(told(rows.row('m', 'main')))
    found = up ? rows.seek(rows.series, rows.start + 1) : rows.seekBefore(rows.series, rows.start)
  }
  return got
}

test(`rows of a tier are those of a plain map after any puts and drops (seed ${seed})`, async () => {
  const series = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(2 ** 53 - 1))
  const start = fc.integer({ min: -30, max: 60 })
  const size = fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 600 }) }, { weight: 1, arbitrary: fc.constant(20_000) })
  const put = fc.record({ series, start, size, value: fc.nat({ max: 255 }) })
  const drop = fc.record({ from: start, to: start })
  const steps = fc.array(fc.oneof({ weight: 30, arbitrary: put }, drop), { minLength: 1, maxLength: 500, size: 'max' })
  await fc.assert(
    fc.asyncProperty(steps, async life => {
      const rows = new BTree()
      const plain = new Map<string, Row>()
      for (const [k, step] of life.entries()) {
        if ('from' in step) {
          for (const [key, { start }] of plain) if (start >= step.from && start < step.to) plain.delete(key)
          await rows.drop({ tier: 'm', ...step })
        } else {
          const bytes = new Uint8Array(step.size).fill(step.value)
          const one = { ...row('m', step.start, 0, k), series: step.series, bytes }
          plain.set(`${step.series}/${step.start}`, one)
          rows.put(one)
        }
      }
      const wanted = [...plain.values()].sort((a, b) => a.series - b.series || a.start - b.start)
      const bytes = wanted.reduce((sum, { bytes: { length } }) => sum + length, 0)
      expect(rows.usage()).toEqual({ rows: wanted.length, bytes })
      expect(walk(rows, true)).toEqual(wanted.map(told))
      expect(walk(rows, false)).toEqual(wanted.map(told).reverse())
    }),
    { seed, numRuns: 60 },
  )
})

test('rows take little more than their bytes and 40 bytes each, and give it back when they are dropped', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const inUse = async () => {
    for (let k = 0; k < 3; k++) {
      collect()
      await new Promise(resolve => setImmediate(resolve)) // what was collected is given back beside the loop
    }
    return process.memoryUsage().arrayBuffers
  }
  const bytes = new Uint8Array(45)
  for (const [series, starts] of [
    [20_000, 1],
    [1, 20_000],
    [500, 40],
  ]) {
    const before = await inUse()
    const rows = new BTree()
    for (let start = 0; start < starts; start++)
      for (let s = 0; s < series; s++) rows.put({ ...row('m', start, 0, 1), series: s, bytes })
    expect(((await inUse()) - before) / (series * starts)).toBeLessThan(1.25 * (45 + 40))
    await rows.drop({ tier: 'm', from: 0, to: starts * 0.9 })
    expect(rows.usage().rows).toBe(starts === 1 ? 0 : series * starts * 0.1)
    expect(((await inUse()) - before) / (series * starts)).toBeLessThan(0.13 * (45 + 40))
  }
})

test('a lease for what is not a string is refused', async () => {
  await expect(memoryStore().lease(7 as never)).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_OPTION' })
})

test('a refused commit names the part, what it must be and what was got', async () => {
  const store = memoryStore()
  const lease = await store.lease('main')
  const change = { lease, sequence: 1, series: [], rows: [row('m', 0, 1, 1), row('m', 5, 1, 2)], drops: [], marks: {} }
  await expect(store.commit(change)).rejects.toThrow(
    'commit: rows[1].sequence must be that of the commit, 1, got 2. Nothing of the commit was applied.',
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

test('what is dropped from many rows goes part by part, and what is read meanwhile is what stays', async () => {
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

test('a reading that finds little in many series lets the loop go round', async () => {
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

test('copies from a slab lie side by side, none in another', () => {
  const slab = new Slab()
  const copies = Array.from({ length: 500 }, (_, k) => slab.copy(new Uint8Array(k + 20).fill(k), 10, k + 10))
  for (const [k, copy] of copies.entries()) {
    expect(copy).toEqual(new Uint8Array(k).fill(k))
    copy.fill(0)
  }
})
