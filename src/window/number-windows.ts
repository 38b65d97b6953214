import { cutRuns } from './runs'
import type { Partition } from './windower'

/** The window of each point as a number below `count` that ascends with time; some numbers may have no point. */
export interface WindowNumbers {
  readonly numbers: Uint32Array
  readonly count: number
}

/** Numbers every window from the first point to the last; undefined if there are more than two per point. */
export function numberDense(partition: Partition, times: Float64Array, length: number): WindowNumbers | undefined {
  const edges = edgesOver(partition, times, length)
  if (edges === undefined) return undefined
  const count = edges.length - 1
  const perWindow = count / (edges[count] - edges[0])
  const numbers = new Uint32Array(length)
  for (let p = 0; p < length; p++) {
    // Windows mostly have about one width, so the guess is right or one off.
    let n = Math.floor((times[p] - edges[0]) * perWindow)
    while (times[p] < edges[n]) n--
    while (times[p] >= edges[n + 1]) n++
    numbers[p] = n
  }
  return { numbers, count }
}

/** Numbers only the windows that hold a point, by looking each run's up. */
export function numberSparse(partition: Partition, times: Float64Array, length: number): WindowNumbers {
  const numberOf = new Map<number, number>()
  const numbers = new Uint32Array(length)
  cutRuns(partition, times, 0, length, false, (start, _, from, to) => {
    let n = numberOf.get(start)
    if (n === undefined) {
      n = numberOf.size
      numberOf.set(start, n)
    }
    numbers.fill(n, from, to)
  })
  const rank = new Uint32Array(numberOf.size)
  Float64Array.from(numberOf.keys())
    .sort()
    .forEach((start, n) => {
      rank[numberOf.get(start)!] = n
    })
  for (let p = 0; p < length; p++) numbers[p] = rank[numbers[p]]
  return { numbers, count: numberOf.size }
}

/** Returns the edges of all windows from the first point to the last; undefined if there are more than two per point. */
function edgesOver(partition: Partition, times: Float64Array, length: number): Float64Array | undefined {
  let first = times[0]
  let last = times[0]
  for (let p = 1; p < length; p++) {
    if (times[p] < first) first = times[p]
    if (times[p] > last) last = times[p]
  }
  if ((last - first) / partition.width > 2 * length) return undefined
  const edges = [partition.startOf(first)]
  for (let edge = edges[0]; edge <= last; edges.push(edge)) {
    if (edges.length > 2 * length) return undefined
    edge = partition.endOf(edge)
  }
  return Float64Array.from(edges)
}
