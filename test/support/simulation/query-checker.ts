import {
  type Answer,
  fixed,
  type GroupTags,
  linear,
  next,
  previous,
  type QueryOptions,
  type Readings,
  zero,
} from '../../../src'
import type { Tier } from '../../../src/tier/ladder'
import { errorCode } from '../assert-equal'
import {
  type ExpectedAnswer,
  expectedAnswer,
  firstDifference,
  type ModelQuery,
  type WriterContents,
} from '../models/expected-answer'
import type { AGGREGATES, RawPoint } from '../models/raw-points'
import { marksOf, type SimulationContext, seriesName, type WriterModel } from '../models/writer-model'
import type { MarksByWriter } from './controlled-store'
import { SCENARIOS } from './scenarios'
import type { QuerySpec } from './workload'

type Scope = Pick<QueryOptions<any>, 'metric' | 'by' | 'where'>

const FILLERS = { zero, previous, next, linear }

const selectFew = (r: Readings<typeof AGGREGATES>) => ({ n: r.n, sum: r.sum, last: r.last })

const selectAll = ({ moments, digest, ...r }: Readings<typeof AGGREGATES>) => ({
  ...r,
  variance: moments.variance,
  low: digest.quantile(0.25),
  median: digest.quantile(0.5),
  high: digest.quantile(0.75),
})

/** Makes queries, and compares each answer with the raw points at the time of the query. */
export class QueryChecker {
  answers = 0
  readonly #context: SimulationContext
  readonly #writers: readonly WriterModel[]

  constructor(context: SimulationContext, writers: readonly WriterModel[]) {
    this.#context = context
    this.#writers = writers
  }

  query(writer: WriterModel, query: QuerySpec): Promise<void> {
    const { now, workload, tiers } = this.#context
    const { tick } = SCENARIOS[workload.scenario]
    const from = now - query.ago * tick
    const { every, metric, by, where, top, fill } = query
    const range = { from, to: from + query.length * tick }
    const partition = every && 'k' in every ? windowsOf(tiers, every.k % tiers.length, every.halves) : undefined
    const maxWindows = every && 'maxWindows' in every ? every.maxWindows : undefined
    const asked: ModelQuery = { ...range, every: partition, maxWindows, top: by && top, fill }
    return this.check(writer, asked, { metric, by, where })
  }

  check(writer: WriterModel, asked: ModelQuery, scope: Scope): Promise<void> {
    const { commitLog } = this.#context
    const { from, to, every, maxWindows, top, fill } = asked
    const { metric, by, where } = scope
    const began = commitLog.marks.length - 1
    const sure = this.pointsFor(writer)
    const index = [...writer.index]
    const done = writer.api.query({
      metric,
      by,
      where,
      from,
      to,
      every,
      maxWindows,
      top: top === undefined ? undefined : { n: top, by: 'n' },
      fill: fill && FILLERS[fill](),
      select: fill ? selectFew : selectAll,
    } as QueryOptions<typeof AGGREGATES, any>)
    const check = (answer: Answer<any> | null) => {
      this.answers++
      const later = this.pointsFor(writer).map((points, w) => points.slice(sure[w].length))
      const grown = later.some(points => points.length > 0)
      let wrong: string | undefined
      // Commits and new series that came while the query ran may show or not.
      for (let c = began; c < commitLog.marks.length; c++)
        for (const names of index.length === writer.index.length ? [index] : [index, writer.index]) {
          const keys = this.#groupKeys(writer, names, c + 1, scope)
          const expect = (points: RawPoint[][]) =>
            expectedAnswer(this.#context.tiers, asked, keys, this.#contents(commitLog.marks[c], points, scope))
          const wanted = expect(sure)
          if (grown) wrong = between(answer, wanted, expect(sure.map((points, w) => [...points, ...later[w]])))
          else if (answer === null || wanted === null)
            wrong = answer === wanted ? undefined : `${answer === null ? 'is' : 'is not'} TIDEMARK_UNSERVABLE`
          else wrong = firstDifference(answer, wanted, keyOf)
          if (wrong === undefined) return
        }
      throw new Error(
        `query of ${metric} in [${from}, ${to}) by ${every?.name ?? maxWindows ?? 'one window'}: ${wrong}\n${answer?.plan}`,
      )
    }
    return done.then(check, error => {
      if (errorCode(error) !== 'TIDEMARK_UNSERVABLE') throw error
      check(null)
    })
  }

  /** The points that a query must show: the writer's own, and of the others what they have committed. */
  pointsFor(writer: WriterModel): RawPoint[][] {
    return this.#writers.map(other => (other === writer ? other.all() : other.committed()))
  }

  #contents(marks: MarksByWriter, points: RawPoint[][], scope: Scope): WriterContents[] {
    return this.#writers.map((writer, w) => {
      const groups = new Map<string, RawPoint[]>()
      for (const point of points[w]) {
        const key = groupOf(point.series, scope)
        if (key === undefined) continue
        const group = groups.get(key)
        if (group) group.push(point)
        else groups.set(key, [point])
      }
      return { marks: marksOf(this.#context, writer, marks), groups }
    })
  }

