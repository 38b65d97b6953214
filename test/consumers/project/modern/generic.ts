import {
  type Aggregates,
  aggregate,
  count,
  type Duration,
  linear,
  type ResampleOptions,
  type Rollup,
  resample,
  rollup,
  type Selected,
  sum,
  type TierOptions,
  windowed,
} from 'tidemark'

/** Whatever the aggregates, a rollup with the house's tiers. */
export function standard<A extends Aggregates>(aggregates: A): Promise<Rollup<A>> {
  const tiers: TierOptions[] = [
    { every: '1m', keep: '7d' },
    { every: '1h', keep: 'forever' },
  ]
  return rollup({ aggregates, tiers })
}

export function perMinute<A extends Aggregates, S extends Selected<S>>(
  values: number[],
  options: Pick<ResampleOptions<A, S>, 'aggregates' | 'select'>,
) {
  return resample({ times: values.map((_, i) => i * 1000), values }, { ...options, every: '1m' })
}

export async function read(): Promise<number> {
  const kept = await standard({ n: count(), total: sum() })
  const answer = await kept.query({ metric: 'm', from: 0, to: 1, select: r => ({ mean: r.total / r.n }) })
  const table = resample(
    { times: [0], values: [1] },
    { every: '1m', aggregates: { n: count() }, fill: { n: linear() } },
  )
  const first: number | undefined = table.columns.n[0]
  return (answer.groups[0]?.columns.mean[0] ?? 0) + (first ?? 0)
}

/** A custom aggregate keeps the type of its reading. */
export const range = aggregate({
  name: 'range',
  state: { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY },
  add(s, i, x) {
    s.low[i] = Math.min(s.low[i]!, x)
    s.high[i] = Math.max(s.high[i]!, x)
  },
  merge(s, i, o, j) {
    s.low[i] = Math.min(s.low[i]!, o.low[j]!)
    s.high[i] = Math.max(s.high[i]!, o.high[j]!)
  },
  read: (s, i) => s.high[i]! - s.low[i]!,
})

export function sessions<E extends { at: number; user: string }>(window: Duration) {
  return windowed({ window, aggregates: { n: count(), range }, time: (event: E) => event.at, key: event => event.user })
}
