import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../../src'
import type { Store } from '../../src/store/store'
import { addPoints, expectedRows, openRollup, queryRows, type TestPoint } from '../support/fixtures/exact-rollup'

const seed = 37

const points = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 300_000 }), value: fc.integer({ min: -9, max: 9 }) }),
  { maxLength: 200 },
)

test(`bounded: a load of any length keeps at most maxPending rows, and loses no point (seed ${seed})`, async () => {
  const run = async (list: TestPoint[], maxPending: number, columns: boolean, unsorted: boolean) => {
    const api = await openRollup({ maxPending })
    const sorted = unsorted ? list : [...list].sort((a, b) => a.time - b.time)
    async function* source() {
      if (columns)
        yield { metric: 'm', times: sorted.map(({ time }) => time), values: sorted.map(({ value }) => value) }
      else
        for (const point of sorted) {
          expect(api.stats().pending).toBeLessThanOrEqual(maxPending)
          yield { metric: 'm', ...point }
        }
    }
    const onProgress = () => expect(api.stats().pending).toBeLessThanOrEqual(maxPending)
    expect(await api.load(source(), { onProgress })).toEqual({ points: list.length })
    expect(await queryRows(api, { from: 0, to: 300_000, every: '1m' })).toEqual(expectedRows(list, 0, 300_000, 60_000))
  }
  await fc.assert(fc.asyncProperty(points, fc.integer({ min: 1, max: 60 }), fc.boolean(), fc.boolean(), run), {
    seed,
    numRuns: 60,
  })
})

test(`bounded: a batch beyond maxPending is refused whole and counted, and a flush makes room (seed ${seed})`, async () => {
  const run = async (list: TestPoint[], maxPending: number) => {
    const api = await openRollup({ maxPending })
    const taken: TestPoint[] = []
    for (let at = 0; at < list.length; at += 5) {
      const batch = list.slice(at, at + 5)
      const rows = new Set([...taken, ...batch].map(({ time }) => Math.floor(time / 1000))).size
      if (rows <= maxPending) {
        addPoints(api, batch)
        taken.push(...batch)
        continue
      }
      expect(() => addPoints(api, batch)).toThrow(expect.objectContaining({ code: 'TIDEMARK_BACKPRESSURE' }))
    }
    expect(api.stats()).toMatchObject({ accepted: taken.length, offered: list.length })
    expect(await queryRows(api, { from: 0, to: 300_000, every: '1m' })).toEqual(expectedRows(taken, 0, 300_000, 60_000))
    await api.flush()
    expect(api.stats().pending).toBe(0)
  }
  await fc.assert(fc.asyncProperty(points, fc.integer({ min: 1, max: 60 }), run), { seed, numRuns: 60 })
})

test(`bounded: beyond maxSeries new series count into the overflow series, and none is lost (seed ${seed})`, async () => {
  const run = async (names: number[], maxSeries: number) => {
    const api = await openRollup({ maxSeries })
    for (const [p, name] of names.entries()) api.add({ metric: 'm', tags: { name: `${name}` }, value: 1, time: p })
    const known = [...new Set(names)]
    const beyond = names.filter(name => known.indexOf(name) >= maxSeries).length
    expect(api.stats()).toMatchObject({
      overflowed: beyond,
      series: Math.min(known.length, maxSeries) + (beyond > 0 ? 1 : 0),
    })
    const whole = await api.query({ metric: 'm', from: 0, to: 1000 })
    const overflow = await api.query({ metric: 'm', where: { overflow: 'true' }, from: 0, to: 1000 })
    expect([whole, overflow].map(({ groups }) => groups[0].columns.n[0] || 0)).toEqual([names.length, beyond])
  }
  await fc.assert(fc.asyncProperty(fc.array(fc.nat(12)), fc.integer({ min: 1, max: 9 }), run), { seed, numRuns: 100 })
})

test('bounded: a query for more than 1,000,000 windows is refused before a row is read', async () => {
  const inner = memoryStore()
  const read = () => {
    throw new Error('a row was read')
  }
  const verbs = ['lease', 'commit', 'series', 'writers', 'close'] as const
  const store = {
    promises: inner.promises,
    read,
    ...Object.fromEntries(verbs.map(verb => [verb, inner[verb].bind(inner)])),
  } as unknown as Store
  const api = await openRollup({ store })
  for (const tags of [{ a: 'x' }, { a: 'y' }]) api.add({ metric: 'm', value: 1, time: 0, tags })
  const refused = { code: 'TIDEMARK_TOO_MANY_WINDOWS' }
  await expect(queryRows(api, { from: 0, to: 1_000_001_000, every: '1s' })).rejects.toMatchObject(refused)
  await expect(queryRows(api, { from: 0, to: 600_000_000, every: '1s', by: ['a'] })).rejects.toMatchObject(refused)
  await expect(queryRows(api, { from: -8.64e15, to: 8.64e15, every: '1s' })).rejects.toMatchObject(refused)
})
