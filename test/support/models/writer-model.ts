import { type Rollup, rollup, type Tags } from '../../../src'
import type { Store } from '../../../src/store/store'
import type { Tier } from '../../../src/tier/ladder'
import { type CommitLog, ControlledStore, type MarksByWriter } from '../simulation/controlled-store'
import { SCENARIOS, SERIES } from '../simulation/scenarios'
import type { Workload } from '../simulation/workload'
import { earliestAt, marksAfter, type TierMark, toTierMarks } from './marks-model'
import { AGGREGATES, type RawPoint } from './raw-points'

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

/** What all writers of a simulation share. */
export interface SimulationContext {
  readonly workload: Workload
  readonly tiers: readonly Tier[]
  readonly inner: Store
  readonly commitLog: CommitLog
  readonly wrap: (store: Store) => Store
  now: number
}

/** A series by its name: metric and tags. */
export function seriesName(metric: string, tags: Tags): string {
  return JSON.stringify([metric, Object.entries(tags).sort()])
}

/** The marks of one writer, out of those of all writers. */
export function marksOf({ tiers }: SimulationContext, { key }: WriterModel, marks: MarksByWriter): TierMark[] {
  return toTierMarks(tiers, marks[key])
}

/** A writer, and what follows from the commands alone, without asking the library. */
export class WriterModel {
  readonly writer: string
  api!: Rollup<typeof AGGREGATES>
  store!: ControlledStore
  marks: TierMark[]
  earliest = -8.64e15
  /** Series by number. */
  index: string[] = []
  counted = { offered: 0, accepted: 0, expired: 0, rejected: 0, late: 0, overflowed: 0 }
  /** The latest time that advance was called with. */
  latest = Number.NEGATIVE_INFINITY
  /** Whether an advance failed: the marks are then anywhere between those before it and those after it. */
  marksUnknown = false
  #earlier: RawPoint[] = []
  #batches: Batch[] = []
  #filling: RawPoint[] = []
  #base = 0
  #position: unknown = null
  readonly #context: SimulationContext

  constructor(context: SimulationContext, name: string) {
    this.#context = context
    this.writer = name
    this.marks = toTierMarks(context.tiers, undefined)
  }

  get key(): string {
    return `simulation/${this.writer}`
  }

  /** Opens a rollup on the store as it is now. Points that were not committed are lost. */
  async open(): Promise<void> {
    const { workload, inner, commitLog, wrap, tiers } = this.#context
    const scenario = SCENARIOS[workload.scenario]
    this.store = new ControlledStore(wrap(inner), commitLog, workload.slowReads ? 3 : undefined)
    this.api = await rollup({
      aggregates: AGGREGATES,
      tiers: scenario.tiers,
      sealDelay: scenario.sealDelay,
      store: this.store,
      name: 'simulation',
      writer: this.writer,
      maxAhead: scenario.tick * 8,
      maxSeries: workload.maxSeries,
      maxPending: workload.maxPending,
      invalid: workload.skip ? 'skip' : 'throw',
      clock: () => this.#context.now,
    })
    this.#position = this.position()
    this.#earlier = this.committed()
    this.#batches = []
    this.#filling = []
    this.#base = this.#deltas()
    this.marks = toTierMarks(tiers, commitLog.latest[this.key])
    this.marksUnknown = false
    this.earliest = Math.min(...this.marks.map(({ dropped }) => dropped))
    this.index = []
    for await (const { metric, tags } of inner.series({ writer: this.key })) this.index.push(seriesName(metric, tags))
    this.counted = { offered: 0, accepted: 0, expired: 0, rejected: 0, late: 0, overflowed: 0 }
  }

