import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addCompensated, foldCompensated, mergeCompensated } from '../../../src/aggregate/kernel/two-sum'
import { cancelling } from '../support/cancelling'
import { exactly, exactSum } from '../support/exact'

const seed = 20_010_707
type Row = { total: Float64Array; rest: Float64Array }

const rows = (count = 1): Row => ({ total: new Float64Array(count), rest: new Float64Array(count) })
const numbersOf = (s: Row, i = 0) => [s.total[i], s.rest[i]]
const exactOf = (s: Row) => exactly(s.total[0]) + exactly(s.rest[0])

function added(values: readonly number[]): Row {
  const s = rows()
  for (const x of values) addCompensated(s, 0, x)
  return s
}

function folded(values: readonly number[]): Row {
  const s = rows()
  foldCompensated(s, 0, Float64Array.from(values), 0, values.length)
  return s
}

/** Values whose sums 106 bits hold. */
const within106Bits = fc.array(
  fc
    .tuple(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), fc.integer({ min: -20, max: 20 }))
    .map(([k, e]) => k * 2 ** e),
  { maxLength: 40, size: 'max' },
)

describe(`a compensated sum (seed ${seed})`, () => {
  test('is exact, and the same two numbers, if 106 bits hold it: added, folded or merged', () => {
    fc.assert(
      fc.property(within106Bits, fc.nat(40), (values, cut) => {
        const merged = folded(values.slice(0, cut))
        mergeCompensated(merged, 0, added(values.slice(cut)), 0)
        expect(exactOf(merged)).toBe(exactSum(values).sum)
        expect([numbersOf(added(values)), numbersOf(folded(values))]).toEqual([numbersOf(merged), numbersOf(merged)])
      }),
      { seed, numRuns: 300 },
    )
  })

  test('merges to the same bits in either order, of any values', () => {
    fc.assert(
      fc.property(cancelling, cancelling, (a, b) => {
        const [one, other] = [added(a), added(b)]
        mergeCompensated(one, 0, added(b), 0)
        mergeCompensated(other, 0, added(a), 0)
        expect(numbersOf(one)).toEqual(numbersOf(other))
      }),
      { seed, numRuns: 300 },
    )
  })

  test('has a rest of at most half an ulp of its total, so that the total is the rounded sum', () => {
    fc.assert(
      fc.property(cancelling, values => {
        for (const s of [added(values), folded(values)]) expect(s.total[0] + s.rest[0]).toBe(s.total[0])
      }),
      { seed, numRuns: 300 },
    )
  })

  test('is written to row i alone', () => {
    const s = rows(3)
    addCompensated(s, 1, 5)
    foldCompensated(s, 1, Float64Array.of(9, 1, 2, 9), 1, 3)
    mergeCompensated(s, 1, added([7]), 0)
    expect([...s.total, ...s.rest]).toEqual([0, 15, 0, 0, 0, 0])
  })

  test('that overflows has no rest', () => {
    expect(numbersOf(added([Number.MAX_VALUE, Number.MAX_VALUE, -1]))).toEqual([Number.POSITIVE_INFINITY, 0])
    expect(numbersOf(folded([Number.MAX_VALUE, Number.MAX_VALUE, -1]))).toEqual([Number.POSITIVE_INFINITY, 0])
  })
})
