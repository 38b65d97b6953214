import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addMoment, foldMoments, mergeMoments } from '../../../src/aggregate/kernel/central-moments'

const seed = 20_010_705
const NAMES = ['n', 'mean', 'm2', 'm3', 'm4'] as const
type Row = Record<(typeof NAMES)[number], Float64Array>

const rows = (count = 1): Row => ({
  n: new Float64Array(count),
  mean: new Float64Array(count),
  m2: new Float64Array(count),
  m3: new Float64Array(count),
  m4: new Float64Array(count),
})
const numbersOf = (s: Row, i = 0) => NAMES.map(name => s[name][i])

function added(values: readonly number[]): Row {
  const s = rows()
  for (const x of values) addMoment(s, 0, x)
  return s
}

function folded(values: readonly number[]): Row {
  const s = rows()
  foldMoments(s, 0, Float64Array.from(values), 0, values.length)
  return s
}

const integers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60, size: 'max' })

describe(`the sums of powers of the distances from the mean (seed ${seed})`, () => {
  test('are the same, but for rounding, of points added one by one and folded as a run', () => {
    fc.assert(
      fc.property(integers, fc.constantFrom(0, 1e6), (small, offset) => {
        const values = small.map(x => x + offset)
        const one = added(values)
        const other = folded(values)
        const spread = Math.max(...small) - Math.min(...small)
        const tolerances = [0, 1e-9, 1e-9 * spread ** 2, 1e-8 * spread ** 3, 1e-8 * spread ** 4]
        NAMES.forEach((name, power) => {
          const off = Math.abs(one[name][0] - other[name][0])
          expect(off).toBeLessThanOrEqual(tolerances[power] * values.length)
        })
      }),
      { seed, numRuns: 200 },
    )
  })

  test('merge to the same bits in either order', () => {
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        const [one, other] = [folded(a), folded(b)]
        mergeMoments(one, 0, folded(b), 0)
        mergeMoments(other, 0, folded(a), 0)
        expect(numbersOf(one)).toEqual(numbersOf(other))
      }),
      { seed, numRuns: 200 },
    )
  })

  test('stay as they are if they are merged with nothing, and become the others if they were nothing', () => {
    const one = folded([1, 2, 4])
    const before = numbersOf(one)
    mergeMoments(one, 0, rows(), 0)
    expect(numbersOf(one)).toEqual(before)
    const nothing = rows()
    mergeMoments(nothing, 0, one, 0)
    expect(numbersOf(nothing)).toEqual(before)
  })

  test('of two states of equal weight far apart are those of the whole', () => {
    const s = folded([1, 3])
    mergeMoments(s, 0, folded([1e6 + 1, 1e6 + 3]), 0)
    expect([s.n[0], s.mean[0], s.m2[0] / 4]).toEqual([4, 500_002, 250_000_000_001])
  })

  test('of a run whose 4th powers overflow are those of its points one by one', () => {
    const values = [1e80, -1e80, 1e80]
    expect(numbersOf(folded(values))).toEqual(numbersOf(added(values)))
  })

  test('are written to row i alone', () => {
    const s = rows(3)
    addMoment(s, 1, 5)
    foldMoments(s, 1, Float64Array.of(9, 1, 2, 9), 1, 3)
    mergeMoments(s, 1, folded([7]), 0)
    expect([numbersOf(s, 0), numbersOf(s, 2)]).toEqual([numbersOf(rows()), numbersOf(rows())])
    expect([s.n[1], s.mean[1]]).toEqual([4, 3.75])
  })
})
