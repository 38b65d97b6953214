import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Aggregates,
  type Columns,
  calendar,
  count,
  type Duration,
  first,
  max,
  min,
  resample,
  sum,
  type TidemarkError,
  tdigest,
  type Windower,
} from '../../src'

const seed = 2_718
const POINTS = 20_000
const points = (every: number) => ({
  times: Float64Array.from({ length: POINTS }, (_, p) => (p - 9_000) * every),
  values: Float64Array.from({ length: POINTS }, (_, p) => ((p * 7919) % 1009) / 8 - 40),
})

/** What is wrong with a point, or only rare. */
const changes: Record<string, (times: Float64Array, values: Float64Array, p: number) => void> = {
  'goes back': (times, _, p) => times.fill(times[p] - 400_000, p, p + 1),
  'goes far ahead': (times, _, p) => times.fill(8.64e15, p, p + 1),
  'has a fraction of a millisecond': (times, _, p) => times.fill(times[p] + 0.5, p, p + 1),
  'has no time': (times, _, p) => times.fill(Number.NaN, p, p + 1),
  'has an endless time': (times, _, p) => times.fill(Number.POSITIVE_INFINITY, p, p + 1),
  'has a time past all instants': (times, _, p) => times.fill(9e15, p, p + 1),
  'has the time -0': (times, _, p) => times.fill(-0, p, p + 1),
  'has no value': (_, values, p) => values.fill(Number.NaN, p, p + 1),
  'has an endless value': (_, values, p) => values.fill(Number.NEGATIVE_INFINITY, p, p + 1),
  'has the value -0': (_, values, p) => values.fill(-0, p, p + 1),
  'is as all others': () => {},
}

const four = { n: count(), total: sum(), low: min(), high: max() }
const aggregates = { ...four, from: first() }

/** A table, or how it was refused. */
function outcome(columns: Columns, every: Duration | Windower, aggregates: Aggregates): unknown {
  try {
    return { ...resample(columns, { every, aggregates }).columns }
  } catch (error) {
    const { code, message } = error as TidemarkError
    return { code, message }
  }
}

const plain = ({ times, values }: ReturnType<typeof points>) => ({ times: [...times], values: [...values] })

describe(`points that are checked and folded block by block (seed ${seed})`, () => {
  test.each(Object.entries(changes))('are those checked as a whole, where one %s', (name, change) => {
    const faulty = /far ahead|fraction|no |endless|past/.test(name)
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: POINTS - 2 }),
        fc.constantFrom(1, 977),
        fc.constantFrom(four, aggregates),
        (p, every, kept) => {
          const changed = points(every)
          change(changed.times, changed.values, p)
          const windows = every === 1 ? '1s' : calendar('hour')
          const typed = outcome(changed, windows, kept)
          expect(typed).toEqual(outcome(plain(changed), windows, kept))
          expect(Object.hasOwn(typed as object, 'code')).toBe(faulty)
        },
      ),
      {
        seed,
        numRuns: 6,
        examples: [9_000, 8_191, 8_192, 0].flatMap((p): [number, number, Aggregates][] => [
          [p, 1, four],
          [p, 977, four],
          [p, 1, aggregates],
        ]),
      },
    )
  })

  test('fold a window that continues in the next block in one run', () => {
    const { times, values } = points(1)
    const { columns } = resample({ times, values }, { every: '1d', aggregates })
    expect([...columns.n]).toEqual([9_000, 11_000])
    expect(columns.from).toEqual(Float64Array.of(values[0], values[9_000]))
  })

  test('are read when their window is complete, also if no aggregate takes a summary', () => {
    const { times, values } = points(60_000)
    const select = ({ d }: { d: { count: number; max: number } }) => ({ n: d.count, most: d.max })
    const of = (columns: Columns) => resample(columns, { every: '90m', aggregates: { d: tdigest() }, select }).columns
    expect(of({ times, values })).toEqual(of(plain({ times, values })))
  })
})
