import { count, max, min, resample, sum, tdigest } from 'tidemark'
import type { Contest } from './contest'
import { latencies, type Points } from './points'

const MINUTE = 60_000

/** Columns by name, one entry a window. */
type Columns = Readonly<Record<string, ArrayLike<number>>>

const points = latencies(1_000_000, 24 * 60 * MINUTE)

/** A day of a million points by the minute, in one pass: against the loop that people write. */
export const fourNumbers: Contest<Columns> = {
  name: '1,000,000 points to 1,440 minutes: count, sum, min, max',
  ways: {
    'a Map of objects, by hand': () => byMap(points),
    tidemark: () =>
      resample(points, { every: '1m', aggregates: { count: count(), sum: sum(), min: min(), max: max() } }).columns,
  },
  agree: (one, other) => close(one, other, 1e-12),
}

/** The same, with the 99th percentile: against sorting the values of every minute, which is exact but cannot be merged. */
export const percentile: Contest<Columns> = {
  name: '1,000,000 points to 1,440 minutes: p99',
  ways: {
    'arrays sorted, by hand': () => bySorting(points, 0.99),
    tidemark: () => {
      const aggregates = { latency: tdigest() }
      return resample(points, { every: '1m', aggregates, select: r => ({ p99: r.latency.quantile(0.99) }) }).columns
    },
  },
  agree: (one, other) => close(one, other, 0.1),
}

function byMap({ times, values }: Points): Columns {
  const minutes = new Map<number, { count: number; sum: number; min: number; max: number }>()
  for (let p = 0; p < times.length; p++) {
    const minute = Math.floor(times[p] / MINUTE)
    const x = values[p]
    const row = minutes.get(minute)
    if (row) {
      row.count++
      row.sum += x
      if (x < row.min) row.min = x
      if (x > row.max) row.max = x
    } else minutes.set(minute, { count: 1, sum: x, min: x, max: x })
  }
  const rows = [...minutes.values()]
  return {
    count: rows.map(row => row.count),
    sum: rows.map(row => row.sum),
    min: rows.map(row => row.min),
    max: rows.map(row => row.max),
  }
}

function bySorting({ times, values }: Points, q: number): Columns {
  const minutes = new Map<number, number[]>()
  for (let p = 0; p < times.length; p++) {
    const minute = Math.floor(times[p] / MINUTE)
    const list = minutes.get(minute)
    if (list) list.push(values[p])
    else minutes.set(minute, [values[p]])
  }
  const p99 = [...minutes.values()].map(list => Float64Array.from(list).sort()[Math.floor(q * list.length)])
  return { p99 }
}

function close(one: Columns, other: Columns, tolerance: number): void {
  for (const [name, column] of Object.entries(one)) {
    if (column.length !== other[name]?.length) throw new Error(`${name}: the windows differ`)
    for (let w = 0; w < column.length; w++)
      if (!(Math.abs(column[w] - other[name][w]) <= tolerance * Math.abs(column[w])))
        throw new Error(`${name} of window ${w}: ${column[w]} and ${other[name][w]}`)
  }
}
