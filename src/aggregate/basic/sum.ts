import { type Aggregate, aggregate } from '../aggregate'
import { withRunSummary } from '../kernel/run-summary'
import { addCompensated, foldCompensated, mergeCompensated } from '../kernel/two-sum'

/**
 * The sum of the values, rounded once. Returns 0 if there are none, and an infinity if it passes 1.8e308.
 *
 * - State: the sum and its rounding error, a double-double of 106 bits; 2 numbers per row
 * - Exact in any order if 106 bits hold the sum; otherwise within 2 ulp, up to a condition number of 1e15
 * - Order of points: any
 * - Source: Knuth, TAOCP 2, 4.2.2 (TwoSum); Joldes, Muller, Popescu, ACM TOMS 44 (2017)
 *
 * @example
 * const columns = { times: [0, 1, 2], values: [1e16, 1, -1e16] }
 * resample(columns, { every: '1s', aggregates: { total: sum() } }).columns.total[0]   // => 1
 */
export function sum(): Aggregate<number> {
  return sumAggregate
}

const sumAggregate = withRunSummary(
  aggregate({
    name: 'sum',
    state: { total: 0, rest: 0 },
    add: addCompensated,
    merge: mergeCompensated,
    read: (s, i): number => s.total[i],
    fold: (s, i, values, _times, from, to) => foldCompensated(s, i, values, from, to),
  }),
)
