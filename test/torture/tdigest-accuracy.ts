import { added, bytesOf, folded, merged, rankError, readingOf } from '../aggregate/support/digests'
import { type Distribution, distributions } from '../aggregate/support/distributions'
import { randomFrom } from '../support/random'

const MOST_BYTES = 2200
/** What centroids across a thousandfold jump of density may add. */
const STEEP = 3

const bounds: readonly (readonly [q: number, bound: number])[] = [
  ...Array.from({ length: 65 }, (_, k) => [0.1 + k / 80, 0.01] as const),
  ...[0.01, 0.99].map(q => [q, 0.001] as const),
  ...[0.001, 0.999].map(q => [q, 0.0002] as const),
]

const ways: Readonly<Record<string, (values: Float64Array, sorted: Float64Array) => ReturnType<typeof folded>>> = {
  'in one go': values => folded(values),
  'by merges of 10 points': values => merged(values, values.length / 10),
  'by 100 merges': values => merged(values, 100),
  'point by point': values => added(values),
  sorted: (_, sorted) => folded(sorted),
  reversed: (_, sorted) => folded(sorted.slice().reverse()),
}

/**
 * Digests of fresh points of every distribution, built in every way, until the budget ends: each quantile within its bound,
 * extremes and count exact, bytes within their limit. Throws on the first that is not, naming how to see it again.
 */
export async function tdigestAccuracy(budgetSeconds: number, seed = 1000): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  let digests = 0
  let nearest = 0
  let at = seed
  for (; performance.now() < until; at++) {
    const distribution = distributions[at % distributions.length]
    const worst = worstOf(distribution, at)
    digests += Object.keys(ways).length
    if (distribution.kind !== 'steep') nearest = Math.max(nearest, worst)
    await new Promise(done => setImmediate(done))
  }
  return `tdigestAccuracy: ${digests} digests (seeds ${seed} to ${at - 1}), the worst quantile at ${nearest.toFixed(2)} of its bound`
}

/** The largest error of rank against its bound, over all ways to build one digest. */
function worstOf({ name, kind, draw }: Distribution, seed: number): number {
  const random = randomFrom(seed)
  const length = [10_000, 30_000, 100_000][seed % 3]
  const values = Float64Array.from({ length }, (_, p) => draw(random, p) + 0)
  const sorted = values.slice().sort()
  let worst = 0
  for (const [way, build] of Object.entries(ways)) {
    const frame = build(values, sorted)
    const reading = readingOf(frame)
    const refuse = (what: string): never => {
      throw new Error(`tdigest of '${name}' ${way}, seed ${seed}, ${length} points: ${what}`)
    }
    if (reading.count !== length || reading.min !== sorted[0] || reading.max !== sorted[length - 1])
      refuse(`count ${reading.count}, min ${reading.min}, max ${reading.max}`)
    if (bytesOf(frame) > MOST_BYTES) refuse(`${bytesOf(frame)} bytes`)
    for (const [q, bound] of bounds) {
      const error = rankError(sorted, q, reading.quantile(q))
      // among few points a rank is known to one of them
      const allowed = bound * (kind === 'steep' ? STEEP : 1) + (length < 100_000 ? 1 / length : 0)
      if (!(error <= allowed)) refuse(`quantile(${q}) is off by ${error}, over ${allowed}`)
      worst = Math.max(worst, error / allowed)
    }
  }
  return worst
}