  /** Every point that was accepted, in order. */
  all(): RawPoint[] {
    return [...this.#earlier, ...this.#batches.flatMap(({ points }) => points), ...this.#filling]
  }

  /** The points whose commit the store has. */
  committed(): RawPoint[] {
    return [...this.#earlier, ...this.#applied().flatMap(({ points }) => points)]
  }

  /** The position of the last commit that the store has. */
  position(): unknown {
    return this.#applied().findLast(({ position }) => position !== undefined)?.position ?? this.#position
  }

  /** The series that a point counts into: its own, or the overflow series; undefined if there is no room for either. */
  target(series: number, index = this.index): string | undefined {
    const { metric, tags } = SERIES[series]
    const name = seriesName(metric, tags)
    if (index.includes(name)) return name
    const overflow = seriesName(metric, { overflow: 'true' })
    const overflows = index.filter(isOverflow).length
    const found = index.length - overflows < this.#context.workload.maxSeries ? name : overflow
    if (index.includes(found)) return found
    if (found === overflow && overflows >= this.#context.workload.maxSeries) return undefined
    index.push(found)
    return found
  }

  /** Whether the rows of these points fit into `maxPending`. A row that is already pending always takes more points. */
  hasRoom(points: readonly RawPoint[], pending: number): boolean {
    const known = new Set(this.#filling.map(point => this.#rowOf(point)))
    const fresh = new Set(points.map(point => this.#rowOf(point)).filter(row => !known.has(row)))
    return pending + fresh.size <= this.#context.workload.maxPending
  }

  accept(points: readonly RawPoint[], sealed: number): void {
    this.#filling.push(...points)
    this.counted.offered += points.length
    this.counted.accepted += points.length
    this.counted.late += points.filter(({ time }) => time < sealed).length
  }

  reject(code: Refusal, points: number): void {
    this.counted.offered += points
    if (code === 'TIDEMARK_EXPIRED') this.counted.expired += points
    else this.counted.rejected += points
  }

  /** Begins a flush. Returns how many commits of points the store must hold when it resolves. */
  freeze(position?: unknown): number {
    if (this.#filling.length > 0 || position !== undefined) this.#batches.push({ points: this.#filling, position })
    this.#filling = []
    return this.#base + this.#batches.length
  }

  /** Everything was committed, in commits that the model does not count. */
  commitAll(): void {
    this.#position = this.position()
    this.#earlier = this.all()
    this.#batches = []
    this.#filling = []
    this.#base = this.#deltas()
  }

  /** Begins an advance. */
  advance(now: number): void {
    this.earliest = Math.max(this.earliest, earliestAt(this.#context.tiers, this.marks, now))
    this.latest = Math.max(this.latest, now)
  }

  /** The marks after an advance has resolved. */
  marksAfter(now: number): TierMark[] {
    return marksAfter(this.#context.tiers, this.marks, now, SCENARIOS[this.#context.workload.scenario].sealDelay)
  }

  /** Takes over the marks that a failed advance left behind, if it could have come to them. */
  takeMarks(marks: TierMark[]): void {
    const furthest = this.marksAfter(this.latest)
    marks.forEach(({ sealed, dropped }, k) => {
      const early = sealed > furthest[k].sealed || dropped > furthest[k].dropped
      const held = k + 1 === marks.length || dropped <= Math.max(marks[k + 1].sealed, -8.64e15)
      if (early || !held)
        throw new Error(
          `an advance that failed left ${JSON.stringify(marks)}; complete, it leads to ${JSON.stringify(furthest)}`,
        )
    })
    this.marks = marks
  }

  /** How many rows are pending while no commit is under way. */
  rowsPending(): number {
    const waiting = [...this.#batches.slice(this.#applied().length).map(({ points }) => points), this.#filling]
    return waiting.reduce((rows, points) => rows + new Set(points.map(point => this.#rowOf(point))).size, 0)
  }

  #rowOf({ series, time }: RawPoint): string {
    return `${series} ${this.#context.tiers[0].partition.startOf(time)}`
  }

  #applied(): Batch[] {
    return this.#batches.slice(0, this.#deltas() - this.#base)
  }

  #deltas(): number {
    return this.#context.commitLog.deltas[this.key] ?? 0
  }
}

function isOverflow(name: string): boolean {
  return name.endsWith('[["overflow","true"]]]')
}
