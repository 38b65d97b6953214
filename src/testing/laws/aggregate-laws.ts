import type fc from 'fast-check'
import type { Aggregate } from '../../aggregate/aggregate'
import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'
import { type Case, type CasePoint, casePointsIn, casesOf, roundedCases, wholeCases } from './aggregate-cases'
import { allRowNumbers, type Built, closeTo, readingNumbers, rowNumbers, States, sameNumbers } from './aggregate-states'
import { silent } from './has-effect'
import { type Law, law } from './law'
import { roundTrips } from './round-trip'
import { isolatesRows } from './row-isolation'

/** A law that compares two ways to a state, and may hold within a bound only. */
export type BoundedLaw = 'identity' | 'split' | 'associative' | 'commutative' | 'fold'

/** How an aggregate is put to its laws; all of it may be left out. */
export interface AggregateLawsOptions<R = unknown> {
  /** Whether states agree to the last bit or readings within a bound: one for all, or one a law; default 'exact'. */
  readonly exactness?: Law['exactness'] | Partial<Record<BoundedLaw, Law['exactness']>>
  /** For bounded laws: whether two readings of the same points agree. Default: numbers to 9 digits, or to 1e-13 of all that was summed. */
  readonly close?: (one: R, other: R, points: readonly { readonly value: number; readonly time: number }[]) => boolean
  /** What a reading is asked, as numbers. Default: a reading that is a number, or the numbers among its properties. */
  readonly ask?: (reading: R) => readonly number[]
  /** The values of points. Default: whole numbers, whose sums and squares are exact; where a law is bounded, any. */
  readonly values?: fc.Arbitrary<number>
  /** The most points that come in one go; default 12. */
  readonly size?: number
}

/**
 * The laws of an aggregate, each to be checked: `for (const law of aggregateLaws(mine)) test(law.name, () => law.check())`.
 *
 * States are built by adds, folds and merges alone. The law of `fold` is there for an aggregate that has one.
 * Throws TIDEMARK_INVALID_OPTION where `ask` finds no number in a reading.
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
  const { exactness = 'exact', size = 12, ask = readingNumbers } = options
  const { close = (one, other, points) => closeTo(ask(one), ask(other), points) } = options
  const states = new States(aggregate)
  if (ask(states.read(states.empty())).length === 0)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `aggregateLaws(${inspect(aggregate.name)}): a reading holds no number to compare; give ask: reading => numbers`,
    )

  const whole = options.values ? casesOf(options.values, size) : wholeCases(size)

  /** The law that several ways lead to one state; of bounded exactness, to states that read alike. */
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
    law('encode, decode and go on is go on', 'exact', whole, one => roundTrips(states, one)),
    law('what is added shows', 'exact', silent(states, whole, { ask, close }), verbs => verbs.length === 0),
  ]
  return aggregate.fold ? laws : laws.filter(({ name }) => name !== 'fold is add, point by point')
}
