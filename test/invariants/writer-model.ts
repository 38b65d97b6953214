import { type Rollup, rollup, type Tags } from '../../src'
import type { Store } from '../../src/store/store'
import type { Tier } from '../../src/tier/ladder'
import { type CommitLog, ControlledStore, type MarksByWriter } from './controlled-store'
import { earliestAt, marksAfter, type TierMark, toTierMarks } from './marks-model'
import { KEPT, type RawPoint } from './oracle'
import { POLICIES, SERIES } from './policies'
import type { Script } from './script'

/** Why points were not taken. */
export type Refusal =
  | 'TIDEMARK_EXPIRED'
  | 'TIDEMARK_AHEAD'
  | 'TIDEMARK_BACKPRESSURE'
  | 'TIDEMARK_INVALID_VALUE'
  | 'TIDEMARK_INVALID_INSTANT'
  | 'TIDEMARK_INVALID_TAGS'

interface Batch {
  readonly points: readonly RawPoint[]
  readonly position: unknown
}

/** What all writers of a life share. */
export interface World {
  readonly script: Script
  readonly tiers: readonly Tier[]
  readonly inner: Store
  readonly commitLog: CommitLog
  readonly wrap: (store: Store) => Store
  now: number
}

/** A series by its name: metric and tags. */
export function nameOf(metric: string, tags: Tags): string {
  return JSON.stringify([metric, Object.entries(tags).sort()])
}

/** A writer's marks, of those of all. */
export function marksOf({ tiers }: World, { key }: WriterModel, marks: MarksByWriter): TierMark[] {
  return toTierMarks(tiers, marks[key])
}

/** A writer, and what is known of it without asking it. */
export class WriterModel {
  readonly writer: string
  api!: Rollup<typeof KEPT>
  store!: ControlledStore
  marks: TierMark[]
  earliest = -8.64e15
  /** Series by number. */
  index: string[] = []
  counted = { offered: 0, accepted: 0, expired: 0, rejected: 0, late: 0, overflowed: 0 }
  /** The latest time that advance was called with. */
  latest = Number.NEGATIVE_INFINITY
  /** Whether an advance failed half-way: its marks are then anything from what they were to where it went. */
  unsure = false
  #settled: RawPoint[] = []
  #batches: Batch[] = []
  #filling: RawPoint[] = []
  #base = 0
  #position: unknown = null
  readonly #world: World

  constructor(world: World, name: string) {
    this.#world = world
    this.writer = name
    this.marks = toTierMarks(world.tiers, undefined)
  }

  get key(): string {
    return `life/${this.writer}`
  }

  /** Opens a rollup on the store as it is now: what was not committed is forgotten. */
  async open(): Promise<void> {
    const { script, inner, commitLog, wrap, tiers } = this.#world
    const policy = POLICIES[script.policy]
    this.store = new ControlledStore(wrap(inner), commitLog, script.slowReads ? 3 : undefined)
    this.api = await rollup({
      aggregates: KEPT,
      tiers: policy.tiers,
      sealDelay: policy.sealDelay,
      store: this.store,
      name: 'life',
      writer: this.writer,
      maxAhead: policy.tick * 8,
      maxSeries: script.maxSeries,
      maxPending: script.maxPending,
      invalid: script.skip ? 'skip' : 'throw',
      clock: () => this.#world.now,
    })
    this.#position = this.position()
    this.#settled = this.committed()
    this.#batches = []
    this.#filling = []
    this.#base = this.#deltas()
    this.marks = toTierMarks(tiers, commitLog.latest[this.key])
    this.unsure = false
    this.earliest = Math.min(...this.marks.map(({ dropped }) => dropped))
    this.index = []
    for await (const { metric, tags } of inner.series({ writer: this.key })) this.index.push(nameOf(metric, tags))
    this.counted = { offered: 0, accepted: 0, expired: 0, rejected: 0, late: 0, overflowed: 0 }
  }

