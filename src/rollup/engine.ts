import { storeError } from '../check/user-code'
import { Head } from '../ingest/head'
import type { Marks, Series } from '../store/store'
import { writerName } from '../store/writer-name'
import { changedRows } from '../tier/commit'
import type { WriterContext } from '../tier/context'
import { spanOf } from '../tier/ladder'
import { markOf, marksAfter, retentionFrontiers } from '../tier/marks'
import { type BlockedRows, planRetention, type RetentionPlan, retain } from '../tier/retention'
import { seal } from '../tier/seal'
import { Mutex } from '../time/mutex'
import { WorkBudget, yieldToEventLoop } from '../time/yield'
import type { Partition } from '../window/windower'
import { openWriter } from './open'
import type { Settings } from './options'

const NEW_SERIES_PER_YIELD = 1000

/** What a call of `advance` did. */
export interface AdvanceResult {
  /** Rows of coarser tiers that were written. */
  readonly sealed: number
  /** Rows that were dropped. */
  readonly dropped: number
  /** What is past its keep and was held back, and by whom. */
  readonly blocked: readonly BlockedRows[]
}

/** One writer's tiers: the head that points go into, and the steps that take it to the store. Steps run one after another. */
export class Engine {
  readonly context: WriterContext
  readonly head: Head
  readonly #settings: Settings
  readonly #turns = new Mutex()
  /** How many series the store knows. */
  #known: number
  #earliest: number
  /** The marks that #sealed was read from: every point asks for it, and it changes with a commit only. */
  #marks: Marks | undefined
  #sealed = Number.NaN
  /** A point after this is in a window that ends after the last instant. */
  readonly latest: number

  /** Takes the writer over and learns what it has written before. Throws TIDEMARK_STORE where the store fails, _MISMATCH where what it keeps contradicts the settings. */
  static async open(settings: Settings): Promise<Engine> {
    try {
      return new Engine(settings, await openWriter(settings))
    } catch (error) {
      throw storeError(error, `the store could not be opened for ${writerName(settings.name, settings.writer)}`)
    }
  }

  private constructor(settings: Settings, context: WriterContext) {
    this.context = context
    this.head = new Head(settings.schema, settings.ladder[0].partition, settings.maxPending)
    this.#settings = settings
    this.#known = context.series.length
    const { earliest, latest } = spanOf(context.ladder)
    const dropped = context.ladder.map(tier => markOf(context.session.marks, tier).dropped)
    this.#earliest = Math.max(earliest, Math.min(...dropped))
    this.latest = latest
  }

  /** Windows of the finest tier that end here or before are sealed. */
  get sealed(): number {
    const { marks } = this.context.session
    if (marks !== this.#marks) {
      this.#marks = marks
      this.#sealed = markOf(marks, this.context.ladder[0]).sealed
    }
    return this.#sealed
  }

  /** A point before this is older than what every tier keeps. */
  get earliest(): number {
    return this.#earliest
  }

  get partition(): Partition {
    return this.context.ladder[0].partition
  }

  /** Commits what was added before the call and, in the same step, the position. */
  flush(position?: unknown): Promise<void> {
    this.head.freeze(position)
    return this.#turn(() => this.#commitFrozen())
  }

  /** Flushes, seals what ends `sealDelay` before `now`, and drops what is past its keep. */
  advance(now: number): Promise<AdvanceResult> {
    const { ladder, session } = this.context
    const { sealDelay, onExpire } = this.#settings
    this.head.freeze()
    // From here on, what is about to be dropped is refused: nothing may come in behind the flush.
    this.#earliest = Math.max(this.#earliest, Math.min(...retentionFrontiers(ladder, session.marks, now)))
    return this.#turn(async () => {
      await this.#commitFrozen()
      const sealed = await seal(this.context, now - sealDelay)
      return { sealed, ...(await retain(this.context, now, sealDelay, onExpire)) }
    })
  }

  /** What retention would do at `now`. */
  explainRetention(now: number): Promise<RetentionPlan[]> {
    return this.#turn(() => planRetention(this.context, now, this.#settings.sealDelay))
  }

  #turn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      try {
        return await work()
      } catch (error) {
        throw storeError(error, 'the store could not be read')
      }
    })
  }

  async #commitFrozen(): Promise<void> {
    const { session, ladder } = this.context
    await session.retryPending()
    for (let delta = this.head.oldest; delta; delta = this.head.oldest) {
      const taken = delta
      const rows = await changedRows(this.context, taken)
      const series = await this.#newSeries()
      taken.sequence = session.next
      const marks = marksAfter(ladder, session.marks, taken.earliest)
      await session.commit({ series, rows, drops: [], marks, position: taken.position }, () => {
        this.#known += series.length
        this.head.release(taken)
      })
    }
  }

  /** The series that the store does not know yet; of many, part by part. */
  async #newSeries(): Promise<Series[]> {
    const { series, session } = this.context
    const fresh: Series[] = []
    const pace = new WorkBudget(NEW_SERIES_PER_YIELD)
    const end = series.length
    for (let id = this.#known; id < end; id++) {
      fresh.push({ writer: session.writer, id, metric: series.metricOf(id), tags: series.tagsOf(id) })
      if (pace.spent(1)) await yieldToEventLoop()
    }
    return fresh
  }
}
