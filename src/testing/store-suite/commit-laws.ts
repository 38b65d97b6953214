import type { Commit } from '../../store/store'
import { agree, all, refuses, type StoreLaw, scenario } from './store-law'
import { contentOf, stamp, TestWriter } from './test-writer'

const marks = {
  m: { sealed: 60_000, dropped: 0 },
  h: { sealed: 0, dropped: -3_600_000, sealing: { to: 3_600_000, series: 7 } },
}

/** What a store promises its writers: leases, fencing, and commits that are applied once or not at all. @internal */
export const commitLaws: readonly StoreLaw[] = [
  scenario('a new writer starts at sequence 0, at position null and with no marks', async store => {
    const { writer, sequence, position, marks } = await store.lease('main')
    agree(
      { writer, sequence, position, marks },
      { writer: 'main', sequence: 0, position: null, marks: {} },
      'the lease',
    )
  }),
  scenario('each lease of a writer has a higher epoch', async store => {
    let last = (await store.lease('main')).epoch
    for (let takeover = 0; takeover < 3; takeover++) {
      const { epoch } = await store.lease('main')
      agree(epoch > last, true, `epoch ${epoch} above ${last}`)
      last = epoch
    }
  }),
  scenario('a takeover goes on from the last sequence, position and marks', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [{ start: 0 }] })
    await writer.commit({ rows: [{ start: 60_000 }], marks, position: { offset: 12 } })
    const { sequence, position, marks: kept } = await store.lease('main')
    agree({ sequence, position, kept }, { sequence: 2, position: { offset: 12 }, kept: marks }, 'the lease')
    const next = await TestWriter.open(store)
    await next.commit({ rows: [{ start: 120_000 }] })
    agree((await next.read()).length, 3, 'rows after the takeover')
  }),
  scenario('a commit under an older epoch is TIDEMARK_FENCED and changes nothing', async store => {
    const zombie = await TestWriter.open(store)
    const last = await zombie.commit({ rows: [{ start: 0 }], position: 1 })
    await TestWriter.open(store)
    const before = await contentOf(store)
    await refuses('TIDEMARK_FENCED', () => zombie.commit({ rows: [{ start: 60_000 }], position: 2 }), 'a new commit')
    await refuses('TIDEMARK_FENCED', () => store.commit(last), 'its last commit, repeated')
    agree(await contentOf(store), before, 'all that is kept')
    agree((await store.lease('main')).position, 1, 'the position')
  }),
  scenario('a commit without a lease of this store is TIDEMARK_FENCED', async store => {
    const lease = { writer: 'stranger', epoch: 1, sequence: 0, position: null, marks: {} }
    await refuses('TIDEMARK_FENCED', () => new TestWriter(store, lease).commit({ rows: [{ start: 0 }] }), 'a stranger')
    const main = await store.lease('main')
    const ahead = new TestWriter(store, { ...main, epoch: main.epoch + 1 })
    await refuses('TIDEMARK_FENCED', () => ahead.commit({ rows: [{ start: 0 }] }), 'an epoch of no lease')
  }),
  scenario('a lease of one writer fences no other', async store => {
    const a = await TestWriter.open(store, 'a')
    await TestWriter.open(store, 'b')
    await a.commit({ rows: [{ start: 0 }] })
    agree((await a.read()).length, 1, 'rows of a')
  }),
  scenario('a commit that is repeated is applied once', async store => {
    const writer = await TestWriter.open(store)
    const first = await writer.commit({ rows: [{ start: 0 }], marks, position: 1 })
    const before = await contentOf(store)
    await store.commit(first)
    await store.commit(writer.commitOf({ sequence: 1, rows: [{ start: 60_000 }], marks: {}, position: 2 }))
    agree(await contentOf(store), before, 'all that is kept')
    const { sequence, position } = await store.lease('main')
    agree({ sequence, position }, { sequence: 1, position: 1 }, 'the lease')
  }),
  scenario('a lower sequence changes nothing', async store => {
    const writer = await TestWriter.open(store)
    const first = await writer.commit({ rows: [{ start: 0, bytes: stamp(1) }], series: [writer.series(0)] })
    await writer.commit({ rows: [{ start: 0, bytes: stamp(2) }], drops: [] })
    const before = await contentOf(store)
    await store.commit(first)
    agree(await contentOf(store), before, 'all that is kept')
    agree((await store.lease('main')).sequence, 2, 'the sequence')
  }),
  scenario('a sequence that leaves one out is refused', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [{ start: 0 }] })
    await refuses(
      'TIDEMARK_STORE',
      () => writer.commit({ sequence: 3, rows: [{ start: 60_000 }] }),
      'sequence 3 after 1',
    )
    agree((await writer.read()).length, 1, 'rows')
  }),
  scenario('a commit with one invalid part changes nothing', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [{ start: 0 }, { start: 60_000 }], series: [writer.series(0)], marks, position: 1 })
    const before = await contentOf(store)
    for (const [what, commit] of Object.entries(invalidCommits(writer))) {
      await refuses('TIDEMARK_STORE', () => store.commit(commit), what)
      agree(await contentOf(store), before, `all that is kept, after ${what}`)
    }
    const { sequence, position, marks: kept } = await store.lease('main')
    agree({ sequence, position, kept }, { sequence: 1, position: 1, kept: marks }, 'the lease')
  }),
  scenario('after a refusal the same sequence can still be used', async store => {
    const writer = await TestWriter.open(store)
    await refuses(
      'TIDEMARK_STORE',
      () => store.commit(invalidCommits(writer)['a row of another writer']),
      'an invalid commit',
    )
    await writer.commit({ rows: [{ start: 0 }] })
    agree((await writer.read()).length, 1, 'rows')
  }),
  scenario('the position stays if a commit leaves it out, and null replaces it', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ position: 'a' })
    await writer.commit({ rows: [{ start: 0 }] })
    agree((await store.lease('main')).position, 'a', 'the position that was left out')
    const next = await TestWriter.open(store)
    await next.commit({ position: null })
    agree((await store.lease('main')).position, null, 'the position null')
  }),
  scenario('a position is any JSON, and nobody shares it', async store => {
    const texts = ['0', '-1.5e300', '""', 'false', '[]', '{}', '[null,{"__proto__":[1],"a\\u0000b":"\\ud800"}]']
    for (const text of texts) {
      const writer = await TestWriter.open(store)
      await writer.commit({ position: JSON.parse(text) })
      agree((await store.lease('main')).position, JSON.parse(text), 'the position')
    }
    const writer = await TestWriter.open(store)
    const mine = { offsets: [1, 2] }
    await writer.commit({ position: mine })
    mine.offsets.push(3)
    agree((await store.lease('main')).position, { offsets: [1, 2] }, 'the position, after the caller changed its own')
    const given = (await store.lease('main')).position as typeof mine
    given.offsets.push(3)
    agree((await store.lease('main')).position, { offsets: [1, 2] }, 'the position, after a reader changed its own')
  }),
  scenario('a definition stays until a commit has another one, and nobody shares it', async store => {
    const definitionOf = async () => (await all(store.writers()))[0].definition as { a: number[] }
    const mine = { a: [1, 2] }
    const writer = await TestWriter.open(store)
    await writer.commit({ definition: mine })
    mine.a.push(3)
    ;(await definitionOf()).a.push(3)
    await writer.commit({ rows: [{ start: 0 }], position: 1 })
    await TestWriter.open(store)
    agree(await definitionOf(), { a: [1, 2] }, 'the definition')
    const next = await TestWriter.open(store)
    await next.commit({ definition: 'other' })
    agree(await definitionOf(), 'other', 'the definition that replaced it')
  }),
  scenario('marks are replaced as a whole, and nobody shares them', async store => {
    const writer = await TestWriter.open(store)
    const mine: Record<string, { sealed: number; dropped: number }> = { m: { sealed: 1, dropped: -1 } }
    await writer.commit({ marks: { ...marks, x: { sealed: 5, dropped: 5 } } })
    await writer.commit({ marks: mine })
    mine.m.sealed = 9
    mine.h = { sealed: 9, dropped: 9 }
    agree((await store.lease('main')).marks, { m: { sealed: 1, dropped: -1 } }, 'the marks')
  }),
]

