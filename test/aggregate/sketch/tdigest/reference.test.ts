import { TDigest } from 'tdigest'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { randomFrom } from '../../../support/random'
import { folded, rankError, readingOf } from '../../support/digests'
import { distributions } from '../../support/distributions'

const N = 20_000
const seeds = [31, 32, 33]
const grid = Array.from({ length: 199 }, (_, k) => (k + 1) / 200)
const continuous = distributions.filter(d => d.kind === 'continuous')

/** At this delta npm tdigest ends with about 170 centroids; at its default, 0.01, with about 800. */
const EQUAL_SIZE = 0.06
/** What chance may add to the mean over the seeds. */
const TOLERANCE = 1.1

/** The largest error of rank over the grid. */
const worst = (sorted: Float64Array, quantile: (q: number) => number) =>
  Math.max(...grid.map(q => rankError(sorted, q, quantile(q))))

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length

function compared({ draw }: (typeof distributions)[number]) {
  const errors = seeds.map(seed => {
    const random = randomFrom(seed)
    const values = Float64Array.from({ length: N }, (_, at) => draw(random, at) + 0)
    const sorted = values.slice().sort()
    const reading = readingOf(folded(values))
    const [equal, byDefault] = [EQUAL_SIZE, undefined].map(delta => {
      const reference = new TDigest(delta)
      for (const x of values) reference.push(x)
      return { size: reference.size(), error: worst(sorted, q => reference.percentile(q)) }
    })
    return { ours: worst(sorted, q => reading.quantile(q)), equal, byDefault }
  })
  return {
    ours: mean(errors.map(e => e.ours)),
    equal: mean(errors.map(e => e.equal.error)),
    equalSize: Math.min(...errors.map(e => e.equal.size)),
    byDefault: mean(errors.map(e => e.byDefault.error)),
  }
}

describe('beside npm tdigest, by the largest error of rank on continuous values,', () => {
  const rows: ReturnType<typeof compared>[] = []

  // its compress() shuffles by Math.random: from a seed, here
  beforeAll(() => void vi.spyOn(Math, 'random').mockImplementation(randomFrom(1)))
  afterAll(() => void vi.restoreAllMocks())

  test.each(continuous.map(d => [d.name, d] as const))('ours is at least as accurate at equal size: %s', (_, d) => {
    const row = compared(d)
    rows.push(row)
    expect(row.equalSize).toBeGreaterThanOrEqual(130)
    expect(row.ours).toBeLessThanOrEqual(row.equal * TOLERANCE)
  })

  test('ours errs, on average, at most half as much at equal size, and at most twice as much as its default', () => {
    expect(rows).toHaveLength(continuous.length)
    const ours = mean(rows.map(row => row.ours))
    expect(ours).toBeLessThanOrEqual(mean(rows.map(row => row.equal)) / 2)
    expect(ours).toBeLessThanOrEqual(mean(rows.map(row => row.byDefault)) * 2)
  })
})
