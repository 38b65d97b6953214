import { Head } from '../ingest/head'
import type { Marks, Series } from '../store/store'
import { writerName } from '../store/writer-name'
import { storeError } from '../store/writer-session'
import { rowsAfter } from '../tier/commit'
import type { Keeping } from '../tier/context'
import { spanOf } from '../tier/ladder'
import { keepFrontiers, markOf, marksAfter } from '../tier/marks'
import { type Blocked, planRetention, type RetentionPlan, retain } from '../tier/retention'
import { seal } from '../tier/seal'
import { Turns } from '../time/mutex'
import { breathe, Pace } from '../time/yield'
import type { Partition } from '../window/windower'
import { openKeeping } from './open'
import type { Settings } from './options'

const SERIES_A_BREATH = 1000

/** What a call of `advance` did. */
export interface Advanced {
  /** Rows of coarser tiers that were written. */
  readonly sealed: number
  /** Rows that were dropped. */
  readonly dropped: number
  /** What is past its keep and was held back, and by whom. */
  readonly blocked: readonly Blocked[]
}

/** One writer's tiers: the head that points go into, and the steps that take it to the store. Steps run one after another. */
export class Tiers {
  readonly keeping: Keeping
  readonly head: Head
  readonly #settings: Settings
  readonly #turns = new Turns()
  /** How many series the store knows. */
  #known: number
  #earliest: number
  /** The marks that #sealed was read from: every point asks for it, and it changes with a commit only. */
  #marks: Marks | undefined
  #sealed = Number.NaN
  /** A point after this is in a window that ends after the last instant. */
  readonly latest: number

  /** Takes the writer over and learns what it has written before. Throws TIDEMARK_STORE where the store fails, _MISMATCH where what it keeps contradicts the settings. */
  static async open(settings: Settings): Promise<Tiers> {
    try {
      return new Tiers(settings, await openKeeping(settings))
    } catch (error) {
      throw storeError(error, `the store could not be opened for ${writerName(settings.name, settings.writer)}`)
    }
  }

  private constructor(settings: Settings, keeping: Keeping) {
    this.keeping = keeping
    this.head = new Head(settings.shape, settings.ladder[0].partition, settings.maxPending)
    this.#settings = settings
    this.#known = keeping.series.length
    const { earliest, latest } = spanOf(keeping.ladder)
    const dropped = keeping.ladder.map(tier => markOf(keeping.ledger.marks, tier).dropped)
    this.#earliest = Math.max(earliest, Math.min(...dropped))
    this.latest = latest
  }

  /** Windows of the finest tier that end here or before are sealed. */
  get sealed(): number {
    const { marks } = this.keeping.ledger
    if (marks !== this.#marks) {
      this.#marks = marks
      this.#sealed = markOf(marks, this.keeping.ladder[0]).sealed
    }
    return this.#sealed
  }

  /** A point before this is older than what every tier keeps. */
  get earliest(): number {
    return this.#earliest
  }

  get partition(): Partition {
    return this.keeping.ladder[0].partition
  }

  /** Commits what was added before the call and, in the same step, the position. */
  flush(position?: unknown): Promise<void> {
    this.head.freeze(position)
    return this.#turn(() => this.#commitFrozen())
  }

  /** Flushes, seals what ends `lateness` before `now`, and drops what is past its keep. */
  advance(now: number): Promise<Advanced> {
    const { ladder, ledger } = this.keeping
    const { lateness, onExpire } = this.#settings
    this.head.freeze()
    // From here on, what is about to be dropped is refused: nothing may come in behind the flush.
    this.#earliest = Math.max(this.#earliest, Math.min(...keepFrontiers(ladder, ledger.marks, now)))
    return this.#turn(async () => {
      await this.#commitFrozen()
      const sealed = await seal(this.keeping, now - lateness)
      return { sealed, ...(await retain(this.keeping, now, lateness, onExpire)) }
    })
  }

  /** What retention would do at `now`. */
  explainRetention(now: number): Promise<RetentionPlan[]> {
    return this.#turn(() => planRetention(this.keeping, now, this.#settings.lateness))
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
    const { ledger, ladder } = this.keeping
    await ledger.settle()
    for (let delta = this.head.oldest; delta; delta = this.head.oldest) {
      const taken = delta
      const rows = await rowsAfter(this.keeping, taken)
      const series = await this.#newSeries()
      taken.sequence = ledger.next
      const marks = marksAfter(ladder, ledger.marks, taken.earliest)
      await ledger.commit({ series, rows, drops: [], marks, position: taken.position }, () => {
        this.#known += series.length
        this.head.settled(taken)
      })
    }
  }

  /** The series that the store does not know yet; of many, part by part. */
  async #newSeries(): Promise<Series[]> {
    const { series, ledger } = this.keeping
    const fresh: Series[] = []
    const pace = new Pace(SERIES_A_BREATH)
    const end = series.length
    for (let id = this.#known; id < end; id++) {
      fresh.push({ writer: ledger.writer, id, metric: series.metricOf(id), tags: series.tagsOf(id) })
      if (pace.spent(1)) await breathe()
    }
    return fresh
  }
}