/** Commits with one invalid part each, beside valid parts that would show. */
function invalidCommits(writer: TestWriter): Record<string, Commit> {
  const good = writer.commitOf({
    rows: [{ start: 0, bytes: stamp(9) }, { start: 120_000 }],
    series: [writer.series(1)],
    drops: [{ tier: 'm', from: 60_000, to: 120_000 }],
    marks: {},
    position: 2,
  })
  const [row] = good.rows
  const withRow = (part: object): Commit => ({ ...good, rows: [...good.rows, { ...row, start: 180_000, ...part }] })
  const cycle: unknown[] = []
  cycle.push(cycle)
  return {
    'a row of another writer': withRow({ writer: 'other', end: 240_000 }),
    'a row that ends where it starts': withRow({ end: 180_000 }),
    'a row at half a millisecond': withRow({ start: 0.5 }),
    'a row of another sequence': withRow({ end: 240_000, sequence: good.sequence + 1 }),
    'a row without bytes': withRow({ end: 240_000, bytes: 'text' }),
    'a row of series -1': withRow({ end: 240_000, series: -1 }),
    'a series of another writer': { ...good, series: [...good.series, { ...writer.series(2), writer: 'other' }] },
    'a series id twice': { ...good, series: [...good.series, writer.series(1, 'other')] },
    'a drop to NaN': { ...good, drops: [...good.drops, { tier: 'm', from: 0, to: Number.NaN }] },
    'a mark of NaN': { ...good, marks: { m: { sealed: Number.NaN, dropped: 0 } } },
    'a position that JSON cannot hold': { ...good, position: cycle },
    'a definition that JSON cannot hold': { ...good, definition: cycle },
  }
}

/** What a store promises after it was closed. @internal */
export const closeLaws: readonly StoreLaw[] = [
  scenario('after close, everything except close throws TIDEMARK_CLOSED', async store => {
    const writer = await TestWriter.open(store)
    await writer.commit({ rows: [{ start: 0 }, { start: 60_000 }], series: [writer.series(0)] })
    const reading = store.read(writer.query({}))[Symbol.asyncIterator]()
    await reading.next()
    await store.close()
    await store.close()
    const first = (items: AsyncIterable<unknown>) => items[Symbol.asyncIterator]().next()
    const attempts: Record<string, () => Promise<unknown>> = {
      lease: () => store.lease('main'),
      commit: () => writer.commit({ rows: [] }),
      read: async () => first(store.read(writer.query({}))),
      series: async () => first(store.series()),
      writers: async () => first(store.writers()),
      'a read under way': () => reading.next(),
    }
    for (const [what, attempt] of Object.entries(attempts)) await refuses('TIDEMARK_CLOSED', attempt, what)
  }),
]
