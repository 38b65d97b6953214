import fc from 'fast-check'
import { type Case, casePointsIn } from './aggregate-cases'
import { rowNumbers, type States, sameNumbers } from './aggregate-states'

/** How readings are asked and compared. @internal */
export interface EffectProbe<R> {
  readonly ask: (reading: R) => readonly number[]
  readonly close: (one: R, other: R, points: Case['run']) => boolean
}

/**
 * The verbs that had no effect in any of a hundred cases. All other laws compare one way with another, so they hold for an
 * aggregate that does nothing, for one that always reads NaN, and under a `close` that always returns true. @internal
 */
export function verbsWithoutEffect<R>(
  states: States<R>,
  cases: fc.Arbitrary<Case>,
  { ask, close }: EffectProbe<R>,
): fc.Arbitrary<string[]> {
  const differ = (one: readonly number[], other: readonly number[]) => !sameNumbers(one, other)
  const nothing = rowNumbers(...states.empty())
  const hasEffect: Record<string, (one: Case) => boolean> = {
    add: ({ run }) => differ(nothing, rowNumbers(...states.added(states.empty(), run))),
    fold: ({ run }) => differ(nothing, rowNumbers(...states.folded(states.empty(), run))),
    merge: ({ a, b }) =>
      differ(rowNumbers(...states.grown(a)), rowNumbers(...states.merged(states.grown(a), states.grown(b)))),
    read({ a, b }) {
      const [one, other] = [ask(states.read(states.grown(a))), ask(states.read(states.grown(b)))]
      return differ(one, other) && !one.every(Number.isNaN) && !other.every(Number.isNaN)
    },
    close: ({ a, b }) => !close(states.read(states.grown(a)), states.read(states.grown(b)), casePointsIn(a, b)),
  }
  let found: string[] | undefined
  return fc.constant(hasEffect).map(() => {
    found ??= Object.keys(hasEffect).filter(verb => !fc.sample(cases, { seed: 1, numRuns: 100 }).some(hasEffect[verb]))
    return found
  })
}
