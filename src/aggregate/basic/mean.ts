import { type Aggregate, aggregate } from '../aggregate'
import { addCounts } from '../kernel/checked-count'
import { withRunSummary } from '../kernel/run-summary'
import { addCompensated, foldCompensated, mergeCompensated } from '../kernel/two-sum'

/**
 * The arithmetic mean of the values. Returns NaN if there are none, and an infinity if their sum passes 1.8e308.
 *
 * - State: the count, the sum and its rounding error; 3 numbers per row
 * - Exact in any order if 106 bits hold the sum; otherwise within 2 ulp, up to a condition number of 1e15
 * - Order of points: any
 * - Source: that of `sum`
 *
 * @throws TIDEMARK_INVALID_VALUE if a count would pass 2^53
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
