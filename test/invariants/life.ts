import { setImmediate as turn } from 'node:timers/promises'
import { type Answer, type Ask, fixed, linear, memoryStore, next, previous, TidemarkError, type Tags, zero } from '../../src'
import type { Store } from '../../src/store/store'
import { type Tier, toLadder } from '../../src/tier/ladder'
import { type Asked, difference, type Expected, expectedOf, type Showing } from './answers'
import { type TierMark, toTierMarks } from './marks-model'
import { Chronicle, type MarksByWriter } from './moody-store'
import { KEPT, type RawPoint } from './oracle'
import { type Cast, type Command, POLICIES, SERIES, type Script, type Wish } from './script'
import { nameOf, type Refusal, WriterModel, type World } from './writer-model'

/** What a life amounted to. */
export interface Lived {
  readonly commands: number
  readonly answers: number
}

type Scope = Pick<Ask<any>, 'metric' | 'by' | 'where'>

const FILLERS = { zero, previous, next, linear }

/** Lives a life; throws where an answer, a count, a mark or a position is not what the raw points and the policy say. */
export async function live(script: Script, wrap: (store: Store) => Store = store => store): Promise<Lived> {
  const life = new Life(script, wrap)
  await life.begin()
  for (const [c, command] of script.commands.entries()) await life.act(command, `command ${c}, ${JSON.stringify(command)}`)
  await life.end()
  return { commands: script.commands.length, answers: life.answers }
}

class Life {
  answers = 0
  readonly #world: World
  readonly #writers: WriterModel[]
  /** What was begun and not awaited, by writer; questions apart. */
  #underWay = new Set<Promise<void>>()
  #asking = new Set<Promise<void>>()
  #fault: unknown

  constructor(script: Script, wrap: (store: Store) => Store) {
    const { tiers, lateness, start } = POLICIES[script.policy]
    const inner = memoryStore()
    this.#world = { script, tiers: toLadder(tiers, lateness), inner, chronicle: new Chronicle(), wrap, now: start }
    this.#writers = Array.from({ length: script.writers }, (_, w) => new WriterModel(this.#world, `w${w}`))
  }

