import {
  type Aggregates,
  type Answer,
  type AnswerRow,
  count,
  type Plan,
  type QueryOptions,
  type QueryRange,
  type QueryWindows,
  type Readings,
  type Rollup,
  rollup,
  type Selected,
  tdigest,
} from 'tidemark'
import { keepTime } from 'tidemark/node'

const aggregates = { n: count(), latency: tdigest() }
type Metrics = typeof aggregates

/** Any query of these metrics goes through, typed by what it selects and groups by. */
export function ask<S extends Selected<S>, By extends string>(
  kept: Rollup<Metrics>,
  options: QueryOptions<Metrics, S, By>,
) {
  return kept.query(options)
}

/** Whatever the aggregates, a query is explained. */
export function explain<A extends Aggregates>(kept: Rollup<A>, options: QueryOptions<A>): Promise<Plan> {
  return kept.explain(options)
}

/** A question of the service's own, with a range and windows as a query takes them. */
export async function p99(kept: Rollup<Metrics>, options: QueryRange & QueryWindows) {
  const select = (r: Readings<Metrics>) => ({ p99: r.latency.quantile(0.99) })
  const answer = await kept.query({ metric: 'latency', by: ['route'], select, ...options })
  return answer
    .rows()
    .map(({ start, tags, status, p99 }) => ({ start, route: tags.route ?? 'none', open: status === 'open', p99 }))
}

const slowest = (rows: readonly AnswerRow<{ p99: number }, 'route'>[]) =>
  rows.toSorted((a, b) => (b.p99 ?? 0) - (a.p99 ?? 0))[0]

const linesOf = ({ groups }: Answer<{ p99: number }>): number => groups.length

export async function page(kept: Rollup<Metrics>): Promise<string> {
  const answer = await ask(kept, {
    metric: 'latency',
    last: '1h',
    maxWindows: 60,
    by: ['route'],
    select: r => ({ p99: r.latency.quantile(0.99) }),
  })
  const [times, ...columns]: [number[], ...(number | null)[][]] = answer.toColumns({ seconds: true })
  const route: string | undefined = slowest(answer.rows())?.tags.route
  return JSON.stringify({ times, columns, route, lines: linesOf(answer), answer: answer.toJSON() })
}

export async function resumed(): Promise<number> {
  const kept = await rollup<Metrics, { readonly offset: number }>({ aggregates })
  const offset = kept.position?.offset ?? 0
  await kept.flush({ position: { offset } })
  const time = keepTime(kept, { position: () => ({ offset }), onError: console.error })
  // @ts-expect-error an offset is a number
  await kept.flush({ position: { offset: 'a' } })
  await time.stop()
  return offset
}
