import { type Aggregate, aggregate } from '../aggregate'
import { minOf } from '../kernel/min-max'
import { withRunSummary } from '../kernel/run-summary'

/**
 * The smallest value. Returns NaN if there are no points.
 *
 * - State: the smallest value; 1 number per row
 * - Exact
 * - Order of points: any
 *
 * @example
 * const columns = { times: [0, 1, 2], values: [3, -4, 5] }
 * resample(columns, { every: '1s', aggregates: { min: min() } }).columns.min[0]   // => -4
 */
export function min(): Aggregate<number> {
  return minAggregate
}

const minAggregate = withRunSummary(
  aggregate({
    name: 'min',
    state: { low: Number.POSITIVE_INFINITY },
    add(s, i, value) {
      if (value < s.low[i]) s.low[i] = value
    },
    merge(s, i, o, j) {
      if (o.low[j] < s.low[i]) s.low[i] = o.low[j]
    },
    read: (s, i): number => (s.low[i] === Number.POSITIVE_INFINITY ? Number.NaN : s.low[i]),
    fold(s, i, values, _times, from, to) {
      s.low[i] = minOf(values, from, to, s.low[i])
    },
  }),
)
