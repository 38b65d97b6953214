import { DDSketch } from '@datadog/sketches-js'
import { build } from 'hdr-histogram-js'
import { TDigest } from 'tdigest'
import { moments, tdigest } from 'tidemark'
import { near, rankOf } from '../support/answers'
import { latencies } from '../support/points'
import { QUICK, race } from '../support/race'
import { rowsOf } from '../support/states'

// Merging many states into one: moments, and digests of 500 points each.

const STATES = QUICK ? 500 : 10_000
const POINTS = 500
const LEVELS = [0.5, 0.95, 0.99]
const BOUND = 0.01
/** hdr counts whole numbers: thousandths, with three digits that are right. */
const SCALE = 1_000

const { times, values } = latencies(STATES * POINTS, STATES * POINTS)
const each = <S>(make: (from: number, to: number) => S): S[] =>
  Array.from({ length: STATES }, (_, k) => make(k * POINTS, (k + 1) * POINTS))

/** Rows of states in columns, and the way of merging them all into one. */
function inColumns(aggregate: ReturnType<typeof moments> | ReturnType<typeof tdigest>) {
  const states = rowsOf(aggregate, STATES)
  for (let k = 0; k < STATES; k++) aggregate.fold!(states as any, k, values, times, k * POINTS, (k + 1) * POINTS)
  return () => {
    const all = rowsOf(aggregate, 1)
    for (let k = 0; k < STATES; k++) aggregate.merge(all as any, 0, states as any, k)
    return aggregate.read(all as any, 0)
  }
}

interface Moments {
  n: number
  mean: number
  squares: number
}

/** Count, mean and squared distances of points, in an object; merged as Chan, Golub and LeVeque do. */
function momentsByHand(): () => Moments {
  const objects = each((from, to): Moments => {
    let mean = 0
    let squares = 0
    for (let p = from; p < to; p++) {
      const d = values[p] - mean
      mean += d / (p - from + 1)
      squares += d * (values[p] - mean)
    }
    return { n: to - from, mean, squares }
  })
  return () => {
    const all = { n: 0, mean: 0, squares: 0 }
    for (const { n, mean, squares } of objects) {
      const d = mean - all.mean
      const both = all.n + n
      all.mean += (d * n) / both
      all.squares += squares + (d * d * all.n * n) / both
      all.n = both
    }
    return all
  }
}

await race({
  title: `${STATES.toLocaleString('en')} states of moments merged`,
  ways: [
    {
      name: 'tidemark (four moments)',
      run: inColumns(moments()),
      answer: ({ mean, stddev }) => ({ mean: [mean], stddev: [stddev] }),
    },
    {
      name: 'objects, by hand (two moments)',
      run: momentsByHand(),
      answer: ({ n, mean, squares }: Moments) => ({ mean: [mean], stddev: [Math.sqrt(squares / (n - 1))] }),
    },
  ],
  agree: near(1e-9),
})

const digests = each((from, to) => {
  const digest = new TDigest()
  for (let p = from; p < to; p++) digest.push(values[p])
  return digest
})
const sketches = each((from, to) => {
  const sketch = new DDSketch({ relativeAccuracy: 0.01 })
  for (let p = from; p < to; p++) sketch.accept(values[p])
  return sketch
})
const newHistogram = () => build({ bitBucketSize: 32, numberOfSignificantValueDigits: 2, highestTrackableValue: 1e6 })
const histograms = each((from, to) => {
  const histogram = newHistogram()
  for (let p = from; p < to; p++) histogram.recordValue(Math.round(values[p] * SCALE))
  return histogram
})
const sorted = values.slice().sort()

await race<number[]>({
  title: `${STATES.toLocaleString('en')} digests of ${POINTS} points merged`,
  ways: [
    { name: 'tidemark', run: inColumns(tdigest()), answer: d => LEVELS.map(q => d.quantile(q)) },
    {
      name: 'npm tdigest',
      run: () => {
        const all = new TDigest()
        for (const digest of digests) all.push_centroid(digest.toArray())
        return all
      },
      answer: (all: TDigest) => LEVELS.map(q => all.percentile(q)),
      minRatio: 5,
    },
    {
      name: 'DDSketch',
      run: () => {
        const all = new DDSketch({ relativeAccuracy: 0.01 })
        for (const sketch of sketches) all.merge(sketch)
        return all
      },
      answer: (all: DDSketch) => LEVELS.map(q => all.getValueAtQuantile(q)),
    },
    {
      name: 'hdr-histogram-js, 2 digits',
      run: () => {
        const all = newHistogram()
        for (const histogram of histograms) all.add(histogram)
        return all
      },
      answer: (all: ReturnType<typeof newHistogram>) => LEVELS.map(q => all.getValueAtPercentile(q * 100) / SCALE),
    },
  ],
  agree(ours, theirs, name) {
    for (const [who, answer] of [
      ['tidemark', ours],
      [name, theirs],
    ] as const)
      for (const [k, q] of LEVELS.entries()) {
        const rank = rankOf(sorted, answer[k])
        if (!(Math.abs(rank - q) <= BOUND)) throw new Error(`${who}: what should have rank ${q} has ${rank}`)
      }
  },
})
