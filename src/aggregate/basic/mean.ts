import { type Aggregate, aggregate } from '../aggregate'
import { addCounts } from '../kernel/checked-count'
import { withRunSummary } from '../kernel/run-summary'
import { addCompensated, foldCompensated, mergeCompensated } from '../kernel/two-sum'

/**
 * The arithmetic mean of the values; NaN of nothing, an infinity where their sum passes 1.8e308.
 *
 * - keeps: the count, the sum and what rounding left over
 * - size: 3 numbers a row
 * - exact where 106 bits hold the sum, whatever the order; else bounded: within 2 ulp up to a condition number of 1e15
 * - order of the points: any
 * - source: as `sum`
 *
 * @example
 * const columns = { times: [0, 1, 2], values: [1, 2, 6] }
 * resample(columns, { every: '1s', aggregates: { mean: mean() } }).columns.mean[0]   // => 3
 */
export function mean(): Aggregate<number> {
  return meanAggregate
}

const meanAggregate = withRunSummary(
  aggregate({
    name: 'mean',
    state: { n: 0, total: 0, rest: 0 },
    add(s, i, value) {
      s.n[i] = addCounts(s.n[i], 1)
      addCompensated(s, i, value)
    },
    merge(s, i, o, j) {
      s.n[i] = addCounts(s.n[i], o.n[j])
      mergeCompensated(s, i, o, j)
    },
    read: (s, i): number => s.total[i] / s.n[i],
    fold(s, i, values, _times, from, to) {
      s.n[i] = addCounts(s.n[i], to - from)
      foldCompensated(s, i, values, from, to)
    },
  }),
)
