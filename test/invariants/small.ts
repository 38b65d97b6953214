import {
  type Answer,
  count,
  first,
  last,
  max,
  min,
  type QueryRange,
  type QueryWindows,
  type Rollup,
  type RollupOptions,
  rollup,
  sum,
} from '../../src'

/** What the small lives keep: all of it exact, and the same in any order. */
export const EXACT = { n: count(), sum: sum(), min: min(), max: max(), first: first(), last: last() }

export type Exact = typeof EXACT

/** Seconds, tens of seconds and minutes; nothing is refused for its age. */
export const LADDER = [
  { every: '1s', keep: '20s' },
  { every: '10s', keep: '90s' },
  { every: '1m', keep: 'forever' },
] as const

/** A point of the metric `m`. */
export interface Small {
  readonly time: number
  readonly value: number
}

/** A rollup of the small ladder, whose clock never refuses a point. */
export function open(options: Partial<RollupOptions<Exact>> = {}): Promise<Rollup<Exact>> {
  return rollup({ aggregates: EXACT, tiers: LADDER, sealDelay: '3s', maxAhead: 'forever', clock: () => 0, ...options })
}

export function put(api: Rollup<Exact>, points: readonly Small[]): void {
  api.addMany(points.map(point => ({ metric: 'm', ...point })))
}

/** The windows of `m` as plain rows. */
export async function rowsOf(
  api: Rollup<Exact>,
  ask: QueryRange & QueryWindows & { readonly by?: readonly string[] },
): Promise<unknown[]> {
  return rowsIn(await api.query({ metric: 'm', ...ask }))
}

function rowsIn({ starts, ends, groups }: Answer<any>): unknown[] {
  const { columns } = groups[0]
  return [...starts].map((start, w) => [start, ends[w], ...Object.keys(EXACT).map(name => columns[name][w])])
}

/** The same rows from the raw points, for windows of one width. */
export function foldedRows(points: readonly Small[], from: number, to: number, width: number): unknown[] {
  const rows: unknown[] = []
  for (let start = Math.floor(from / width) * width; start < to; start += width) {
    const inside = points.filter(({ time }) => time >= Math.max(start, from) && time < Math.min(start + width, to))
    const values = inside.map(({ value }) => value)
    const byTime = [...inside].sort((a, b) => a.time - b.time || a.value - b.value)
    const none = Number.NaN
    const n = values.length
    const total = values.reduce((a, b) => a + b, 0)
    const cells =
      n === 0
        ? [none, none, none, none, none, none]
        : [n, total, Math.min(...values), Math.max(...values), byTime[0].value, byTime[n - 1].value]
    rows.push([start, start + width, ...cells])
  }
  return rows
}
