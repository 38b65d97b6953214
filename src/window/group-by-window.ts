import { numberDense, numberSparse } from './number-windows'
import type { Partition } from './windower'

/** Points in two columns, with the points of one window side by side. */
export interface Grouped {
  readonly times: Float64Array
  readonly values: Float64Array
}

/**
 * Returns the first `length` points grouped by window: windows ascending, and the points of each in their order of
 * arrival. Returns the given columns if they are grouped already, as sorted ones are. It is a counting sort over the
 * windows' numbers: points are never compared with each other.
 */
export function groupByWindow(
  partition: Partition,
  times: Float64Array,
  values: Float64Array,
  length: number,
): Grouped {
  if (isGrouped(partition, times, length)) return { times, values }
  const { numbers, count } = numberDense(partition, times, length) ?? numberSparse(partition, times, length)
  const places = new Uint32Array(count + 1)
  for (let p = 0; p < length; p++) places[numbers[p] + 1]++
  for (let n = 0; n < count; n++) places[n + 1] += places[n]
  const grouped = { times: new Float64Array(length), values: new Float64Array(length) }
  for (let p = 0; p < length; p++) {
    const place = places[numbers[p]]++
    grouped.times[place] = times[p]
    grouped.values[place] = values[p]
  }
  return grouped
}

/** Whether each run's window is after that of the run before. */
function isGrouped(partition: Partition, times: Float64Array, length: number): boolean {
  let end = Number.NEGATIVE_INFINITY
  for (let p = 0; p < length; ) {
    if (times[p] < end) return false
    const start = partition.startOf(times[p])
    end = partition.endOf(times[p])
    while (p < length && times[p] >= start && times[p] < end) p++
  }
  return true
}