  async begin(): Promise<void> {
    for (const writer of this.#writers) await writer.open()
  }

  async act(command: Command, where: string): Promise<void> {
    const writer = this.#writers[command.w % this.#writers.length]
    try {
      await this.#do(writer, command)
      this.#compareStats(writer)
      if (this.#fault !== undefined) throw this.#fault
    } catch (error) {
      throw new Error(`${where}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }

  async end(): Promise<void> {
    await this.#settle()
    for (const writer of this.#writers) {
      writer.store.moods.length = 0
      await this.#advance(writer, 0, true)
    }
    await this.#settle()
    for (const writer of this.#writers) await this.#audit(writer)
    if (this.#fault !== undefined) throw this.#fault
  }

  #do(writer: WriterModel, command: Command): Promise<void> | void {
    switch (command.do) {
      case 'add':
      case 'handle':
        return this.#add(writer, command.cast, command.do === 'handle')
      case 'columns':
        return this.#addColumns(writer, command.series, inOrder(command))
      case 'many':
        return this.#addMany(writer, command.casts)
      case 'load':
        return this.#load(writer, command.casts, cast => this.#pointOf(cast))
      case 'load columns':
        return this.#loadColumns(writer, command.series, inOrder(command))
      case 'faulty':
        return this.#offerFaulty(writer, command.how, command.batch)
      case 'flush':
        return this.#flush(writer, command.wait, command.position)
      case 'advance':
        return this.#advance(writer, command.by, command.wait)
      case 'ask':
        return this.#wish(writer, command.wish, command.wait)
      case 'mood':
        writer.store.moods.push(command.mood)
        return
      case 'release':
        writer.store.release()
        return
      case 'settle':
        return this.#settle()
      case 'reopen':
        return this.#reopen(writer, command.how)
    }
  }

  #timeOf({ ago }: Cast): number {
    return this.#world.now - ago * POLICIES[this.#world.script.policy].tick
  }

  #pointOf(cast: Cast): { metric: string; tags: Tags; time: number; value: number } {
    return { ...SERIES[cast.series], time: this.#timeOf(cast), value: cast.value }
  }

  #add(writer: WriterModel, cast: Cast, byHandle: boolean): void {
    const point = this.#pointOf(cast)
    const make = () => {
      if (!byHandle) return writer.api.add(point)
      const handle = writer.api.series(point.metric, point.tags)
      handle.add(point.value, point.time)
    }
    this.#offer(writer, [cast], make, byHandle)
  }

  #addColumns(writer: WriterModel, series: number, casts: readonly Cast[]): void {
    const mine = casts.map(cast => ({ ...cast, series }))
    const times = mine.map(cast => this.#timeOf(cast))
    const values = mine.map(({ value }) => value)
    const { metric, tags } = SERIES[series]
    const typed = times[0] % 2 === 0
    const columns = typed ? [Float64Array.from(times), Float64Array.from(values)] : [times, values]
    this.#offer(writer, mine, () => writer.api.series(metric, tags).addColumns(columns[0], columns[1]), true)
  }

  #addMany(writer: WriterModel, casts: readonly Cast[]): void {
    this.#offer(writer, casts, () => writer.api.addMany(casts.map(cast => this.#pointOf(cast))), false)
  }

  /** Offers points as one batch, and compares what becomes of them with what the policy says. */
  #offer(writer: WriterModel, casts: readonly Cast[], add: () => void, byHandle: boolean): void {
    const { skip } = this.#world.script
    const { pending, sealed } = writer.api.stats()
    const index = [...writer.index]
    const old = casts.filter(cast => this.#timeOf(cast) < writer.earliest)
    const good = old.length === 0 || skip ? casts.filter(cast => !old.includes(cast)) : []
    const registers = byHandle ? casts.slice(0, 1) : good
    const roomless = registers.map(({ series }) => writer.target(series, index)).includes(undefined)
    const points = good.map((cast): RawPoint => ({ series: writer.target(cast.series, [...index])!, time: this.#timeOf(cast), value: cast.value }))
    const code = threw(add)
    if (roomless && byHandle) return same('the error', code, 'TIDEMARK_BACKPRESSURE') // the handle was not had, nothing was offered
    const wanted = old.length > 0 && !skip ? 'TIDEMARK_EXPIRED' : roomless || !writer.hasRoom(points, pending) ? 'TIDEMARK_BACKPRESSURE' : undefined
    same('the error', code, wanted)
    if (wanted !== undefined) writer.refuse(wanted, casts.length)
    if (wanted === undefined || byHandle) writer.index = index
    if (wanted !== undefined) return
    writer.accept(points, Object.values(sealed)[0] ?? -8.64e15)
    writer.refuse('TIDEMARK_EXPIRED', old.length)
    const own = casts.filter(cast => good.includes(cast))
    own.forEach(({ series }, p) => {
      if (points[p].series !== nameOf(SERIES[series].metric, SERIES[series].tags)) writer.counted.overflowed++
    })
  }

  #offerFaulty(writer: WriterModel, how: string, batch: boolean): void {
    const { metric } = SERIES[0]
    const { now, script } = this.#world
    if (how === 'old' && writer.earliest < -1e15) return
    const [code, point] = {
      value: ['TIDEMARK_INVALID_VALUE', { metric, value: Number.NaN, time: now }],
      time: ['TIDEMARK_INVALID_INSTANT', { metric, value: 1, time: now + 0.5 }],
      tags: ['TIDEMARK_INVALID_TAGS', { metric, value: 1, time: now, tags: { a: 1 as unknown as string } }],
      ahead: ['TIDEMARK_AHEAD', { metric, value: 1, time: now + POLICIES[script.policy].tick * 8 + 1 }],
      old: ['TIDEMARK_EXPIRED', { metric, value: 1, time: writer.earliest - 1 }],
    }[how] as [Refusal, { metric: string; value: number; time: number }]
    const offered = batch ? [point, point] : [point]
    same('the error', threw(() => (batch ? writer.api.addMany(offered) : writer.api.add(point))), script.skip ? undefined : code)
    writer.refuse(code, offered.length)
  }

  async #load(writer: WriterModel, casts: readonly Cast[], item: (cast: Cast) => any): Promise<void> {
    await this.#loadAll(writer, casts, casts.map(item), false)
  }

  async #loadColumns(writer: WriterModel, series: number, casts: readonly Cast[]): Promise<void> {
    const mine = casts.map(cast => ({ ...cast, series }))
    const columns = { ...SERIES[series], times: mine.map(cast => this.#timeOf(cast)), values: mine.map(({ value }) => value) }
    await this.#loadAll(writer, mine, [columns], true)
  }

  /** Loads in peace: what is taken is the points in order, up to the first that is refused. */
  async #loadAll(writer: WriterModel, casts: readonly Cast[], items: readonly any[], byHandle: boolean): Promise<void> {
    await this.#settle()
    writer.store.moods.length = 0
    await this.#flush(writer, true)
    const before = writer.api.stats()
    let code: string | undefined
    try {
      await writer.api.load(items)
    } catch (error) {
      code = codeOf(error)
    }
    const after = writer.api.stats()
    const { skip } = this.#world.script
    const accepted = after.accepted - before.accepted
    const fine = casts.filter(cast => this.#timeOf(cast) >= writer.earliest)
    if (code === undefined) same('how many points a load takes', accepted, fine.length)
    else if (skip || fine.length === casts.length) same('the error', code, 'TIDEMARK_BACKPRESSURE')
    if (byHandle) writer.target(casts[0].series)
    const taken = fine.slice(0, accepted).map((cast): RawPoint => {
      return { series: writer.target(cast.series)!, time: this.#timeOf(cast), value: cast.value }
    })
    writer.accept(taken, Object.values(before.sealed)[0] ?? -8.64e15)
    writer.counted.offered = after.offered
    writer.counted.expired = after.expired
    writer.counted.rejected = total(after.rejected)
    writer.counted.overflowed = after.overflowed
    await writer.api.flush()
    writer.settle()
  }

  #flush(writer: WriterModel, wait: boolean, position?: number): Promise<void> {
    const { store, api } = writer
    const said = position === undefined ? undefined : { at: position }
    const failures = store.failures
    const done = api.flush({ position: said })
    const wanted = writer.freeze(position === undefined ? undefined : { at: position })
    if (said) said.at = -1 // its owner goes on with it
    const check = done.then(
      () => {
        if (writer.api !== api) return
        if ((this.#world.chronicle.deltas[writer.key] ?? 0) < wanted) throw new Error('a flush resolved before its points were committed')
        same('the position', JSON.stringify(api.position), JSON.stringify(writer.position()))
      },
      error => this.#failed(writer, api, error, store.failures > failures),
    )
    return this.#start(check, wait)
  }

  #advance(writer: WriterModel, by: number, wait: boolean): Promise<void> {
    const { store, api } = writer
    const at = this.#world.now + by * POLICIES[this.#world.script.policy].tick
    this.#world.now = Math.max(this.#world.now, at)
    const failures = store.failures
    const done = api.advance(at)
    writer.freeze()
    writer.advance(at)
    const check = done.then(
      ({ blocked }) => {
        if (writer.api !== api) return
        same('what is held back', blocked.length, 0)
        if (writer.latest <= at) writer.unsure = false
        writer.marks = writer.unsure ? this.#marksOf(writer, this.#world.chronicle.latest) : writer.marksAfter(at)
      },
      error => {
        this.#failed(writer, api, error, store.failures > failures)
        if (writer.api === api) writer.unsure = true
      },
    )
    return this.#start(check, wait)
  }

  #failed(writer: WriterModel, api: unknown, error: unknown, injected: boolean): void {
    const code = codeOf(error)
    if (writer.api !== api && code === 'TIDEMARK_FENCED') return
    if (!injected || code !== 'TIDEMARK_STORE') throw error
  }

  #wish(writer: WriterModel, wish: Wish, wait: boolean): Promise<void> {
    const { now, script, tiers } = this.#world
    const { tick } = POLICIES[script.policy]
    const from = now - wish.ago * tick
    const { every, metric, by, where, top, fill } = wish
    const range = { from, to: from + wish.length * tick }
    const partition = every && 'k' in every ? windowsOf(tiers, every.k % tiers.length, every.halves) : undefined
    const points = every && 'points' in every ? every.points : undefined
    const asked: Asked = { ...range, every: partition, points, top: by && top, fill }
    return this.#ask(writer, asked, { metric, by, where }, wait)
  }

  #ask(writer: WriterModel, asked: Asked, scope: Scope, wait: boolean): Promise<void> {
    const { chronicle } = this.#world
    const { from, to, every, points, top, fill } = asked
    const { metric, by, where } = scope
    const began = chronicle.marks.length - 1
    const sure = this.#pointsFor(writer)
    const index = [...writer.index]
    const done = writer.api.query({
      metric,
      by,
      where,
      from,
      to,
      every,
      points,
      top: top === undefined ? undefined : { n: top, by: 'n' },
      fill: fill && FILLERS[fill](),
      select: r =>
        fill
          ? { n: r.n, sum: r.sum, last: r.last }
          : {
              n: r.n,
              sum: r.sum,
              min: r.min,
              max: r.max,
              mean: r.mean,
              first: r.first,
              last: r.last,
              variance: r.moments.variance,
              low: r.digest.quantile(0.25),
              median: r.digest.quantile(0.5),
              high: r.digest.quantile(0.75),
            },
    } as Ask<typeof KEPT, any>)
    const check = (answer: Answer<any> | null) => {
      this.answers++
      const later = this.#pointsFor(writer).map((points, w) => points.slice(sure[w].length))
      const grown = later.some(points => points.length > 0)
      let wrong: string | undefined
      // What was committed, and which series were new, while it was answered may show or not.
      for (let c = began; c < chronicle.marks.length; c++)
        for (const names of index.length === writer.index.length ? [index] : [index, writer.index]) {
          const keys = this.#groupKeys(writer, names, c + 1, scope)
          const expect = (points: RawPoint[][]) =>
            expectedOf(this.#world.tiers, asked, keys, this.#showings(chronicle.marks[c], points, scope))
          const wanted = expect(sure)
          if (grown) wrong = between(answer, wanted, expect(sure.map((points, w) => [...points, ...later[w]])))
          else if (answer === null || wanted === null)
            wrong = answer === wanted ? undefined : `${answer === null ? 'is' : 'is not'} TIDEMARK_UNSERVABLE`
          else wrong = difference(answer, wanted, keyOf)
          if (wrong === undefined) return
        }
      throw new Error(`asked for ${metric} in [${from}, ${to}) by ${every?.name ?? points ?? 'one window'}: ${wrong}\n${answer?.plan}`)
    }
    const checked = done.then(check, error => {
      if (codeOf(error) !== 'TIDEMARK_UNSERVABLE') throw error
      check(null)
    })
    const kept = this.#keep(this.#asking, checked)
    // A question needs no commit to be done: it is awaited while the store holds one back.
    return wait ? kept : Promise.resolve()
  }

  /** The points that a query must show: the writer's own, and of the others what they have committed. */
  #pointsFor(writer: WriterModel): RawPoint[][] {
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
      return { marks: this.#marksOf(writer, marks), groups }
    })
  }

  /** The groups of a question in order: of the writer's own series, and of those that others had committed by then. */
  #groupKeys(writer: WriterModel, index: readonly string[], commits: number, scope: Scope): string[] {
    if (!scope.by) return ['[]']
    const listed = this.#world.chronicle.series.slice(0, commits).flat()
    const others = listed.filter(one => one.writer !== writer.key).map(({ metric, tags }) => nameOf(metric, tags))
    const keys = new Set([...index, ...others].map(name => groupOf(name, scope)).filter(key => key !== undefined))
    return [...keys].sort((a, b) => compareKeys(a, b, scope.by!))
  }

  #marksOf(writer: WriterModel, marks: MarksByWriter): TierMark[] {
    return toTierMarks(this.#world.tiers, marks[writer.key])
  }

  async #reopen(writer: WriterModel, how: 'close' | 'abandon'): Promise<void> {
    await this.#settleAll(this.#asking)
    if (how === 'close') {
      await this.#settle()
      writer.store.moods.length = 0
      writer.freeze()
      await writer.api.close()
      await writer.api.close()
    }
    const { store } = writer
    await writer.open()
    store.release()
    same('the position', JSON.stringify(writer.api.position), JSON.stringify(writer.position()))
  }

  #start(check: Promise<void>, wait: boolean): Promise<void> {
    const kept = this.#keep(this.#underWay, check)
    return wait ? this.#driven(kept) : Promise.resolve()
  }

  #keep(among: Set<Promise<void>>, check: Promise<void>): Promise<void> {
    const kept = check
      .catch(error => {
        this.#fault ??= error
      })
      .finally(() => among.delete(kept))
    among.add(kept)
    return kept
  }

  /** Awaits while the stores let go of whatever they hold. */
  async #driven(promise: Promise<unknown>): Promise<void> {
    let done = false
    promise.finally(() => {
      done = true
    })
    while (!done) {
      for (const { store } of this.#writers) store.release()
      await turn()
    }
  }

  async #settleAll(among: Set<Promise<void>>): Promise<void> {
    await this.#driven(Promise.all(among))
  }

  /** All that was begun ends; then the marks, the positions and what is pending are what the policy says. */
  async #settle(): Promise<void> {
    await this.#settleAll(this.#underWay)
    await this.#settleAll(this.#asking)
    for (const writer of this.#writers) {
      const marks = this.#marksOf(writer, this.#world.chronicle.latest)
      if (writer.unsure) writer.takeMarks(marks)
      same(`the marks of ${writer.writer}`, JSON.stringify(marks.map(bare)), JSON.stringify(writer.marks.map(bare)))
    }
  }

  #compareStats(writer: WriterModel): void {
    const { offered, accepted, expired, rejected, late, overflowed, series, pending } = writer.api.stats()
    const { maxPending, maxSeries } = this.#world.script
    const counted = { offered, accepted, expired, rejected: total(rejected), late, overflowed }
    same('what is counted', JSON.stringify(counted), JSON.stringify(writer.counted))
    same('conservation', offered, accepted + total(rejected) + expired)
    same('how many series there are', series, writer.index.length)
    if (pending > maxPending) throw new Error(`${pending} rows are pending, more than ${maxPending}`)
    if (series > 2 * maxSeries) throw new Error(`${series} series, more than twice ${maxSeries}`)
    if (this.#underWay.size === 0 && writer.store.failures === 0) same('what is pending', pending, writer.rowsPending())
  }

  /** At the end of a life: every tier's own rows, by asking for its windows; and no row is left of what was dropped. */
  async #audit(writer: WriterModel): Promise<void> {
    const { tiers, inner } = this.#world
    for (const [k, { partition, name }] of tiers.entries()) {
      const times = this.#pointsFor(writer).flat().map(({ time }) => time)
      if (times.length === 0) continue
      const dropped = Math.max(...this.#writers.map(({ marks }) => marks[k].dropped))
      const from = Math.max(dropped, Math.min(...times))
      const to = Math.max(from + 1, Math.max(...times) + 1)
      if ((to - from) / partition.width < 20_000)
        for (const metric of ['m', 'k'])
          await this.#ask(writer, { from, to, every: partition, points: undefined, top: undefined, fill: undefined }, { metric, by: ['a', 'b'] }, true)
      for await (const row of inner.read({ writer: writer.key, tier: name, from: -8.64e15, to: 8.64e15 }))
        if (row.start < writer.marks[k].dropped) throw new Error(`a row of ${name} at ${row.start} outlived its drop up to ${writer.marks[k].dropped}`)
    }
  }
}

function inOrder({ casts, sorted }: { casts: readonly Cast[]; sorted: boolean }): readonly Cast[] {
  return sorted ? [...casts].sort((a, b) => b.ago - a.ago) : casts
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
  const matches = Object.entries(where).every(([tag, values]) => tags.has(tag) && [values].flat().includes(tags.get(tag)!))
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

function keyOf(tags: Tags): string {
  return JSON.stringify(Object.entries(tags).sort())
}

/** Points that came while the question was answered may be there or not, each window at least as full as before and at most as now. */
function between(answer: Answer<any> | null, least: Expected | null, most: Expected | null): string | undefined {
  if (answer === null || least === null || most === null) return answer === least ? undefined : 'is or is not TIDEMARK_UNSERVABLE'
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

function bare({ sealed, dropped }: TierMark): TierMark {
  return { sealed, dropped }
}

function total(rejected: Readonly<Record<string, number | undefined>>): number {
  return Object.values(rejected).reduce<number>((sum, n) => sum + (n ?? 0), 0)
}

function threw(run: () => void): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return codeOf(error)
  }
}

function codeOf(error: unknown): string {
  if (error instanceof TidemarkError) return error.code
  throw error
}

function same<T>(what: string, got: T, wanted: T): void {
  if (!Object.is(got, wanted)) throw new Error(`${what} is ${got} instead of ${wanted}`)
}
