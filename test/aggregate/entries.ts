import fc from 'fast-check'
import {
  type Aggregate,
  aggregate,
  count,
  first,
  last,
  max,
  mean,
  min,
  moments,
  type Quantiles,
  slots,
  sum,
  tdigest,
} from '../../src/aggregate'
import type { AggregateLawsOptions } from '../../src/testing/laws/aggregate-laws'
import { closeMeans, closeMoments, closeQuantiles, closeSums } from './support/tolerances'

/** The aggregate of one's own that the documentation shows. */
export const rms = aggregate({
  name: 'rms',
  state: { n: 0, squares: 0 },
  add(s, i, x) {
    s.n[i]++
    s.squares[i] += x * x
  },
  merge(s, i, o, j) {
    s.n[i] += o.n[j]
    s.squares[i] += o.squares[j]
  },
  read: (s, i) => Math.sqrt(s.squares[i] / s.n[i]),
})

/** One with slots: how many values are in each of 8 bins, 500 wide, around 0. */
const histogram = aggregate({
  name: 'histogram(8, 500)',
  state: { bins: slots(8) },
  add(s, i, x) {
    s.bins[i * 8 + Math.max(0, Math.min(7, Math.floor(x / 500) + 4))]++
  },
  merge(s, i, o, j) {
    for (let k = 0; k < 8; k++) s.bins[i * 8 + k] += o.bins[j * 8 + k]
  },
  read: (s, i) => Array.from(s.bins.subarray(i * 8, i * 8 + 8)),
})

const small = fc.integer({ min: -3, max: 3 })
const anyNumber = fc.oneof(small, fc.double({ noNaN: true, noDefaultInfinity: true }))
const anyThatSums = fc.oneof(small, fc.double({ min: -1e300, max: 1e300, noNaN: true }))
const mantissa = fc.integer({ min: -(2 ** 50), max: 2 ** 50 })
const within106Bits = fc.oneof(
  small,
  mantissa.map(k => k / 2 ** 30),
  mantissa.map(k => k * 2 ** 10),
)

/** What rounding may touch in an aggregate that rounds: nothing where no order is involved. */
const rounds = { split: 'bounded', associative: 'bounded', fold: 'bounded' } as const

const digested = {
  exactness: 'bounded',
  ask: (reading: Quantiles) => [reading.count, reading.min, reading.max, reading.quantile(0.3), reading.rank(1)],
} as const

/** An aggregate of the matrix, with what its documentation promises. */
export interface Entry {
  readonly title: string
  readonly made: Aggregate
  readonly options: AggregateLawsOptions<any>
}

export const entries: readonly Entry[] = [
  { title: 'count', made: count(), options: { values: anyNumber } },
  { title: 'sum of what 106 bits hold', made: sum(), options: { values: within106Bits } },
  { title: 'sum', made: sum(), options: { exactness: rounds, close: closeSums, values: anyThatSums } },
  { title: 'mean of what 106 bits hold', made: mean(), options: { values: within106Bits } },
  { title: 'mean', made: mean(), options: { exactness: rounds, close: closeMeans, values: anyThatSums } },
  { title: 'min', made: min(), options: { values: anyNumber } },
  { title: 'max', made: max(), options: { values: anyNumber } },
  { title: 'first', made: first(), options: { values: anyNumber } },
  { title: 'last', made: last(), options: { values: anyNumber } },
  { title: 'moments', made: moments(), options: { exactness: rounds, close: closeMoments } },
  { title: 'tdigest', made: tdigest(), options: { ...digested, close: closeQuantiles, size: 100 } },
  { title: "one's own rms", made: rms, options: {} },
  { title: "one's own histogram", made: histogram, options: { ask: (bins: number[]) => bins } },
]
