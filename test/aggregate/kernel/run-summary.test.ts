import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Aggregate, aggregate, count, first, max, mean, min, sum } from '../../../src/aggregate'
import { hasRunSummary, runSummary, summarizeRun, withRunSummary } from '../../../src/aggregate/kernel/run-summary'
import { Frame } from '../../../src/state/frame'
import { schemaOf } from '../../../src/state/schema'
import { brokenRunSummaries } from '../../broken/run-summaries'
import { libraryAggregates } from '../entries'
import { exactly, exactSum, ulpsOff } from '../support/exact'
import { ways } from '../support/ways'

const seed = 20_010_704
const summarized: readonly Aggregate[] = [count(), sum(), mean(), min(), max()]

const scaled = fc
  .tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: -40, max: 20 }))
  .map(([k, scale]) => k * 2 ** scale)
/** Runs of up to 3,000 values of one sign or both, whose sum 106 bits hold. Some values outgrow all before them. */
const runs = fc
  .record({
    pattern: fc.array(fc.oneof(scaled, fc.integer({ min: -3, max: 3 })), { minLength: 9, maxLength: 50 }),
    times: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 60 })),
    grows: fc.array(scaled, { maxLength: 3 }),
    rest: fc.nat({ max: 3 }),
    signed: fc.constantFrom<(x: number) => number>(
      x => x,
      x => Math.abs(x),
      x => 0 - Math.abs(x),
    ),
  })
  .map(({ pattern, times, grows, rest, signed }) => {
    const values = Array.from({ length: times }, () => pattern).flat()
    return Float64Array.from([...values, ...grows, ...values.slice(0, rest)], signed)
  })

/** The numbers of an aggregate's row. */
function numbersOf(of: Aggregate, [frame, row]: readonly [Frame, number]): number[] {
  return Object.keys(of.state).map(name => frame.page(row)[0][name][frame.at(row)])
}

/** Throws if merging the summary that a kernel writes is not adding the run, to the bit. */
function checkLaw(kernel: typeof summarizeRun): void {
  const law = fc.property(runs, fc.nat({ max: 5 }), (values, from) => {
    expect(kernel(values, from, values.length)).toBe(values.length - from >= 64)
    if (values.length - from < 64) return
    for (const one of summarized) {
      const [frame, row] = ways.added(one, [])
      one.merge(frame.page(row)[0], frame.at(row), runSummary, 0)
      expect(numbersOf(one, [frame, row])).toEqual(numbersOf(one, ways.added(one, [...values.subarray(from)])))
    }
  })
  fc.assert(law, { seed, numRuns: 60 })
}

describe(`the summary of a run (seed ${seed})`, () => {
  test('merges to the run added point by point, for count, sum, mean, min and max', () => checkLaw(summarizeRun))

  test.each(Object.entries(brokenRunSummaries))('is not what the broken kernel %s writes', (_, kernel) => {
    expect(() => checkLaw(kernel)).toThrow(/Property failed/)
  })

  test('has a sum within half an ulp if 106 bits do not hold it, in runs of any scale', () => {
    const size = fc.integer({ min: -1060, max: 970 })
    const any = fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.integer({ min: -9, max: 9 }))
    const property = fc.property(size, fc.array(any, { minLength: 8, maxLength: 60, size: 'max' }), (scale, terms) => {
      const values = terms.flatMap(([x, s]) => Array(31).fill((x + 0) * 2 ** (scale + s)))
      const exact = exactSum(values)
      expect(summarizeRun(Float64Array.from(values), 0, values.length)).toBe(true)
      if (exact.condition < 1e12) expect(ulpsOff(runSummary.total[0], exact.sum)).toBeLessThanOrEqual(0.501)
    })
    fc.assert(property, { seed, numRuns: 60 })
  })

  test('is exact if each value outgrows all before it, and if all but the first are 0', () => {
    const powers = Float64Array.from({ length: 100 }, (_, k) => (k % 2 === 0 ? 1 : -1) * 2 ** k)
    expect(summarizeRun(powers, 0, 100)).toBe(true)
    expect(exactly(runSummary.total[0]) + exactly(runSummary.rest[0])).toBe(exactSum(powers).sum)
    expect(
      summarizeRun(
        Float64Array.from({ length: 3000 }, (_, k) => (k === 0 ? 0.1 : 0)),
        0,
        3000,
      ),
    ).toBe(true)
    expect([runSummary.total[0], runSummary.low[0], runSummary.high[0]]).toEqual([0.1, 0, 0.1])
  })

  test('is declined if an intermediate sum might pass 1.8e308, and for fewer than 64 points', () => {
    const huge = new Float64Array(80).fill(1e305)
    expect(summarizeRun(huge, 0, 80)).toBe(false)
    expect(summarizeRun(new Float64Array(64), 0, 63)).toBe(false)
    expect(summarizeRun(new Float64Array(64), 0, 64)).toBe(true)
  })
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  'the summary of a run that holds %d is declined',
  x => {
    for (const at of [0, 5, 64, 1500, 2999]) {
      const values = Float64Array.from({ length: 3000 }, (_, p) => (p === at ? x : p))
      expect(summarizeRun(values, 0, 3000)).toBe(false)
    }
  },
)

