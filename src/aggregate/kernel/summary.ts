import type { Aggregate, StateColumns } from '../aggregate'

const one = () => new Float64Array(1)

/**
 * What count, sum, mean, min and max keep, of one run: a row that has the fields of all of them, so that taking it is to merge
 * it. There is one, and `summarise` writes it. @internal
 */
export const runSummary: StateColumns<{
  readonly n: number
  readonly total: number
  readonly rest: number
  readonly low: number
  readonly high: number
}> = { n: one(), total: one(), rest: one(), low: one(), high: one() }

const takers = new WeakSet<Aggregate>()

/** Marks an aggregate whose fields are some of the summary's, each with the same meaning. @internal */
export function withRunSummary<A extends Aggregate>(aggregate: A): A {
  takers.add(aggregate)
  return aggregate
}

/** Whether an aggregate may merge the summary of a run instead of folding the run. @internal */
export function hasRunSummary(aggregate: Aggregate): boolean {
  return takers.has(aggregate)
}
