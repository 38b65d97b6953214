import { setImmediate } from 'node:timers/promises'
import { type Entry, report } from './outcome'

/** Whether this run only tries the bench out: few repetitions, less data. */
export const QUICK = process.env.BENCH_QUICK === '1'

/** Whether ours runs alone, to be profiled. */
const OURS = process.env.BENCH_OURS === '1'

const BUDGET_MS = QUICK ? 1_000 : 20_000
const MIN_ROUNDS = QUICK ? 2 : 5
const MAX_ROUNDS = QUICK ? 3 : 25
const TURN_MS = 200
/** A way is warm after this many runs or milliseconds: engines compile code that runs often while it runs. */
const WARM_RUNS = 200
const WARM_MS = QUICK ? 100 : 1_000

/** One way to answer a question. */
export interface Way<T> {
  readonly name: string
  /** Makes what a run starts from; its time does not count. */
  prepare?(): unknown
  /** What is timed: the work up to an answer. */
  run(start: any): unknown
  /** The answer of a run in the form that is compared; its time does not count. By default what `run` returned. */
  answer?(returned: any): T | Promise<T>
  /** How many units of work a run does, if ways do not do the same: times are divided by it. */
  readonly work?: number
  /** The goal: it takes at least this many times as long as ours. */
  readonly minRatio?: number
  /** The goal: it takes at most this many times as long as ours. */
  readonly maxRatio?: number
  /** The goal: the median is at most this. */
  readonly maxValue?: number
}

/** A question that several ways answer, ours first. */
export interface Race<T> {
  readonly title: string
  /** The unit of the times, and how many milliseconds it is; milliseconds by default. */
  readonly unit?: { readonly name: string; readonly milliseconds: number }
  readonly ways: readonly Way<T>[]
  /** Throws if an answer differs from ours by more than it may. */
  agree(ours: T, theirs: T, name: string): void
}

/**
 * Checks that all ways agree, then times them: each round runs all of them and begins with the next one, so that a slow
 * moment of the machine hits all alike. Garbage is collected between rounds.
 */
export async function race<T>({
  title,
  unit = { name: 'ms', milliseconds: 1 },
  ways: all,
  agree,
}: Race<T>): Promise<void> {
  const ways = OURS ? all.slice(0, 1) : all
  const costs = await check(ways, agree)
  const runs = costs.map(cost => Math.min(10, Math.max(1, Math.floor(TURN_MS / cost))))
  const round = costs.reduce((sum, cost, w) => sum + cost * runs[w], 0)
  const rounds = Math.min(MAX_ROUNDS, Math.max(MIN_ROUNDS, Math.floor(BUDGET_MS / round)))
  const taken = ways.map((): number[] => [])
  for (let r = 0; r < rounds; r++) {
    globalThis.gc?.()
    for (let k = 0; k < ways.length; k++) {
      const w = (r + k) % ways.length
      for (let n = 0; n < runs[w]; n++) taken[w].push((await time(ways[w])).milliseconds)
    }
  }
  const medians = ways.map(({ work = 1 }, w) => quantile(taken[w], 0.5) / work / unit.milliseconds)
  const entries = ways.map(({ name, minRatio, maxRatio, maxValue, work = 1 }, w): Entry => {
    const at = (q: number) => quantile(taken[w], q) / work / unit.milliseconds
    return {
      name,
      value: medians[w],
      low: at(0.25),
      high: at(0.75),
      ratio: medians[w] / medians[0],
      minRatio,
      maxRatio,
      maxValue,
    }
  })
  report({ title, unit: unit.name, entries })
}

/** Runs each way until it is warm and compares its first answer with ours; returns the milliseconds of a run of each. */
async function check<T>(ways: readonly Way<T>[], agree: Race<T>['agree']): Promise<number[]> {
  const costs: number[] = []
  let ours: T | undefined
  for (const way of ways) {
    const first = await time(way)
    const answer = way.answer ? await way.answer(first.returned) : (first.returned as T)
    if (ours === undefined) ours = answer
    else agree(ours, answer, way.name)
    let { milliseconds } = first
    for (let n = 1, spent = milliseconds; n < WARM_RUNS && spent < WARM_MS; n++, spent += milliseconds)
      milliseconds = (await time(way)).milliseconds
    costs.push(Math.max(milliseconds, 0.01))
  }
  return costs
}

async function time({ prepare, run }: Way<any>): Promise<{ returned: unknown; milliseconds: number }> {
  const start = await prepare?.()
  await setImmediate()
  const begun = performance.now()
  const returned = await run(start)
  return { returned, milliseconds: performance.now() - begun }
}

function quantile(numbers: number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  return sorted[low] + (at - low) * (sorted[Math.ceil(at)] - sorted[low])
}
