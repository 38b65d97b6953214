import { type Aggregate, aggregate } from '../aggregate'
import { addCounts } from '../kernel/checked-count'
import { withRunSummary } from '../kernel/run-summary'

/**
 * How many points there are; 0 of nothing.
 *
 * - keeps: the count
 * - size: 1 number a row
 * - exact, up to 2^53; beyond it TIDEMARK_INVALID_VALUE
 * - order of the points: any
 * - source: none needed
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
