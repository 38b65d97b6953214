import fc from 'fast-check'
import type { Commit, Lease, Row, RowQuery, Series, Store } from '../../store/store'
import { DEFAULT_SEED } from '../laws/law'
import { agree, all, refuses, type StoreLaw, withStore } from './store-law'
import { stamp, TestWriter } from './test-writer'

/** The simplest store: lists, filtered and sorted for each call. */
class Model {
  readonly records = new Map<string, { epoch: number; sequence: number; position: unknown; marks: Lease['marks'] }>()
  rows: Row[] = []
  readonly series: Series[] = []

  lease(writer: string): Lease {
    const { epoch, ...rest } = this.records.get(writer) ?? { epoch: 0, sequence: 0, position: null, marks: {} }
    this.records.set(writer, { ...rest, epoch: epoch + 1 })
    return { writer, epoch: epoch + 1, ...rest }
  }

  commit({ lease, sequence, rows, series, drops, marks, position }: Commit): void {
    const record = this.records.get(lease.writer)!
    if (sequence <= record.sequence) return
    for (const row of rows) this.rows = [...this.rows.filter(one => !(sameWriter(one, row) && sameKey(one, row))), row]
    for (const { tier, from, to } of drops)
      this.rows = this.rows.filter(
        row => row.writer !== lease.writer || row.tier !== tier || row.start < from || row.start >= to,
      )
    this.series.push(...series)
    this.records.set(lease.writer, {
      ...record,
      sequence,
      marks,
      position: position === undefined ? record.position : position,
    })
  }

  read(query: RowQuery): Row[] {
    const rows = this.rows.filter(row => row.writer === query.writer && row.tier === query.tier)
    if ('keys' in query)
      return query.keys.flatMap(({ series, start }) => rows.filter(row => row.series === series && row.start === start))
    const { from, to, series, descending, limit = Number.POSITIVE_INFINITY } = query
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
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), writer }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('takeover' as const), writer }) },
)
const rangeQuery = fc.record(
  { series: fc.array(small, { maxLength: 3 }), descending: fc.boolean(), limit: small },
  { requiredKeys: [] },
)
const keysQuery = fc.uniqueArray(fc.record({ series: small, start }), {
  maxLength: 6,
  selector: one => `${one.series} ${one.start}`,
})
const rowQuery = fc
  .tuple(
    writer,
    tier,
    fc.oneof(
      fc.tuple(rangeQuery, rangeArbitrary).map(([a, b]) => ({ ...a, ...b })),
      keysQuery.map(keys => ({ keys })),
    ),
  )
  .map(([name, of, query]) => ({ writer: name, tier: of, ...query }) as RowQuery)

/** Calls of a store, in order: after each step a query is compared with the model. */
type CallSequence = {
  readonly step: typeof step extends fc.Arbitrary<infer T> ? T : never
  readonly query: RowQuery
}[]

/** Any sequence of calls agrees with the simplest store. @internal */
export const modelLaw: StoreLaw = {
  name: 'any sequence of commits, repeats, drops and takeovers reads as it does in a plain list',
  async holds(makeStore, { seed = DEFAULT_SEED, runs = 60 } = {}) {
    const sequences = fc.array(fc.record({ step, query: rowQuery }), { minLength: 1, maxLength: 25 })
    const property = fc.asyncProperty(sequences, calls => withStore(makeStore, store => compareWithModel(store, calls)))
    await fc.assert(property, { seed, numRuns: runs })
  },
}

async function compareWithModel(store: Store, calls: CallSequence): Promise<void> {
  const model = new Model()
  const writers = new Map<string, TestWriter>()
  const latest = new Map<string, Commit>()
  for (const { step, query } of calls) {
    const { writer: name } = step
    let writer = writers.get(name)
    if (writer === undefined || step.kind === 'takeover') {
      const zombie = writer
      writer = await takeOver(store, model, name)
      writers.set(name, writer)
      latest.delete(name)
      if (zombie)
        await refuses('TIDEMARK_FENCED', () => zombie.commit({ rows: [{ start: 0 }] }), 'a commit of the old owner')
    }
    let commit = latest.get(name)
    if (step.kind === 'commit') {
      const { rows, drops, position, newSeries } = step
      const marks = { m: { sealed: writer.sequence, dropped: -writer.sequence } }
      const series = newSeries ? [writer.series(writer.sequence, 'x', { n: String(writer.sequence) })] : []
      commit = writer.commitOf({
        rows: rows.map(one => ({ end: one.start + 1, ...one })),
        drops,
        position,
        series,
        marks,
      })
      writer.sequence = commit.sequence
    } else if (step.kind === 'repeat' && commit)
      commit = { ...commit, rows: [writer.row({ start: 0, bytes: stamp(666) }, commit.sequence)] }
    if (commit) {
      await store.commit(commit)
      model.commit(commit)
      latest.set(name, commit)
    }
    agree(await all(store.read(query)), model.read(query), `read(${JSON.stringify(query)})`)
  }
  for (const writer of writers.keys()) {
    for (const tier of ['m', 'h']) {
      const query = { writer, tier, from: -100, to: 100 }
      agree(await all(store.read(query)), model.read(query), `rows of ${writer} in ${tier}`)
    }
    const series = model.series.filter(one => one.writer === writer)
    agree(await all(store.series({ writer })), series, `series of ${writer}`)
    await takeOver(store, model, writer)
  }
}

/** Leases the writer from both, and compares the leases. Each store may count epochs as it likes. */
async function takeOver(store: Store, model: Model, name: string): Promise<TestWriter> {
  const writer = await TestWriter.open(store, name)
  const { epoch, ...wanted } = model.lease(name)
  const { epoch: own, ...got } = writer.lease
  agree(got, wanted, `lease ${epoch} of ${name}, epoch ${own}`)
  return writer
}
