import { type Aggregate, aggregate } from '../aggregate'

/**
 * The value at the latest time, or the largest of several. Returns NaN if there are no points.
 *
 * - State: the latest time and its value; 2 numbers per row
 * - Exact
 * - Order of points: any, because their times decide
 *
 * @example
 * const columns = { times: [20, 20, 10], values: [1, 3, 9] }
 * resample(columns, { every: '1s', aggregates: { last: last() } }).columns.last[0]   // => 3
 */
export function last(): Aggregate<number> {
  return lastAggregate
}

const lastAggregate = aggregate({
  name: 'last',
  state: { time: Number.NEGATIVE_INFINITY, value: Number.NEGATIVE_INFINITY },
  add(s, i, value, time) {
    if (time > s.time[i] || (time === s.time[i] && value > s.value[i])) {
      s.time[i] = time
      s.value[i] = value
    }
  },
  merge(s, i, o, j) {
    const time = o.time[j]
    if (time > s.time[i] || (time === s.time[i] && o.value[j] > s.value[i])) {
      s.time[i] = time
      s.value[i] = o.value[j]
    }
  },
  read: (s, i): number => (s.time[i] === Number.NEGATIVE_INFINITY ? Number.NaN : s.value[i]),
  fold(s, i, values, times, from, to) {
    let time = s.time[i]
    let value = s.value[i]
    for (let p = from; p < to; p++)
      if (times[p] > time || (times[p] === time && values[p] > value)) {
        time = times[p]
        value = values[p]
      }
    s.time[i] = time
    s.value[i] = value
  },
})
