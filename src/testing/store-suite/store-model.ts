import fc from 'fast-check'
import type { Commit, Lease, Row, RowQuery, Series, Store } from '../../store/store'
import { DEFAULT_SEED } from '../laws/law'
import { agree, all, refuses, type StoreLaw, withStore } from './store-law'
import { stamp, TestWriter } from './test-writer'

/** A store as plainly as it can be said: lists, filtered and sorted each time. */
class Model {
  readonly books = new Map<string, { epoch: number; sequence: number; position: unknown; marks: Lease['marks'] }>()
  rows: Row[] = []
  readonly series: Series[] = []

  lease(writer: string): Lease {
    const { epoch, ...rest } = this.books.get(writer) ?? { epoch: 0, sequence: 0, position: null, marks: {} }
    this.books.set(writer, { ...rest, epoch: epoch + 1 })
    return { writer, epoch: epoch + 1, ...rest }
  }

  commit({ lease, sequence, rows, series, drops, marks, position }: Commit): void {
    const book = this.books.get(lease.writer)!
    if (sequence <= book.sequence) return
    for (const row of rows) this.rows = [...this.rows.filter(one => !(sameWriter(one, row) && sameKey(one, row))), row]
    for (const { tier, from, to } of drops)
      this.rows = this.rows.filter(
        row => row.writer !== lease.writer || row.tier !== tier || row.start < from || row.start >= to,
      )
    this.series.push(...series)
    this.books.set(lease.writer, {
      ...book,
      sequence,
      marks,
      position: position === undefined ? book.position : position,
    })
  }

  read(ask: RowQuery): Row[] {
    const rows = this.rows.filter(row => row.writer === ask.writer && row.tier === ask.tier)
    if ('keys' in ask)
      return ask.keys.flatMap(({ series, start }) => rows.filter(row => row.series === series && row.start === start))
    const { from, to, series, descending, limit = Number.POSITIVE_INFINITY } = ask
    return rows
      .filter(row => row.start >= from && row.start < to && (series?.includes(row.series) ?? true))
      .sort((a, b) => a.series - b.series || (descending ? b.start - a.start : a.start - b.start))
      .filter((row, k, list) => k - list.findIndex(one => one.series === row.series) < limit)
  }
}

const sameWriter = (a: Row, b: Row) => a.writer === b.writer && a.tier === b.tier
const sameKey = (a: Row, b: Row) => a.series === b.series && a.start === b.start

const writer = fc.constantFrom('a', 'b')
const tier = fc.constantFrom('m', 'h')
const small = fc.integer({ min: 0, max: 3 })
const start = fc.integer({ min: -6, max: 12 })
const row = fc.record({ tier, series: small, start, bytes: fc.uint8Array({ maxLength: 12 }) })
const rangeArbitrary = fc.tuple(start, start).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
const drop = fc.tuple(tier, rangeArbitrary).map(([name, ends]) => ({ tier: name, ...ends }))
const position = fc.option(
  fc.jsonValue({ maxDepth: 2 }).map(value => JSON.parse(JSON.stringify(value))),
  { nil: undefined },
)
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      writer,
      rows: fc.array(row, { maxLength: 8 }),
      drops: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(drop, { maxLength: 2 })),
      position,
      newSeries: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), writer }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('takeover' as const), writer }) },
)
const rangeAsk = fc.record(
  { series: fc.array(small, { maxLength: 3 }), descending: fc.boolean(), limit: small },
  { requiredKeys: [] },
)
const keysAsk = fc.uniqueArray(fc.record({ series: small, start }), {
  maxLength: 6,
  selector: one => `${one.series} ${one.start}`,
})
const question = fc
  .tuple(
    writer,
    tier,
    fc.oneof(
      fc.tuple(rangeAsk, rangeArbitrary).map(([a, b]) => ({ ...a, ...b })),
      keysAsk.map(keys => ({ keys })),
    ),
  )
  .map(([name, of, ask]) => ({ writer: name, tier: of, ...ask }) as RowQuery)

type Life = { readonly step: typeof step extends fc.Arbitrary<infer T> ? T : never; readonly ask: RowQuery }[]

/** Any life of a store agrees with the plainest one. @internal */
export const modelLaw: StoreLaw = {
  name: 'any sequence of commits, repeats, drops and takeovers reads as it does in a plain list',
  async holds(makeStore, { seed = DEFAULT_SEED, runs = 60 } = {}) {
    const lives = fc.array(fc.record({ step, ask: question }), { minLength: 1, maxLength: 25 })
    const property = fc.asyncProperty(lives, life => withStore(makeStore, store => live(store, life)))
    await fc.assert(property, { seed, numRuns: runs })
  },
}

async function live(store: Store, life: Life): Promise<void> {
  const model = new Model()
  const pens = new Map<string, TestWriter>()
  const said = new Map<string, Commit>()
  for (const { step, ask } of life) {
    const { writer } = step
    let pen = pens.get(writer)
    if (pen === undefined || step.kind === 'takeover') {
      const zombie = pen
      pen = await takeOver(store, model, writer)
      pens.set(writer, pen)
      said.delete(writer)
      if (zombie)
        await refuses('TIDEMARK_FENCED', () => zombie.commit({ rows: [{ start: 0 }] }), 'a commit of the old owner')
    }
    let change = said.get(writer)
    if (step.kind === 'commit') {
      const { rows, drops, position, newSeries } = step
      const marks = { m: { sealed: pen.sequence, dropped: -pen.sequence } }
      const series = newSeries ? [pen.series(pen.sequence, 'x', { n: String(pen.sequence) })] : []
      change = pen.change({ rows: rows.map(one => ({ end: one.start + 1, ...one })), drops, position, series, marks })
      pen.sequence = change.sequence
    } else if (step.kind === 'again' && change)
      change = { ...change, rows: [pen.row({ start: 0, bytes: stamp(666) }, change.sequence)] }
    if (change) {
      await store.commit(change)
      model.commit(change)
      said.set(writer, change)
    }
    agree(await all(store.read(ask)), model.read(ask), `read(${JSON.stringify(ask)})`)
  }
  for (const writer of pens.keys()) {
    for (const tier of ['m', 'h']) {
      const ask = { writer, tier, from: -100, to: 100 }
      agree(await all(store.read(ask)), model.read(ask), `rows of ${writer} in ${tier}`)
    }
    const series = model.series.filter(one => one.writer === writer)
    agree(await all(store.series({ writer })), series, `series of ${writer}`)
    await takeOver(store, model, writer)
  }
}

/** A lease of both, which must tell the same; what an epoch is counted in is the store's own. */
async function takeOver(store: Store, model: Model, writer: string): Promise<TestWriter> {
  const pen = await TestWriter.take(store, writer)
  const { epoch, ...wanted } = model.lease(writer)
  const { epoch: own, ...got } = pen.lease
  agree(got, wanted, `lease ${epoch} of ${writer}, epoch ${own}`)
  return pen
}