test('the summary of a run of -0 has 0 for its sum, least and greatest', () => {
  expect(summarizeRun(new Float64Array(100).fill(-0), 0, 100)).toBe(true)
  expect([runSummary.total[0], runSummary.rest[0], runSummary.low[0], runSummary.high[0]]).toEqual([0, 0, 0, 0])
})

describe('a frame', () => {
  const folded = (aggregates: Record<string, Aggregate>, values: readonly number[]) => {
    const frame = new Frame(schemaOf(aggregates))
    frame.append(2)
    const columns = Float64Array.from(values)
    frame.fold(1, columns, columns, 0, values.length)
    return Object.keys(aggregates).map((_, a) => {
      const { state } = frame.schema.aggregates[a]
      return Object.keys(state).map(name => frame.page(1)[a][name][frame.at(1)])
    })
  }
  const all = { n: count(), total: sum(), from: first(), mean: mean(), low: min(), high: max() }

  test('folds by one summary to the same bits as aggregate by aggregate', () => {
    fc.assert(
      fc.property(runs, values => {
        const alone = Object.entries(all).flatMap(([name, one]) => folded({ [name]: one }, [...values]))
        expect(folded(all, [...values])).toEqual(alone)
      }),
      { seed, numRuns: 40 },
    )
  })

  /** Throws if an aggregate has another state after a run of 200 points next to sum() and max() than alone. */
  const checkAlone = (one: Aggregate) => {
    const values = Array.from({ length: 200 }, (_, p) => 1 + ((p * 37) % 101) / 8)
    expect(schemaOf({ one, total: sum(), high: max() }).summaries).toBeDefined()
    expect(folded({ one, total: sum(), high: max() }, values)[0]).toEqual(folded({ one }, values)[0])
  }

  test.each([...libraryAggregates])('holds the same state of %s alone and next to sum and max', (_, one) =>
    checkAlone(one),
  )

  test('holds another state next to sum and max if the fields of an aggregate are not what the summary holds', () => {
    const { add, merge } = sum()
    const logarithms = aggregate({
      ...sum(),
      name: 'logarithms',
      add: (s, i, x, t) => add(s, i, Math.log(x), t),
      merge,
      fold: undefined,
    })
    expect(() => checkAlone(logarithms)).not.toThrow()
    expect(() => checkAlone(withRunSummary(logarithms))).toThrow(/to deeply equal/)
  })

  test('reads an infinity if the plain sum of a run passes 1.8e308, whatever comes after', () => {
    const big = Number.MAX_VALUE
    const [, [total], , [, whole]] = folded(all, [big, big, -big, -big, ...Array(80).fill(5)])
    expect([total, whole]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
  })

  test('uses a summary if one aggregate sums and another sums or takes extremes, but not for copies of them', () => {
    const mine = aggregate({ ...sum(), name: 'mine' })
    expect([sum(), mean(), min(), max(), count(), first(), mine].map(hasRunSummary)).toEqual([
      ...Array(5).fill(true),
      ...Array(2).fill(false),
    ])
    const taking = (aggregates: Record<string, Aggregate>) =>
      schemaOf(aggregates).summaries?.map(one => one !== undefined)
    expect(taking({ n: count(), total: sum() })).toBeUndefined()
    expect(taking({ low: min(), high: max() })).toBeUndefined()
    expect(taking({ n: count(), total: sum(), low: min(), mine })).toEqual([true, true, true, false])
  })
})