  /** Every point that was accepted, in order. */
  all(): RawPoint[] {
    return [...this.#settled, ...this.#batches.flatMap(({ points }) => points), ...this.#filling]
  }

  /** The points whose commit the store has. */
  committed(): RawPoint[] {
    return [...this.#settled, ...this.#applied().flatMap(({ points }) => points)]
  }

  /** The position of the last commit that the store has. */
  position(): unknown {
    return this.#applied().findLast(({ position }) => position !== undefined)?.position ?? this.#position
  }

  /** Where a point of a life's series counts: its own series, or the overflow one; undefined where there is no room. */
  target(series: number, index = this.index): string | undefined {
    const { metric, tags } = SERIES[series]
    const name = nameOf(metric, tags)
    if (index.includes(name)) return name
    const overflow = nameOf(metric, { overflow: 'true' })
    const overflows = index.filter(isOverflow).length
    const found = index.length - overflows < this.#world.script.maxSeries ? name : overflow
    if (index.includes(found)) return found
    if (found === overflow && overflows >= this.#world.script.maxSeries) return undefined
    index.push(found)
    return found
  }

  /** Whether so many rows more would be too many: what the head holds may always grow. */
  hasRoom(points: readonly RawPoint[], pending: number): boolean {
    const known = new Set(this.#filling.map(point => this.#rowOf(point)))
    const fresh = new Set(points.map(point => this.#rowOf(point)).filter(row => !known.has(row)))
    return pending + fresh.size <= this.#world.script.maxPending
  }

  accept(points: readonly RawPoint[], sealed: number): void {
    this.#filling.push(...points)
    this.counted.offered += points.length
    this.counted.accepted += points.length
    this.counted.late += points.filter(({ time }) => time < sealed).length
  }

  refuse(code: Refusal, points: number): void {
    this.counted.offered += points
    if (code === 'TIDEMARK_EXPIRED') this.counted.expired += points
    else this.counted.rejected += points
  }

  /** A flush begins: gives how many commits of points the store must have when it is done. */
  freeze(position?: unknown): number {
    if (this.#filling.length > 0 || position !== undefined) this.#batches.push({ points: this.#filling, position })
    this.#filling = []
    return this.#base + this.#batches.length
  }

  /** Everything was committed, in commits that were not counted. */
  settle(): void {
    this.#position = this.position()
    this.#settled = this.all()
    this.#batches = []
    this.#filling = []
    this.#base = this.#deltas()
  }

  /** An advance is called. */
  advance(now: number): void {
    this.earliest = Math.max(this.earliest, earliestAt(this.#world.tiers, this.marks, now))
    this.latest = Math.max(this.latest, now)
  }

  /** What the marks are once an advance is done. */
  marksAfter(now: number): TierMark[] {
    return marksAfter(this.#world.tiers, this.marks, now, POLICIES[this.#world.script.policy].sealDelay)
  }

  /** Takes the marks that a failed advance came to, if it could. */
  takeMarks(marks: TierMark[]): void {
    const most = this.marksAfter(this.latest)
    marks.forEach(({ sealed, dropped }, k) => {
      const early = sealed > most[k].sealed || dropped > most[k].dropped
      const held = k + 1 === marks.length || dropped <= Math.max(marks[k + 1].sealed, -8.64e15)
      if (early || !held)
        throw new Error(`an advance that failed left ${JSON.stringify(marks)}; whole it gives ${JSON.stringify(most)}`)
    })
    this.marks = marks
  }

  /** How many rows wait, where no commit is under way. */
  rowsPending(): number {
    const waiting = [...this.#batches.slice(this.#applied().length).map(({ points }) => points), this.#filling]
    return waiting.reduce((rows, points) => rows + new Set(points.map(point => this.#rowOf(point))).size, 0)
  }

  #rowOf({ series, time }: RawPoint): string {
    return `${series} ${this.#world.tiers[0].partition.startOf(time)}`
  }

  #applied(): Batch[] {
    return this.#batches.slice(0, this.#deltas() - this.#base)
  }

  #deltas(): number {
    return this.#world.commitLog.deltas[this.key] ?? 0
  }
}

function isOverflow(name: string): boolean {
  return name.endsWith('[["overflow","true"]]]')
}
