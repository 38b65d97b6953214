import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count } from '../../../src/aggregate'
import { type Case, casePointsIn, grow, roundedCases, wholeCases } from '../../../src/testing/laws/aggregate-cases'
import { DEFAULT_SEED } from '../../../src/testing/laws/law'
import { rowOf } from '../../aggregate/support/ways'

const runs = 200

/** How many of a law's default cases have some property. */
function seen(cases: fc.Arbitrary<Case>, has: (one: Case) => boolean): number {
  return fc.sample(cases, { seed: DEFAULT_SEED, numRuns: runs }).filter(has).length
}

const valuesOf = (one: Case) => [...casePointsIn(one.a, one.b, one.c), ...one.run].map(({ value }) => value)
const timesOf = (one: Case) => casePointsIn(one.a).map(({ time }) => time)

test.each([
  ['values whose sums are whole', wholeCases(12)],
  ['values that round', roundedCases(12)],
])('200 cases of %s have each property that makes laws fail, at least ten times', (_, cases) => {
  const often = {
    'no points in a part': (one: Case) => one.a.parts.some(({ points }) => points.length === 0),
    'nothing at all': (one: Case) => casePointsIn(one.a).length === 0,
    'a run of one': (one: Case) => one.run.length === 1,
    'an empty run': (one: Case) => one.run.length === 0,
    'a run of more than ten': (one: Case) => one.run.length > 10,
    'several parts': (one: Case) => one.a.parts.filter(({ points }) => points.length > 1).length > 1,
    'a folded and an added part': (one: Case) => new Set(one.a.parts.map(({ folded }) => folded)).size > 1,
    'negative times': (one: Case) => timesOf(one).some(time => time < 0),
    'times out of order': (one: Case) => timesOf(one).some((time, p, all) => p > 0 && time < all[p - 1]),
    'ties in time': (one: Case) => new Set(timesOf(one)).size < timesOf(one).length,
    'many points of one value': (one: Case) => one.run.length > 2 && new Set(one.run.map(p => p.value)).size === 1,
    'negative values alone': (one: Case) => valuesOf(one).length > 0 && valuesOf(one).every(x => x < 0),
    'a huge offset': (one: Case) => valuesOf(one).some(x => x > 999_000),
  }
  for (const [what, has] of Object.entries(often)) expect([what, seen(cases, has) >= 10]).toEqual([what, true])
  expect(seen(cases, one => valuesOf(one).some(x => x < 0))).toBeGreaterThan(100)
  expect(seen(cases, one => valuesOf(one).some(x => Object.is(x, -0) || !Number.isFinite(x)))).toBe(0)
})

test('a state holds all of its points, whatever the order of its merges', () => {
  fc.assert(
    fc.property(wholeCases(5), ({ a }) => {
      const [frame] = rowOf(count())
      const row = grow(frame, a)
      expect(frame.page(row)[0].n[frame.at(row)]).toBe(casePointsIn(a).length)
    }),
    { seed: DEFAULT_SEED, numRuns: 100 },
  )
})
