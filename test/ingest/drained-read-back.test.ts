import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendar, count, first, fixed, last, max, min, type Partition, rollup, sum } from '../../src'
import { readDrained, type SecondSeries } from '../codec/second-reader-drained'
import { PLAIN, plainState } from '../codec/second-reader-states'

const SEED = 1912
const HOUR = 3_600_000

const aggregates = { n: count(), sum: sum(), min: min(), max: max(), first: first(), last: last() }

/** The finest tier, what a short time is in it, and around when something happens. */
const FINEST: readonly { readonly window: Partition; readonly unit: number; readonly origin: number }[] = [
  { window: fixed(10), unit: 1, origin: 0 },
  { window: fixed('1m', { offset: '7s' }), unit: 7_000, origin: 0 },
  { window: calendar('day', { timeZone: 'Pacific/Apia' }), unit: 5 * HOUR, origin: Date.UTC(2011, 11, 30) },
]

const text = fc.constantFrom('a', '10', '9', '', '__proto__', 'constructor', '\ud800', '"\u0000\u2028', '🜁', '\uffff')
const point = fc.record({
  metric: fc.constantFrom('m', 'm', 'latency', '__proto__', '\udc00 "🜁'),
  tags: fc.array(fc.tuple(text, text), { maxLength: 4 }).map(pairs => Object.fromEntries(pairs)),
  at: fc.integer({ min: -40, max: 40 }),
  value: fc.integer({ min: -9, max: 9 }),
})
type Given = typeof point extends fc.Arbitrary<infer G> ? G : never
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('add' as const), point }) },
    { weight: 2, arbitrary: fc.constant({ do: 'drain' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'flush' as const }) },
  ),
  { minLength: 4, maxLength: 40, size: 'max' },
)
type Steps = typeof steps extends fc.Arbitrary<infer S> ? S : never

/** Adds, flushes and drains. Throws if a reader finds anything in the bytes but the points added since; returns how many rows it compared. */
async function lead(list: Steps, at: (typeof FINEST)[number], read: typeof readDrained): Promise<number> {
  const open = () =>
    rollup({ aggregates, tiers: [{ every: at.window, keep: 'forever' }], maxAhead: 'forever', clock: () => at.origin })
  const [worker, whole] = await Promise.all([open(), open()])
  let added: Given[] = []
  let rows = 0
  const compare = (bytes: Uint8Array, given: readonly Given[]) => {
    const [got, wanted] = [inOrder(read([...bytes], PLAIN)), inOrder(heldOf(given, at))]
    if (!isDeepStrictEqual(got, wanted))
      throw new Error(`drained states are read as ${JSON.stringify(got)} and were ${JSON.stringify(wanted)}`)
    rows += wanted.flatMap(series => series.rows).length
  }
  const all: Given[] = []
  for (const step of [...list, { do: 'drain' as const }])
    if (step.do === 'add') {
      const { metric, tags, value } = step.point
      worker.add({ metric, tags, value, time: at.origin + step.point.at * at.unit })
      added.push(step.point)
    } else if (step.do === 'flush') {
      await worker.flush()
      added = []
    } else {
      const bytes = worker.drain()
      compare(bytes, added)
      whole.absorb(bytes)
      all.push(...added)
      added = []
    }
  compare(whole.drain(), all)
  return rows
}

/** The states of points, by series and window. */
function heldOf(given: readonly Given[], { window, unit, origin }: (typeof FINEST)[number]): SecondSeries[] {
  const series = new Map<string, Given[]>()
  for (const one of given) {
    const name = JSON.stringify([one.metric, pairsOf(one)])
    series.set(name, [...(series.get(name) ?? []), one])
  }
  return [...series.values()].map(own => {
    const points = own.map(({ at, value }) => ({ time: origin + at * unit, value })).sort((a, b) => a.time - b.time)
    const windows = new Map(points.flatMap(({ time }) => window.windowsOf(time)).map(one => [one.start, one]))
    const rows = [...windows.values()].map(({ start, end }) => ({
      ...{ start, end },
      state: plainState(points.filter(({ time }) => time >= start && time < end)),
    }))
    return { metric: own[0].metric, tags: pairsOf(own[0]), rows }
  })
}

function pairsOf({ tags }: Given): [string, string][] {
  return Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Series and tags come in any order, rows in that of time. */
function inOrder(list: readonly SecondSeries[]): SecondSeries[] {
  const named = ({ metric, tags }: SecondSeries) => JSON.stringify([metric, tags])
  return list
    .map(({ tags, ...rest }) => ({ ...rest, tags: [...tags].sort(([a], [b]) => (a < b ? -1 : 1)) }))
    .sort((a, b) => (named(a) < named(b) ? -1 : 1))
}

describe(`an independent reader of FORMAT.md finds in drained bytes the points added since, before and after those bytes were absorbed (seed ${SEED})`, () => {
  test.each(FINEST)('$window.name', async at => {
    let rows = 0
    await fc.assert(
      fc.asyncProperty(steps, async list => {
        rows += await lead(list, at, readDrained)
      }),
      { seed: SEED, numRuns: 60 },
    )
    expect(rows).toBeGreaterThan(1_000)
  })
})

type Change = (series: SecondSeries) => Partial<SecondSeries>
const rowsAs =
  (change: (row: SecondSeries['rows'][number]) => object): Change =>
  ({ rows }) => ({ rows: rows.map(row => ({ ...row, ...change(row) })) })

describe(`the check rejects a reader that ignores (seed ${SEED})`, () => {
  const broken: readonly (readonly [wrong: string, change: Change])[] = [
    ['the metric', () => ({ metric: 'm' })],
    ['half characters', ({ metric }) => ({ metric: metric.replace(/[\ud800-\udfff]/g, '?') })],
    ['the value of a tag', ({ tags }) => ({ tags: tags.map(([name]) => [name, name] as const) })],
    ['tags but the first', ({ tags }) => ({ tags: tags.slice(0, 1) })],
    ['tags that are called __proto__', ({ tags }) => ({ tags: tags.filter(([name]) => name !== '__proto__') })],
    ['rows but the last', ({ rows }) => ({ rows: rows.slice(-1) })],
    ['the order of rows', ({ rows }) => ({ rows: [...rows].reverse() })],
    ['the end of a window', rowsAs(({ start }) => ({ end: start + 10 }))],
    ['that states are of their windows', ({ rows }) => ({ rows: rows.map(row => ({ ...row, state: rows[0].state })) })],
    ['a field of the states', rowsAs(({ state }) => ({ state: { ...state, last: state.first } }))],
  ]

  test.each(broken)('%s', async (_, change) => {
    const read: typeof readDrained = (bytes, schema) =>
      readDrained(bytes, schema).map(series => ({ ...series, ...change(series) }))
    const { failed, errorInstance } = await fc.check(
      fc.asyncProperty(steps, fc.constantFrom(...FINEST), async (list, at) => {
        await lead(list, at, read)
      }),
      { seed: SEED, numRuns: 100, endOnFailure: true },
    )
    expect(failed).toBe(true)
    expect(String(errorInstance)).toContain('Error: drained states are read as')
  })
})
