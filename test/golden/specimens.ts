import { count, first, last, max, mean, min, moments, sum, tdigest } from '../../src/aggregate'
import type { Aggregates } from '../../src/aggregate/aggregate'
import { aggregate, slots } from '../../src/aggregate/aggregate'
import { Frame } from '../../src/state/frame'
import { schemaOf } from '../../src/state/schema'
import { libraryAggregates } from '../aggregate/entries'

const histogram = aggregate({
  name: 'histogram(16)',
  state: { bins: slots(16), low: slots(16, Number.POSITIVE_INFINITY) },
  add(s, i, x) {
    const bin = i * 16 + (Math.floor(Math.abs(x)) % 16)
    s.bins[bin]++
    if (x < s.low[bin]) s.low[bin] = x
  },
  merge(s, i, o, j) {
    for (let bin = 0; bin < 16; bin++) {
      s.bins[i * 16 + bin] += o.bins[j * 16 + bin]
      s.low[i * 16 + bin] = Math.min(s.low[i * 16 + bin], o.low[j * 16 + bin])
    }
  },
  read: (s, i) => s.bins.subarray(i * 16, i * 16 + 16).reduce((a, b) => a + b, 0),
})

/** The aggregates of the first golden rows, by the keys that are in `states.json`: each alone, and all together. */
const firstAggregates: Readonly<Record<string, Aggregates>> = {
  count: { n: count() },
  sum: { total: sum() },
  min: { low: min() },
  max: { high: max() },
  mean: { mean: mean() },
  first: { open: first() },
  last: { close: last() },
  moments: { shape: moments() },
  tdigest: { latency: tdigest() },
  'tdigest-20': { latency: tdigest({ compression: 20 }) },
  histogram: { histogram },
  all: {
    n: count(),
    sum: sum(),
    min: min(),
    max: max(),
    mean: mean(),
    first: first(),
    last: last(),
    m: moments(),
    d: tdigest(),
  },
}

/** The aggregates of the golden rows: the first ones, and each that was added to the library since, alone. */
export const goldenAggregates: Readonly<Record<string, Aggregates>> = {
  ...Object.fromEntries([...libraryAggregates].map(([name, made]) => [name, { it: made }])),
  ...firstAggregates,
}

type Points = readonly (readonly [value: number, time: number])[]

/** Values between -100 and 900 in hundredths, from a linear congruence (Numerical Recipes), a second apart. */
function many(n: number): Points {
  let seed = 2001
  return Array.from({ length: n }, (_, k) => {
    seed = (seed * 1664525 + 1013904223) % 4294967296
    return [Math.round((seed / 4294967296) * 100_000) / 100 - 100, 978_307_200_000 + k * 1_000] as const
  })
}

const far = 8.64e15

/** What is folded into a golden row, and how often the row is then merged with a copy of itself. */
export const goldenCases: Readonly<Record<string, { readonly points: Points; readonly doubled: number }>> = {
  empty: { points: [], doubled: 0 },
  one: { points: [[12.5, 978_307_200_000]], doubled: 0 },
  few: {
    points: [
      [3, 1],
      [0, -1],
      [3, 0],
      [-70_000, 5],
      [255, 9],
      [256, 10],
    ],
    doubled: 0,
  },
  many: { points: many(5_000), doubled: 0 },
  heavy: { points: many(300), doubled: 40 },
  extreme: {
    points: [
      [Number.MAX_VALUE, far],
      [-Number.MAX_VALUE, -far],
      [Number.MIN_VALUE, 0],
      [-1e-300, 0],
      [2 ** 53, -1],
    ],
    doubled: 0,
  },
}

/** A frame of one row, made by operations. */
export function goldenFrame(aggregates: Aggregates, { points, doubled }: (typeof goldenCases)[string]): Frame {
  const schema = schemaOf(aggregates)
  const frame = new Frame(schema, 1)
  frame.append()
  const values = Float64Array.from(points, ([value]) => value)
  const times = Float64Array.from(points, ([, time]) => time)
  frame.fold(0, values, times, 0, points.length)
  for (let k = 0; k < doubled; k++) {
    const copy = new Frame(schema, 1)
    copy.append()
    copy.merge(0, frame, 0)
    frame.merge(0, copy, 0)
  }
  return frame
}
