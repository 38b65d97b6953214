import { type Aggregate, aggregate } from '../aggregate'

/**
 * The value at the earliest time, or the smallest of several. Returns NaN if there are no points.
 *
 * - State: the earliest time and its value; 2 numbers per row
 * - Exact
 * - Order of points: any, because their times decide
 *
 * @example
 * const columns = { times: [20, 10, 10], values: [1, 7, 5] }
 * resample(columns, { every: '1s', aggregates: { first: first() } }).columns.first[0]   // => 5
 */
export function first(): Aggregate<number> {
  return firstAggregate
}

const firstAggregate = aggregate({
  name: 'first',
  state: { time: Number.POSITIVE_INFINITY, value: Number.POSITIVE_INFINITY },
  add(s, i, value, time) {
    if (time < s.time[i] || (time === s.time[i] && value < s.value[i])) {
      s.time[i] = time
      s.value[i] = value
    }
  },
  merge(s, i, o, j) {
    const time = o.time[j]
    if (time < s.time[i] || (time === s.time[i] && o.value[j] < s.value[i])) {
      s.time[i] = time
      s.value[i] = o.value[j]
    }
  },
  read: (s, i): number => (s.time[i] === Number.POSITIVE_INFINITY ? Number.NaN : s.value[i]),
  fold(s, i, values, times, from, to) {
    let time = s.time[i]
    let value = s.value[i]
    for (let p = from; p < to; p++)
      if (times[p] < time || (times[p] === time && values[p] < value)) {
        time = times[p]
        value = values[p]
      }
    s.time[i] = time
    s.value[i] = value
  },
})
