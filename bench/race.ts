import { setImmediate } from 'node:timers/promises'
import { type Entry, tell } from './outcome'

/** Whether this run only tries the bench out: few repetitions, less data. */
export const QUICK = process.env.BENCH_QUICK === '1'

/** Whether ours runs alone, to be profiled. */
const OURS = process.env.BENCH_OURS === '1'

const BUDGET = QUICK ? 1_000 : 20_000
const FEWEST = QUICK ? 2 : 5
const MOST = QUICK ? 3 : 25
const A_TURN = 200
/** Warm is what ran so often, or so many milliseconds: engines compile what runs often while it runs. */
const WARM = 200
const WARMING = QUICK ? 100 : 1_000

/** One way to answer a question. */
export interface Way<T> {
  readonly name: string
  /** Makes what a run starts from; its time does not count. */
  prepare?(): unknown
  /** What is timed: the work up to an answer. */
  run(start: any): unknown
  /** The answer of a run in the form that is compared; its time does not count. By default what `run` gave. */
  answer?(given: any): T | Promise<T>
  /** How many units of work a run does, where ways do not do the same: times are divided by it. */
  readonly work?: number
  /** The goal: ours is to be this many times as fast. */
  readonly least?: number
  /** The goal: it is to take at most this many times what ours takes. */
  readonly grows?: number
  /** The goal: the median is to be at most this. */
  readonly most?: number
}

/** A question that several ways answer, ours first. */
export interface Race<T> {
  readonly title: string
  /** In what the times are told, and how many milliseconds one of it is; by default milliseconds. */
  readonly unit?: { readonly name: string; readonly milliseconds: number }
  readonly ways: readonly Way<T>[]
  /** Throws where an answer differs from ours by more than it may. */
  agree(ours: T, theirs: T, name: string): void
}

/**
 * Checks that all ways agree, then times them: round by round, each round all of them, beginning with another one each
 * time, so that a slow moment of the machine hits all alike. Garbage is collected between rounds.
 */
export async function race<T>({
  title,
  unit = { name: 'ms', milliseconds: 1 },
  ways: all,
  agree,
}: Race<T>): Promise<void> {
  const ways = OURS ? all.slice(0, 1) : all
  const costs = await check(ways, agree)
  const runs = costs.map(cost => Math.min(10, Math.max(1, Math.floor(A_TURN / cost))))
  const round = costs.reduce((sum, cost, w) => sum + cost * runs[w], 0)
  const rounds = Math.min(MOST, Math.max(FEWEST, Math.floor(BUDGET / round)))
  const taken = ways.map((): number[] => [])
  for (let r = 0; r < rounds; r++) {
    globalThis.gc?.()
    for (let k = 0; k < ways.length; k++) {
      const w = (r + k) % ways.length
      for (let n = 0; n < runs[w]; n++) taken[w].push((await time(ways[w])).milliseconds)
    }
  }
  const medians = ways.map(({ work = 1 }, w) => quantile(taken[w], 0.5) / work / unit.milliseconds)
  const entries = ways.map(({ name, least, grows, most, work = 1 }, w): Entry => {
    const at = (q: number) => quantile(taken[w], q) / work / unit.milliseconds
    return {
      name,
      value: medians[w],
      low: at(0.25),
      high: at(0.75),
      ratio: medians[w] / medians[0],
      least,
      grows,
      most,
    }
  })
  tell({ title, unit: unit.name, entries })
}

/** Runs each way until it is warm and compares its first answer with ours; gives what a run of each costs. */
async function check<T>(ways: readonly Way<T>[], agree: Race<T>['agree']): Promise<number[]> {
  const costs: number[] = []
  let ours: T | undefined
  for (const way of ways) {
    const first = await time(way)
    const answer = way.answer ? await way.answer(first.given) : (first.given as T)
    if (ours === undefined) ours = answer
    else agree(ours, answer, way.name)
    let { milliseconds } = first
    for (let n = 1, spent = milliseconds; n < WARM && spent < WARMING; n++, spent += milliseconds)
      milliseconds = (await time(way)).milliseconds
    costs.push(Math.max(milliseconds, 0.01))
  }
  return costs
}

async function time({ prepare, run }: Way<any>): Promise<{ given: unknown; milliseconds: number }> {
  const start = await prepare?.()
  await setImmediate()
  const begun = performance.now()
  const given = await run(start)
  return { given, milliseconds: performance.now() - begun }
}

function quantile(numbers: number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  return sorted[low] + (at - low) * (sorted[Math.ceil(at)] - sorted[low])
}
