import { describe, expect, test } from 'vitest'
import { constant, linear, nearest, next, previous, zero } from '../../src/fill'
import { fillerLaws } from '../../src/testing/laws/filler-laws'
import { brokenFillers } from '../broken/fillers'

const reaches = [{}, { limit: 1 }, { limit: 3 }, { maxGap: 9 }, { limit: 2, maxGap: '31d' }]
const fillers = [
  ...[previous, next, linear, nearest].flatMap(make => reaches.map(reach => make(reach))),
  zero(),
  constant(-2.5),
]
const unlimited = (name: string) => !name.includes('limit')

describe.each(fillers)('$name keeps the law:', filler => {
  const idempotent = unlimited(filler.name) && filler.maxDistance === Number.POSITIVE_INFINITY
  for (const law of fillerLaws(filler, { idempotent })) test(law.name, () => law.check())
})

/** One letter a law: x where it rejects the filler, a dot where it has nothing against it. */
function verdict(filler: (typeof fillers)[number]): string {
  return fillerLaws(filler, { idempotent: true })
    .map(law => {
      try {
        law.check({ seed: 7, runs: 300 })
        return '.'
      } catch {
        return 'x'
      }
    })
    .join('')
}

describe('each law rejects the filler that breaks it', () => {
  test('fillers x laws, in the order of fillerLaws, seed 7', () => {
    const all = [...brokenFillers, previous({ limit: 1 }), next({ maxGap: 9 }), previous(), linear(), zero()]
    expect(Object.fromEntries(all.map(filler => [filler.name, verdict(filler)]))).toEqual({
      //                 present . plain NaN . finite . same answer . left alone . local . slice . no steps . looks . twice
      changesInfinity: /*   */ 'x....xxx..',
      markedNaN: /*         */ '.x........',
      'overflows()': /*     */ '..x.......',
      remembers: /*         */ '..xx.xxxx.',
      shiftsTimes: /*       */ '....x.....',
      fillsWithMean: /*     */ '.....xxx..',
      ignoresNeighbors: /* */ '......xx..',
      countsFromEdge: /*    */ '......xx.x',
      needsSteps: /*        */ '.......x.x',
      looksInSecret: /*     */ '........x.',
      reachesFurther: /*    */ '........x.',
      creeps: /*            */ '.........x',
      'previous({ limit: 1 })': '.........x',
      "next({ maxGap: '9ms' })": '.........x',
      'previous()': /*      */ '..........',
      'linear()': /*        */ '..........',
      'zero()': /*          */ '..........',
    })
  })

  test('the last law is asked of fillers without a reach only, unless told otherwise', () => {
    const twice = 'filling twice is filling once: a filler with a limit needs `idempotent: false`'
    const names = (laws: { name: string }[]) => laws.map(law => law.name)
    expect(names(fillerLaws(linear()))).toContain(twice)
    expect(names(fillerLaws(linear({ maxGap: 9 })))).not.toContain(twice)
    expect(names(fillerLaws(linear({ limit: 9 }), { idempotent: false }))).not.toContain(twice)
  })
})
