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
} from '../../src'
import type { Tier } from '../../src/tier/ladder'
import { type Asked, difference, type Expected, expectedOf, type Showing } from './answers'
import type { MarksByWriter } from './controlled-store'
import type { KEPT, RawPoint } from './oracle'
import { POLICIES } from './policies'
import { codeOf } from './same'
import type { Wish } from './script'
import { marksOf, nameOf, type World, type WriterModel } from './writer-model'

type Scope = Pick<QueryOptions<any>, 'metric' | 'by' | 'where'>

const FILLERS = { zero, previous, next, linear }

const selectFew = (r: Readings<typeof KEPT>) => ({ n: r.n, sum: r.sum, last: r.last })

const selectAll = ({ moments, digest, ...r }: Readings<typeof KEPT>) => ({
  ...r,
  variance: moments.variance,
  low: digest.quantile(0.25),
  median: digest.quantile(0.5),
  high: digest.quantile(0.75),
})

/** Asks, and compares each answer with the raw points as they were when it was asked. */
export class Asking {
  answers = 0
  readonly #world: World
  readonly #writers: readonly WriterModel[]

  constructor(world: World, writers: readonly WriterModel[]) {
    this.#world = world
    this.#writers = writers
  }

  wish(writer: WriterModel, wish: Wish): Promise<void> {
    const { now, script, tiers } = this.#world
    const { tick } = POLICIES[script.policy]
    const from = now - wish.ago * tick
    const { every, metric, by, where, top, fill } = wish
    const range = { from, to: from + wish.length * tick }
    const partition = every && 'k' in every ? windowsOf(tiers, every.k % tiers.length, every.halves) : undefined
    const points = every && 'points' in every ? every.points : undefined
    const asked: Asked = { ...range, every: partition, points, top: by && top, fill }
    return this.ask(writer, asked, { metric, by, where })
  }

  ask(writer: WriterModel, asked: Asked, scope: Scope): Promise<void> {
    const { commitLog } = this.#world
    const { from, to, every, points, top, fill } = asked
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
      maxWindows: points,
      top: top === undefined ? undefined : { n: top, by: 'n' },
      fill: fill && FILLERS[fill](),
      select: fill ? selectFew : selectAll,
    } as QueryOptions<typeof KEPT, any>)
    const check = (answer: Answer<any> | null) => {
      this.answers++
      const later = this.pointsFor(writer).map((points, w) => points.slice(sure[w].length))
      const grown = later.some(points => points.length > 0)
      let wrong: string | undefined
      // What was committed, and which series were new, while it was answered may show or not.
      for (let c = began; c < commitLog.marks.length; c++)
        for (const names of index.length === writer.index.length ? [index] : [index, writer.index]) {
          const keys = this.#groupKeys(writer, names, c + 1, scope)
          const expect = (points: RawPoint[][]) =>
            expectedOf(this.#world.tiers, asked, keys, this.#showings(commitLog.marks[c], points, scope))
          const wanted = expect(sure)
          if (grown) wrong = between(answer, wanted, expect(sure.map((points, w) => [...points, ...later[w]])))
          else if (answer === null || wanted === null)
            wrong = answer === wanted ? undefined : `${answer === null ? 'is' : 'is not'} TIDEMARK_UNSERVABLE`
          else wrong = difference(answer, wanted, keyOf)
          if (wrong === undefined) return
        }
      throw new Error(
        `asked for ${metric} in [${from}, ${to}) by ${every?.name ?? points ?? 'one window'}: ${wrong}\n${answer?.plan}`,
      )
    }
    return done.then(check, error => {
      if (codeOf(error) !== 'TIDEMARK_UNSERVABLE') throw error
      check(null)
    })
  }

  /** The points that a query must show: the writer's own, and of the others what they have committed. */
  pointsFor(writer: WriterModel): RawPoint[][] {
    return this.#writers.map(other => (other === writer ? other.all() : other.committed()))
  }

  #showings(marks: MarksByWriter, points: RawPoint[][], scope: Scope): Showing[] {
    return this.#writers.map((writer, w) => {
      const groups = new Map<string, RawPoint[]>()
      for (const point of points[w]) {
        const key = groupOf(point.series, scope)
        if (key === undefined) continue
        const group = groups.get(key)
        if (group) group.push(point)
        else groups.set(key, [point])
      }
      return { marks: marksOf(this.#world, writer, marks), groups }
    })
  }

  /** The groups of a question in order: of the writer's own series, and of those that others had committed by then. */
  #groupKeys(writer: WriterModel, index: readonly string[], commits: number, scope: Scope): string[] {
    if (!scope.by) return ['[]']
    const listed = this.#world.commitLog.series.slice(0, commits).flat()
    const others = listed.filter(one => one.writer !== writer.key).map(({ metric, tags }) => nameOf(metric, tags))
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

/** Points that came while the question was answered may be there or not, each window at least as full as before and at most as now. */
function between(answer: Answer<any> | null, least: Expected | null, most: Expected | null): string | undefined {
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
