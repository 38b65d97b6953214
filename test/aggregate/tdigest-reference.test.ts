import { TDigest } from 'tdigest'
import { expect, test } from 'vitest'
import { distributions, randomFrom } from './distributions'
import { folded, rankError, readingOf } from './tdigest-rank'

const N = 20_000
const grid = [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999]
const continuous = distributions.filter(d => d.kind === 'continuous')

test.each(continuous.map(d => [d.name, d] as const))(
  'npm tdigest and ours answer within 1 %% of rank of each other: %s',
  (_, { draw }) => {
    const random = randomFrom(3)
    const values = Float64Array.from({ length: N }, (_, at) => draw(random, at) + 0)
    const reference = new TDigest()
    for (const x of values) reference.push(x)
    const reading = readingOf(folded(values))
    const sorted = values.slice().sort()
    for (const q of grid) {
      expect(rankError(sorted, q, reading.quantile(q))).toBeLessThan(0.01)
      expect(Math.abs(reading.rank(reference.percentile(q)) - q)).toBeLessThan(0.01)
    }
  },
)
