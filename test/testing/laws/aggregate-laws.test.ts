import { describe, expect, test } from 'vitest'
import { type Aggregate, aggregate, count, max, mean, sum } from '../../../src/aggregate'
import { type AggregateLawsOptions, aggregateLaws } from '../../../src/testing/laws/aggregate-laws'
import { brokenAggregates } from '../../broken/aggregates'
import { codeOf } from '../../support/codes'

const NAMES = aggregateLaws(count()).map(law => law.name)

/** One letter per law: x if it rejects the aggregate, a dot if it does not, a dash if it does not apply. */
function verdict(of: Aggregate, options?: AggregateLawsOptions<any>): string {
  const laws = new Map(aggregateLaws(of, options).map(law => [law.name, law]))
  return NAMES.map(name => {
    const law = laws.get(name)
    if (law === undefined) return '-'
    try {
      law.check({ seed: 7, runs: 100 })
      return '.'
    } catch {
      return 'x'
    }
  }).join('')
}

const verdicts = (all: readonly Aggregate[], options?: AggregateLawsOptions<any>) =>
  Object.fromEntries(all.map(one => [one.name, verdict(one, options)]))

describe('each law rejects the aggregate that breaks it', () => {
  test('the matrix of broken aggregates and exact laws is the known one (seed 7)', () => {
    expect(verdicts([...brokenAggregates, count(), sum(), max()])).toEqual({
      //                   identity . split . associative . commutative . fold . row i alone . read . bytes . effect
      countsMerges: /*        */ 'xx.......',
      takesNothingForZero: /* */ 'xxxx.....',
      forgetsField: /*        */ 'xx.x.....',
      averagesAverages: /*    */ '.xx.-....',
      keepsLastAdded: /*      */ '.x.x-....',
      halvesOnMerge: /*       */ '.xx......',
      foldSkipsLast: /*       */ '.x..x....',
      foldFromZero: /*        */ '.x..x....',
      foldForgets: /*         */ '....x....',
      foldSortsRun: /*        */ '.....x...',
      drainsSource: /*        */ '.....x...',
      writesNeighbor: /*      */ '.....x...',
      forgetsRow: /*          */ 'xx.x-x.x.',
      readWrites: /*          */ '......x..',
      readCounts: /*          */ '......x..',
      hidesState: /*          */ '.x..x..x.',
      countsByZero: /*        */ '.......x.',
      doesNothing: /*         */ '........x',
      readsNaN: /*            */ '........x',
      readsOne: /*            */ '........x',
      count: /*               */ '.........',
      sum: /*                 */ '.........',
      max: /*                 */ '.........',
    })
  })

  test('bounded laws, too, reject what is off by more than rounding', () => {
    const named = (...names: string[]) => brokenAggregates.filter(({ name }) => names.includes(name))
    const some = named('countsMerges', 'averagesAverages', 'keepsLastAdded', 'halvesOnMerge', 'foldSkipsLast')
    expect(verdicts([...some, squaresKept, mean()], { exactness: 'bounded' })).toEqual({
      countsMerges: /*     */ 'xx.......',
      averagesAverages: /* */ '.xx.-....',
      keepsLastAdded: /*   */ '.x.x-....',
      halvesOnMerge: /*    */ '.xx......',
      foldSkipsLast: /*    */ '.x..x....',
      squaresKept: /*      */ '.xx.-....',
      mean: /*             */ '.........',
    })
  })

  test('a tolerance that lets everything pass is itself rejected', () => {
    expect(verdict(mean(), { exactness: 'bounded', close: () => true })).toBe('........x')
  })
})

test('a broken law throws with its name, the seed and the smallest case', () => {
  const [law] = aggregateLaws(brokenAggregates[0])
  expect(() => law.check({ seed: 3 })).toThrow(
    /^the law "merging with nothing changes nothing" is broken\..*seed: 3.*Counterexample/s,
  )
})

test('an unknown option is refused', () => {
  expect(codeOf(() => aggregateLaws(count(), { exactnes: 'bounded' } as never))).toBe('TIDEMARK_INVALID_OPTION')
})

test('a check of no cases is refused', () => {
  const [law] = aggregateLaws(count())
  for (const runs of [0, -1, 0.5, Number.NaN]) expect(codeOf(() => law.check({ runs }))).toBe('TIDEMARK_INVALID_OPTION')
})

test('a reading without a number is refused, unless the option ask returns some', () => {
  const described = aggregate({ ...count(), read: (s, i) => ({ points: () => s.n[i] }) })
  expect(codeOf(() => aggregateLaws(described))).toBe('TIDEMARK_INVALID_OPTION')
  for (const law of aggregateLaws(described, { ask: reading => [reading.points()] })) law.check({ runs: 20 })
})

/** A variance from sums of squares: what is left of it at an offset of 1e9 is rounding. */
const squaresKept = aggregate({
  name: 'squaresKept',
  state: { n: 0, total: 0, squares: 0 },
  add(s, i, x) {
    s.n[i]++
    s.total[i] += x
    s.squares[i] += x * x
  },
  merge(s, i, o, j) {
    s.n[i] += o.n[j]
    s.total[i] += o.total[j]
    s.squares[i] += o.squares[j]
  },
  read: (s, i) => Math.sqrt(Math.max(0, s.squares[i] - s.total[i] ** 2 / s.n[i]) / s.n[i]),
})
