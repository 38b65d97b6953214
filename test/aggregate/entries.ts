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

/** The custom aggregate that the documentation shows. */
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

/** A custom aggregate with slots: how many values are in each of 8 bins, 500 wide, around 0. */
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

/** Which laws an aggregate that rounds keeps within a bound: not those that involve no order. */
const rounds = { split: 'bounded', associative: 'bounded', fold: 'bounded' } as const

const digested = {
  exactness: 'bounded',
  ask: (reading: Quantiles) => [reading.count, reading.min, reading.max, reading.quantile(0.3), reading.rank(1)],
} as const

/** An aggregate, with what its documentation promises. */
export interface Entry {
  /** The exported name. A title with a space is a further case or a custom aggregate, and is not listed as the library's. */
  readonly title: string
  readonly made: Aggregate
  /** One letter per law, in the order of `aggregateLaws`: exact, bounded, or a dash if there is no fold to compare. */
  readonly laws: string
  readonly options: AggregateLawsOptions<any>
}

/**
 * Every aggregate of the library, and two custom ones. Laws, golden rows, allocations and the table of the documentation
 * read this list: a new aggregate is added here.
 */
export const entries: readonly Entry[] = [
  { title: 'count', made: count(), laws: 'eeeeeeeee', options: { values: anyNumber } },
  { title: 'sum of values that 106 bits hold', made: sum(), laws: 'eeeeeeeee', options: { values: within106Bits } },
  {
    title: 'sum',
    made: sum(),
    laws: 'ebbebeeee',
    options: { exactness: rounds, close: closeSums, values: anyThatSums },
  },
  { title: 'mean of values that 106 bits hold', made: mean(), laws: 'eeeeeeeee', options: { values: within106Bits } },
  {
    title: 'mean',
    made: mean(),
    laws: 'ebbebeeee',
    options: { exactness: rounds, close: closeMeans, values: anyThatSums },
  },
  { title: 'min', made: min(), laws: 'eeeeeeeee', options: { values: anyNumber } },
  { title: 'max', made: max(), laws: 'eeeeeeeee', options: { values: anyNumber } },
  { title: 'first', made: first(), laws: 'eeeeeeeee', options: { values: anyNumber } },
  { title: 'last', made: last(), laws: 'eeeeeeeee', options: { values: anyNumber } },
  { title: 'moments', made: moments(), laws: 'ebbebeeee', options: { exactness: rounds, close: closeMoments } },
  { title: 'tdigest', made: tdigest(), laws: 'bbbbbeeee', options: { ...digested, close: closeQuantiles, size: 100 } },
  { title: 'a custom rms', made: rms, laws: 'eeee-eeee', options: {} },
  { title: 'a custom histogram', made: histogram, laws: 'eeee-eeee', options: { ask: (bins: number[]) => bins } },
]

/** The library's own aggregates, each once, by the names that they are exported by. */
export const libraryAggregates: ReadonlyMap<string, Aggregate> = new Map(
  entries.filter(({ title }) => !title.includes(' ')).map(({ title, made }) => [title, made]),
)
