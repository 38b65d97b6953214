import { type Aggregate, aggregate } from '../aggregate'
import { addCounts } from '../kernel/checked-count'
import { withRunSummary } from '../kernel/run-summary'

/**
 * Counts the points. Returns 0 if there are none.
 *
 * - State: the count; 1 number per row
 * - Exact up to 2^53
 * - Order of points: any
 *
 * @throws TIDEMARK_INVALID_VALUE if a count would pass 2^53
 *
 * @example
 * const columns = { times: [0, 1, 2], values: [7, 7, -7] }
 * resample(columns, { every: '1s', aggregates: { n: count() } }).columns.n[0]   // => 3
 */
export function count(): Aggregate<number> {
  return countAggregate
}

const countAggregate = withRunSummary(
  aggregate({
    name: 'count',
    state: { n: 0 },
    add(s, i) {
      s.n[i] = addCounts(s.n[i], 1)
    },
    merge(s, i, o, j) {
      s.n[i] = addCounts(s.n[i], o.n[j])
    },
    read: (s, i): number => s.n[i],
    fold(s, i, _values, _times, from, to) {
      s.n[i] = addCounts(s.n[i], to - from)
    },
  }),
)
