import { count, max, type Rollup, type RollupOptions, rollup, tdigest } from 'tidemark'

const aggregates = { requests: count(), worst: max(), latency: tdigest() }

/** A service that keeps an open rollup: its type is that of the aggregates. */
export class Metrics {
  private constructor(private readonly kept: Rollup<typeof aggregates>) {}

  static async open(options: Omit<RollupOptions<typeof aggregates>, 'aggregates'> = {}): Promise<Metrics> {
    return new Metrics(await rollup({ ...options, aggregates }))
  }

  record(route: string, ms: number): void {
    this.kept.add({ metric: 'latency', value: ms, tags: { route } })
  }

  async p99(route: string, from: Date, to: Date): Promise<number | undefined> {
    const answer = await this.kept.query({
      metric: 'latency',
      where: { route },
      from,
      to,
      select: r => ({ p99: r.latency.quantile(0.99) }),
    })
    return answer.groups[0]?.columns.p99[0]
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kept.close()
  }
}

export async function use(): Promise<void> {
  await using metrics = await Metrics.open({ clock: () => 0 })
  metrics.record('/users', 12.5)
}

export async function wrong(kept: Rollup<typeof aggregates>): Promise<void> {
  // @ts-expect-error a mean is not kept
  await kept.query({ metric: 'm', from: 0, to: 1, select: r => ({ mean: r.mean }) })
  // @ts-expect-error a digest is no number
  await kept.query({ metric: 'm', from: 0, to: 1, select: r => ({ p99: r.latency }) })
  const answer = await kept.query({ metric: 'm', from: 0, to: 1 })
  // @ts-expect-error a digest is no column by default
  answer.groups[0]?.columns.latency
}
