import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../../../src'
import type { Commit, Row, Store } from '../../../src/store/store'
import {
  addPoints,
  expectedRows,
  LADDER,
  openRollup,
  queryRows,
  type TestPoint,
} from '../../support/fixtures/exact-rollup'

const seed = 31

const points = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 300_000 }), value: fc.integer({ min: -9, max: 9 }) }),
  { minLength: 1, maxLength: 40 },
)

/** A store that fails from its n-th operation on, which may be applied before that or not. */
function mortal(inner: Store, dies: number, after: boolean): Store {
  let operations = 0
  const alive = () => {
    if (++operations >= dies && !(after && operations === dies)) throw new Error('the process was killed')
  }
  const last = () => {
    if (operations >= dies) throw new Error('the process was killed')
  }
  async function* reading(rows: AsyncIterable<Row>): AsyncIterable<Row> {
    alive()
    for await (const row of rows) {
      last()
      yield row
    }
  }
  return {
    promises: inner.promises,
    lease: writer => inner.lease(writer),
    series: ask => inner.series(ask),
    writers: () => inner.writers(),
    close: () => inner.close(),
    read: ask => reading(inner.read(ask)),
    commit: async change => {
      alive()
      await inner.commit(change)
      last()
    },
  }
}

const BATCH = 4

/** Loads a source from the store's position on, in batches that are committed with their position. Returns whether it reached the end. */
async function feed(store: Store, source: readonly TestPoint[], now: number): Promise<boolean> {
  try {
    const api = await openRollup({ store })
    let at = (api.position as { at: number } | null)?.at ?? 0
    for (; at < source.length; at += BATCH) {
      addPoints(api, source.slice(at, at + BATCH))
      await api.flush({ position: { at: at + BATCH } })
      await api.advance(Math.floor((now * at) / source.length))
    }
    await api.advance(now)
    return true
  } catch (error) {
    expect((error as { code: string }).code).toBe('TIDEMARK_STORE')
    return false
  }
}

const minutes = { from: 0, to: 300_000, every: '1m' }

test(`once: a crash at any store operation, and a source that replays from its position, count each point once (seed ${seed})`, async () => {
  let crashes = 0
  const run = async (source: TestPoint[], deaths: { at: number; after: boolean }[], now: number) => {
    const inner = memoryStore()
    for (const { at, after } of deaths) if (!(await feed(mortal(inner, at, after), source, now))) crashes++
    await feed(inner, source, now)
    const api = await openRollup({ store: inner, writer: 'reader' })
    expect(await queryRows(api, minutes)).toEqual(expectedRows(source, 0, 300_000, 60_000))
  }
  const deaths = fc.array(fc.record({ at: fc.integer({ min: 1, max: 40 }), after: fc.boolean() }), { maxLength: 4 })
  await fc.assert(fc.asyncProperty(points, deaths, fc.integer({ min: 0, max: 400_000 }), run), { seed, numRuns: 200 })
  expect(crashes).toBeGreaterThan(100)
})

test('once: the check rejects a source that resumes a batch too early', async () => {
  const source = Array.from({ length: 12 }, (_, p) => ({ time: p * 1000, value: 1 }))
  const inner = memoryStore()
  await feed(inner, source, 0)
  const early: Store = {
    ...mortal(inner, Number.POSITIVE_INFINITY, false),
    lease: async writer => ({ ...(await inner.lease(writer)), position: { at: 8 } }),
  }
  await feed(early, source, 0)
  const api = await openRollup({ store: inner, writer: 'reader' })
  expect(await queryRows(api, minutes)).not.toEqual(expectedRows(source, 0, 300_000, 60_000))
})

test(`once: after a takeover the zombie is fenced and none of what it could not commit counts (seed ${seed})`, async () => {
  const run = async (before: TestPoint[], lost: TestPoint[], after: TestPoint[]) => {
    const store = memoryStore()
    const zombie = await openRollup({ store })
    addPoints(zombie, before)
    await zombie.flush({ position: 'before' })
    addPoints(zombie, lost)
    const owner = await openRollup({ store })
    expect(owner.position).toBe('before')
    for (const end of [() => zombie.flush({ position: 'lost' }), () => zombie.advance(0), () => zombie.close()])
      await expect(end()).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    addPoints(owner, after)
    await owner.advance(400_000)
    expect(await queryRows(owner, minutes)).toEqual(expectedRows([...before, ...after], 0, 300_000, 60_000))
    expect(owner.position).toBe('before')
  }
  await fc.assert(fc.asyncProperty(points, points, points, run), { seed, numRuns: 60 })
})

test(`once: a position belongs to exactly the points before its flush, however many flushes are under way (seed ${seed})`, async () => {
  const run = async (batches: TestPoint[][], dies: number, after: boolean) => {
    const inner = memoryStore()
    const api = await openRollup({ store: mortal(inner, dies, after) })
    const position = { batches: 0 }
    const flushes = batches.map(batch => {
      addPoints(api, batch)
      position.batches++
      return api.flush({ position }).catch(error => expect(error.code).toBe('TIDEMARK_STORE'))
    })
    await Promise.all(flushes)
    const next = await openRollup({ store: inner })
    const committed = batches.slice(0, (next.position as typeof position | null)?.batches ?? 0).flat()
    expect(await queryRows(next, minutes)).toEqual(expectedRows(committed, 0, 300_000, 60_000))
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(points, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 14 }),
      fc.boolean(),
      run,
    ),
    { seed, numRuns: 100 },
  )
})

test('once: an interrupted seal continues where it stopped, and points that come late in between count once', async () => {
  const SERIES = 300
  const inner = memoryStore()
  let commits = Number.POSITIVE_INFINITY
  const commit = async (change: Commit) => {
    if (commits-- <= 0) throw new Error('the disk is full')
    await inner.commit(change)
  }
  const tiers = LADDER.map(({ every }) => ({ every, keep: '1h' }))
  const api = await openRollup({ tiers, store: { ...mortal(inner, Number.POSITIVE_INFINITY, false), commit } })
  const put = (series: number, time: number) => api.add({ metric: 'm', tags: { s: `${series}` }, value: series, time })
  const wanted = new Map<string, number>()
  const count = (series: number, time: number) => {
    put(series, time)
    const window = `${series}/${Math.floor(time / 10_000) * 10_000}`
    wanted.set(window, (wanted.get(window) ?? 0) + 1)
  }
  const compare = async () => {
    const { starts, groups } = await api.query({ metric: 'm', by: ['s'], from: 0, to: 120_000, every: '10s' })
    const got = groups.flatMap(({ tags, columns }) =>
      [...starts].map((start, w): [string, number] => [`${tags.s}/${start}`, columns.n[w]]),
    )
    expect(new Map(got.filter(([, n]) => n > 0))).toEqual(wanted)
  }
  for (let series = 0; series < SERIES; series++)
    for (let time = 0; time < 120_000; time += 10_000) count(series, time + series)
  await api.flush()
  commits = 2 // the finest tier's mark, and one of the four parts of the next one's 3,600 rows
  await expect(api.advance(130_000)).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
  for await (const { marks } of inner.writers()) {
    const { series = 0 } = marks['10s']?.sealing ?? {}
    expect(series > 0 && series < SERIES).toBe(true)
  }
  commits = Number.POSITIVE_INFINITY
  await compare()
  for (let series = 0; series < SERIES + 5; series++) count(series, 1000)
  await compare()
  await api.flush()
  await compare()
  await api.advance(140_000)
  await compare()
})