  /** The groups of a query, in order: of the writer's own series, and of those that other writers had committed by then. */
  #groupKeys(writer: WriterModel, index: readonly string[], commits: number, scope: Scope): string[] {
    if (!scope.by) return ['[]']
    const listed = this.#context.commitLog.series.slice(0, commits).flat()
    const others = listed.filter(one => one.writer !== writer.key).map(({ metric, tags }) => seriesName(metric, tags))
    const keys = new Set([...index, ...others].map(name => groupOf(name, scope)).filter(key => key !== undefined))
    return [...keys].sort((a, b) => compareKeys(a, b, scope.by!))
  }
}

function windowsOf(tiers: readonly Tier[], k: number, halves: number) {
  const { partition, name } = tiers[k]
  if (halves === 2) return partition
  const width = name.includes('(') ? 3_600_000 : partition.width
  return fixed((width * halves) / 2)
}

function groupOf(series: string, { metric, by = [], where = {} }: Scope): string | undefined {
  const [its, pairs] = JSON.parse(series) as [string, [string, string][]]
  if (its !== metric) return undefined
  const tags = new Map(pairs)
  const matches = Object.entries(where).every(
    ([tag, values]) => tags.has(tag) && [values].flat().includes(tags.get(tag)!),
  )
  return matches ? JSON.stringify(pairs.filter(([tag]) => by.includes(tag))) : undefined
}

function compareKeys(a: string, b: string, by: readonly string[]): number {
  const [mine, theirs] = [a, b].map(key => new Map(JSON.parse(key) as [string, string][]))
  for (const tag of by) {
    const [x, y] = [mine.get(tag), theirs.get(tag)]
    if (x === y) continue
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1
    return x < y ? -1 : 1
  }
  return 0
}

function keyOf(tags: GroupTags): string {
  return JSON.stringify(Object.entries(tags).sort())
}

/** Points that came while the query ran may show or not: each window holds at least the points before it, and at most those after it. */
function between(
  answer: Answer<any> | null,
  least: ExpectedAnswer | null,
  most: ExpectedAnswer | null,
): string | undefined {
  if (answer === null || least === null || most === null)
    return answer === least ? undefined : 'is or is not TIDEMARK_UNSERVABLE'
  if (answer.from !== least.from || answer.to !== least.to) return `covers [${answer.from}, ${answer.to})`
  for (const { tags, columns, status } of answer.groups) {
    const key = keyOf(tags)
    const [low, high] = [least, most].map(({ groups }) => groups.find(group => group.key === key))
    if (!low || !high) continue
    for (let w = 0; w < status.length; w++) {
      const n = status[w] === 0 ? 0 : columns.n[w]
      const [fewest, all] = [low.cells[w]?.n ?? 0, high.cells[w]?.n ?? 0]
      if (n < fewest || n > all) return `group ${key}, window ${least.starts[w]}: n is ${n}, not in [${fewest}, ${all}]`
    }
  }
  return undefined
}
