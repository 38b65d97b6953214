import type fc from 'fast-check'
import type { Aggregate } from '../../aggregate/aggregate'
import { inspect } from '../../check/inspect'
import { rejectUnknownOptions } from '../../check/options'
import { TidemarkError } from '../../error'
import { type Case, type CasePoint, casePointsIn, casesOf, roundedCases, wholeCases } from './aggregate-cases'
import { allRowNumbers, type Built, closeTo, readingNumbers, rowNumbers, States, sameNumbers } from './aggregate-states'
import { verbsWithoutEffect } from './has-effect'
import { type Law, law } from './law'
import { roundTrips } from './round-trip'
import { isolatesRows } from './row-isolation'

/** A law that compares ways to one state, and may hold within a bound only. */
export type BoundedLaw = 'identity' | 'split' | 'associative' | 'commutative' | 'fold'

/** The options of `aggregateLaws`. All are optional. */
export interface AggregateLawsOptions<R = unknown> {
  /** Whether states agree to the last bit (`'exact'`, the default) or readings within a bound: for all laws, or per law. */
  readonly exactness?: Law['exactness'] | Partial<Record<BoundedLaw, Law['exactness']>>
  /** For bounded laws: whether two readings of the same points agree. By default to 9 digits, or to 1e-13 of the sum of all |value|. */
  readonly close?: (one: R, other: R, points: readonly { readonly value: number; readonly time: number }[]) => boolean
  /** Returns the numbers of a reading to compare. By default the reading itself, or the numbers among its properties. */
  readonly ask?: (reading: R) => readonly number[]
  /** The values of points. By default whole numbers, whose sums and squares are exact; for a bounded law any numbers. */
  readonly values?: fc.Arbitrary<number>
  /** The most points that are added in one go. 12 by default. */
  readonly size?: number
}

/**
 * Returns the laws of an aggregate. In a test file: `for (const law of aggregateLaws(mine)) test(law.name, () => law.check())`.
 *
 * The states that a law compares are built by adds, folds and merges alone. The law of `fold` is included if there is one.
 *
 * @throws TIDEMARK_INVALID_OPTION if an option is unknown, or if `ask` returns no number for a reading
 *
 * @example
 * const range = aggregate({
 *   name: 'range',
 *   state: { low: Infinity, high: -Infinity },
 *   add(s, i, x) { s.low[i] = Math.min(s.low[i], x); s.high[i] = Math.max(s.high[i], x) },
 *   merge(s, i, o, j) { s.low[i] = Math.min(s.low[i], o.low[j]); s.high[i] = Math.max(s.high[i], o.high[j]) },
 *   read: (s, i) => s.high[i] - s.low[i],
 * })
 * for (const law of aggregateLaws(range)) law.check()
 * aggregateLaws(range).length     // => 8
 * aggregateLaws(count()).length   // => 9
 */
export function aggregateLaws<R>(aggregate: Aggregate<R>, options: AggregateLawsOptions<R> = {}): Law[] {
  rejectUnknownOptions('aggregateLaws', options, { exactness: true, close: true, ask: true, values: true, size: true })
  const { exactness = 'exact', size = 12, ask = readingNumbers } = options
  const { close = (one, other, points) => closeTo(ask(one), ask(other), points) } = options
  const states = new States(aggregate)
  if (ask(states.read(states.empty())).length === 0)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `aggregateLaws(${inspect(aggregate.name)}): the reading has no number to compare. Give ask, for example ask: reading => [reading.count].`,
    )

  const whole = options.values ? casesOf(options.values, size) : wholeCases(size)

  /** A law that several ways lead to one state, or if it is bounded, to states that read alike. */
  const agree = (
    which: BoundedLaw,
    name: string,
    points: (one: Case) => CasePoint[],
    ways: (one: Case) => Built[],
  ): Law => {
    const kind = typeof exactness === 'string' ? exactness : (exactness[which] ?? 'exact')
    const cases = kind === 'exact' || options.values ? whole : roundedCases(size)
    return law(name, kind, cases, one => {
      const [first, ...others] = ways(one)
      return others.every(other =>
        kind === 'exact'
          ? sameNumbers(rowNumbers(...first), rowNumbers(...other))
          : close(states.read(first), states.read(other), points(one)),
      )
    })
  }

  const laws = [
    agree(
      'identity',
      'merging with nothing changes nothing',
      ({ a }) => casePointsIn(a),
      ({ a }) => [
        states.grown(a),
        states.merged(states.grown(a), states.empty()),
        states.merged(states.empty(), states.grown(a)),
      ],
    ),
    agree(
      'split',
      'the merge of the parts is the whole',
      ({ a }) => casePointsIn(a),
      ({ a }) => [states.added(states.empty(), casePointsIn(a)), states.grown(a)],
    ),
    agree(
      'associative',
      'merging is associative',
      ({ a, b, c }) => casePointsIn(a, b, c),
      ({ a, b, c }) => [
        states.merged(states.merged(states.grown(a), states.grown(b)), states.grown(c)),
        states.merged(states.grown(a), states.merged(states.grown(b), states.grown(c))),
      ],
    ),
    agree(
      'commutative',
      'merging is commutative',
      ({ a, b }) => casePointsIn(a, b),
      ({ a, b }) => [states.merged(states.grown(a), states.grown(b)), states.merged(states.grown(b), states.grown(a))],
    ),
    agree(
      'fold',
      'fold is add, point by point',
      ({ a, run }) => [...casePointsIn(a), ...run],
      ({ a, run }) => [states.added(states.grown(a), run), states.folded(states.grown(a), run)],
    ),
    law('only the row itself is written', 'exact', whole, one => isolatesRows(states, one)),
    law('reading changes nothing', 'exact', whole, ({ a }) => {
      const built = states.grown(a)
      const before = allRowNumbers(built[0])
      return (
        sameNumbers(ask(states.read(built)), ask(states.read(built))) && sameNumbers(before, allRowNumbers(built[0]))
      )
    }),
    law('a state that was encoded and decoded goes on as before', 'exact', whole, one => roundTrips(states, one)),
    law(
      'add, merge, fold and read have an effect',
      'exact',
      verbsWithoutEffect(states, whole, { ask, close }),
      verbs => verbs.length === 0,
    ),
  ]
  return aggregate.fold ? laws : laws.filter(({ name }) => name !== 'fold is add, point by point')
}
