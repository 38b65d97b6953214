import { type Aggregate, aggregate } from '../aggregate'
import { maxOf } from '../kernel/min-max'
import { withRunSummary } from '../kernel/run-summary'

/**
 * The largest value. Returns NaN if there are no points.
 *
 * - State: the largest value; 1 number per row
 * - Exact
 * - Order of points: any
 *
 * @example
 * const columns = { times: [0, 1, 2], values: [3, -4, 5] }
 * resample(columns, { every: '1s', aggregates: { max: max() } }).columns.max[0]   // => 5
 */
export function max(): Aggregate<number> {
  return maxAggregate
}

const maxAggregate = withRunSummary(
  aggregate({
    name: 'max',
    state: { high: Number.NEGATIVE_INFINITY },
    add(s, i, value) {
      if (value > s.high[i]) s.high[i] = value
    },
    merge(s, i, o, j) {
      if (o.high[j] > s.high[i]) s.high[i] = o.high[j]
    },
    read: (s, i): number => (s.high[i] === Number.NEGATIVE_INFINITY ? Number.NaN : s.high[i]),
    fold(s, i, values, _times, from, to) {
      s.high[i] = maxOf(values, from, to, s.high[i])
    },
  }),
)
