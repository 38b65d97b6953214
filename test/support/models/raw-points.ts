import { count, first, last, max, mean, min, moments, sum, tdigest } from '../../../src'

/** A raw point, as it was accepted. */
export interface RawPoint {
  /** The series that it counted into. */
  readonly series: string
  readonly time: number
  readonly value: number
}

/** The aggregates of a simulation: exact ones, and two whose states are large. */
export const AGGREGATES = {
  n: count(),
  sum: sum(),
  min: min(),
  max: max(),
  mean: mean(),
  first: first(),
  last: last(),
  moments: moments(),
  digest: tdigest({ compression: 20 }),
}

/** The readings that a simulation selects per window. */
export const COLUMNS = ['n', 'sum', 'min', 'max', 'mean', 'first', 'last', 'variance', 'low', 'median', 'high'] as const

export type Cells = Readonly<Record<(typeof COLUMNS)[number], number>>

/** Folds the points of one window in plain loops. Values are small integers, so sums are exact. */
export function foldRaw(points: readonly RawPoint[]): Cells {
  const n = points.length
  let total = 0
  let first = points[0]
  let last = points[0]
  for (const point of points) {
    total += point.value
    if (point.time < first.time || (point.time === first.time && point.value < first.value)) first = point
    if (point.time > last.time || (point.time === last.time && point.value > last.value)) last = point
  }
  const mean = total / n
  let squares = 0
  for (const { value } of points) squares += (value - mean) ** 2
  const sorted = points.map(({ value }) => value).sort((a, b) => a - b)
  const quantile = (q: number) => sorted[Math.max(0, Math.ceil(q * n) - 1)]
  return {
    n,
    sum: total,
    min: sorted[0],
    max: sorted[n - 1],
    mean,
    first: first.value,
    last: last.value,
    variance: n > 1 ? squares / (n - 1) : Number.NaN,
    low: quantile(0.25),
    median: quantile(0.5),
    high: quantile(0.75),
  }
}

/** Whether two readings agree: equal, or within 1e-9 if merging (variance) or interpolating (filled values) rounds them. */
export function agrees(got: number, wanted: number, rounded: boolean): boolean {
  if (rounded) return Math.abs(got - wanted) <= 1e-9 * (1 + Math.abs(wanted)) || Object.is(got, wanted)
  return Object.is(got, wanted)
}

/** The name of a filler. */
export type Fill = 'zero' | 'previous' | 'next' | 'linear'

/** Fills the NaNs of a column from its known neighbors, however far away. */
export function fillRaw(fill: Fill, values: readonly number[], starts: readonly number[]): number[] {
  const before: number[] = []
  const after: number[] = []
  for (let w = 0, at = -1; w < values.length; w++) before[w] = at = Number.isNaN(values[w]) ? at : w
  for (let w = values.length - 1, at = -1; w >= 0; w--) after[w] = at = Number.isNaN(values[w]) ? at : w
  return values.map((x, w) => {
    const [a, b] = [before[w], after[w]]
    if (!Number.isNaN(x)) return x
    if (fill === 'zero') return 0
    if (fill === 'previous') return values[a] ?? Number.NaN
    if (fill === 'next') return values[b] ?? Number.NaN
    if (a < 0 || b < 0) return Number.NaN
    const f = (starts[w] - starts[a]) / (starts[b] - starts[a])
    return values[a] * (1 - f) + values[b] * f
  })
}
