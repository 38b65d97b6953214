import { storeError } from '../check/user-code'
import { Head } from '../ingest/head'
import type { Marks, Series } from '../store/store'
import { writerName } from '../store/writer-name'
import { changedRows } from '../tier/commit'
import type { WriterContext } from '../tier/context'
import { spanOf } from '../tier/ladder'
import { markOf, marksAfter, retentionFrontiers } from '../tier/marks'
import { type BlockedRows, dropExpired, planRetention, type RetentionPlan } from '../tier/retention'
import { seal } from '../tier/seal'
import { Mutex } from '../time/mutex'
import { WorkBudget, yieldToEventLoop } from '../time/yield'
import type { Partition } from '../window/windower'
import { openWriter } from './open'
import type { Settings } from './options'

const NEW_SERIES_PER_YIELD = 1000

/** What a call of `advance` did. */
export interface AdvanceResult {
  /** How many rows of coarser tiers were written. */
  readonly sealed: number
  /** How many rows were dropped. */
  readonly dropped: number
  /** The rows past their keep that were held back, and by what. */
  readonly blocked: readonly BlockedRows[]
}

/** The tiers of one writer: the head that points go into, and the steps that bring it to the store, one after another. */
export class Engine {
  readonly context: WriterContext
  readonly head: Head
  readonly #settings: Settings
  readonly #mutex = new Mutex()
  /** How many series are in the store. */
  #storedSeries: number
  #earliest: number
  /** The marks that #sealed was read from. Every point needs it, and only a commit changes it. */
  #marks: Marks | undefined
  #sealed = Number.NaN
  /** A point after this would be in a window that ends after the last instant. */
  readonly latest: number

  /**
   * Opens the writer and takes over its lease.
   *
   * @throws TIDEMARK_STORE if the store fails
   * @throws TIDEMARK_MISMATCH if stored rows contradict the settings
   */
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
    this.#storedSeries = context.series.length
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

  /** The windows of the finest tier. */
  get partition(): Partition {
    return this.context.ladder[0].partition
  }

  /** Commits what was added before the call and, in the same step, the position. */
  flush(position?: unknown): Promise<void> {
    this.head.freeze(position)
    return this.#exclusively(() => this.#commitFrozen())
  }

  /** Flushes, seals the windows that ended `sealDelay` before `now`, and drops the rows past their keep. */
  advance(now: number): Promise<AdvanceResult> {
    const { ladder, session } = this.context
    const { sealDelay, onExpire } = this.#settings
    this.head.freeze()
    // From here on, points of windows that are about to be dropped are refused: the flush below must be the last to bring any.
    this.#earliest = Math.max(this.#earliest, Math.min(...retentionFrontiers(ladder, session.marks, now)))
    return this.#exclusively(async () => {
      await this.#commitFrozen()
      const sealed = await seal(this.context, now - sealDelay)
      return { sealed, ...(await dropExpired(this.context, now, sealDelay, onExpire)) }
    })
  }

  /** What retention would do at `now`. */
  explainRetention(now: number): Promise<RetentionPlan[]> {
    return this.#exclusively(() => planRetention(this.context, now, this.#settings.sealDelay))
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.take(async () => {
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
      const committing = delta
      const rows = await changedRows(this.context, committing)
      const series = await this.#newSeries()
      committing.sequence = session.next
      const marks = marksAfter(ladder, session.marks, committing.earliest)
      await session.commit({ series, rows, drops: [], marks, position: committing.position }, () => {
        this.#storedSeries += series.length
        this.head.release(committing)
      })
    }
  }

  /** The series that are not in the store yet. Yields between many. */
  async #newSeries(): Promise<Series[]> {
    const { series, session } = this.context
    const added: Series[] = []
    const budget = new WorkBudget(NEW_SERIES_PER_YIELD)
    const end = series.length
    for (let id = this.#storedSeries; id < end; id++) {
      added.push({ writer: session.writer, id, metric: series.metricOf(id), tags: series.tagsOf(id) })
      if (budget.spent(1)) await yieldToEventLoop()
    }
    return added
  }
}
