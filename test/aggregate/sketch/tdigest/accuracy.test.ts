import { describe, expect, test } from 'vitest'
import { randomFrom } from '../../../support/random'
import { added, bytesOf, folded, merged, rankError, readingOf } from '../../support/digests'
import { distributions } from '../../support/distributions'

const N = 100_000
const middle = Array.from({ length: 33 }, (_, k) => 0.1 + k / 40)
const bounds: readonly (readonly [q: number, bound: number])[] = [
  ...middle.map(q => [q, 0.01] as const),
  ...[0.01, 0.99].map(q => [q, 0.001] as const),
  ...[0.001, 0.999].map(q => [q, 0.0002] as const),
]

const ways = {
  'in one go': (values: Float64Array) => folded(values),
  'by 10,000 merges': (values: Float64Array) => merged(values, 10_000),
  'by 100 merges': (values: Float64Array) => merged(values, 100),
  sorted: (_: Float64Array, sorted: Float64Array) => folded(sorted),
  reversed: (_: Float64Array, sorted: Float64Array) => folded(sorted.slice().reverse()),
}

describe('at compression 100 a rank is off by at most 1 %, 0.1 % at 0.01, 0.02 % at 0.001, extremes by nothing:', () => {
  test('there are at least 30 distributions', () => {
    expect(distributions.filter(d => d.kind !== 'steep').length).toBeGreaterThanOrEqual(30)
  })

  // if the density jumps a thousandfold, a centroid across the jump misplaces its points: three times the bound
  test.each(distributions.map(d => [d.name, d] as const))('%s', (_, distribution) => {
    const random = randomFrom(7)
    const values = Float64Array.from({ length: N }, (_, at) => distribution.draw(random, at) + 0)
    const sorted = values.slice().sort()
    const slack = distribution.kind === 'steep' ? 3 : 1
    for (const [way, build] of Object.entries(ways)) {
      const frame = build(values, sorted)
      const reading = readingOf(frame)
      expect([reading.count, reading.min, reading.max]).toEqual([N, sorted[0], sorted[N - 1]])
      const missed = bounds.filter(([q, bound]) => rankError(sorted, q, reading.quantile(q)) > bound * slack)
      expect(missed, way).toEqual([])
      expect(bytesOf(frame), way).toBeLessThanOrEqual(2200)
    }
  })

  test.each(['normal', 'exponential', '50 % zeros, both sides'])('%s, point by point', name => {
    const { draw } = distributions.find(d => d.name === name)!
    const random = randomFrom(11)
    const values = Float64Array.from({ length: N }, (_, at) => draw(random, at) + 0)
    const sorted = values.slice().sort()
    const reading = readingOf(added(values))
    expect(bounds.filter(([q, bound]) => rankError(sorted, q, reading.quantile(q)) > bound)).toEqual([])
  })
})
