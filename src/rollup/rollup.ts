import type { Aggregates } from '../aggregate/aggregate'
import { invalidOption, rejectUnknownOptions } from '../check/options'
import type { Counters } from '../ingest/counters'
import { decodeDrained, encodeDrained } from '../ingest/drained'
import { Ingest, type Point, type SeriesHandle } from '../ingest/ingest'
import { type LoadOptions, type LoadResult, type LoadSource, load } from '../ingest/load'
import type { Answer } from '../query/answer'
import { query } from '../query/query'
import type { QueryOptions } from '../query/query-options'
import type { Plan } from '../route/plan'
import type { Tags } from '../series/series-key'
import type { ColumnsOf } from '../table/column-options'
import type { Selected } from '../table/selection'
import { markOf } from '../tier/marks'
import type { RetentionPlan } from '../tier/retention'
import { type Instant, LAST_INSTANT, toInstant } from '../time/instant'
import { type AdvanceResult, Engine } from './engine'
import { type RollupOptions, type Settings, toSettings } from './options'

/** What a rollup counts: offered = accepted + rejected + expired, always. */
export interface RollupStats
  extends Pick<
    Counters,
    'offered' | 'accepted' | 'late' | 'expired' | 'overflowed' | 'rejected' | 'drained' | 'absorbed'
  > {
  /** Rows that wait for their commit. */
  readonly pending: number
  readonly series: number
  /** Up to where each tier is sealed, epoch milliseconds; null before the first seal. */
  readonly sealed: { readonly [tier: string]: number | null }
}

/**
 * Opens a rollup: points go in, and at every resolution that is kept, exact answers come out.
 *
 * Takes its writer over in the store: another process that writes under that name is refused from here on.
 * Throws TIDEMARK_INVALID_OPTION or _INVALID_DURATION for options, _STORE where the store fails, _MISMATCH where what it keeps contradicts them.
 *
 * A store that holds this rollup may have been written with other aggregates and tiers. What was added reads NaN where
 * older rows do not tell of it, and a tier that was added is filled from the finer rows that are left; what is left out
 * stays in the store, unread. A key that stands for another aggregate is a mismatch that says what differs.
 *
 * @example
 * const api = await rollup({ aggregates: { n: count(), worst: max() }, clock: () => 90_000 })
 * api.add({ metric: 'latency', value: 12.5, time: 61_000, tags: { route: '/users' } })
 * api.add({ metric: 'latency', value: 40, time: 1_000, tags: { route: '/users' } })
 * const answer = await api.query({ metric: 'latency', from: 0, to: 120_000, every: '1m' })
 * [...answer.groups[0].columns.worst]   // => [40, 12.5]
 */
export async function rollup<A extends Aggregates>(options: RollupOptions<A>): Promise<Rollup<A>> {
  const settings = toSettings(options, Date.now)
  return new Rollup<A>(settings, await Engine.open(settings))
}

/** A rollup that is open: made by `rollup(options)`. */
export class Rollup<A extends Aggregates> {
  readonly #settings: Settings
  readonly #tiers: Engine
  readonly #door: Ingest
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(settings: Settings, tiers: Engine) {
    this.#settings = settings
    this.#tiers = tiers
    this.#door = new Ingest(tiers.head, tiers.context.series, tiers, settings)
  }

  /** Adds a point; its time defaults to the clock. Throws TIDEMARK_INVALID_VALUE, _INVALID_INSTANT, _INVALID_TAGS, _AHEAD, _EXPIRED or _BACKPRESSURE; expired is what is older than what `advance` has left in every tier. */
  add(point: Point): void {
    this.#door.add(point)
  }

  /** Adds points, all or none of them; an error names the index of the first faulty one. */
  addMany(points: Iterable<Point>): void {
    this.#door.addMany(points)
  }

  /** A handle on a series, for the hot path: what it is called is checked once. */
  series(metric: string, tags?: Tags): SeriesHandle {
    return this.#door.handle(metric, tags)
  }

  /** Takes a whole source of points or columns, committing as it goes: memory does not grow with the source. */
  async load(source: LoadSource, options?: LoadOptions): Promise<LoadResult> {
    this.#checkOpen()
    const { schema, maxPending } = this.#settings
    const flush = () => this.#tiers.flush()
    return load({ door: this.#door, head: this.#tiers.head, schema, maxPending, flush }, source, options)
  }

  /** Commits what was added before the call and, in the same step, where the source must resume (any JSON). Throws TIDEMARK_STORE or _FENCED. */
  async flush(options: { readonly position?: unknown } = {}): Promise<void> {
    this.#checkOpen()
    rejectUnknownOptions('flush', options, { position: true })
    await this.#tiers.flush(snapshotOf(options.position))
  }

  /**
   * Takes the states out that are not yet committed nor being committed, as bytes: another rollup of the same aggregates
   * absorbs them. They are nowhere else then.
   */
  drain(): Uint8Array {
    this.#checkOpen()
    const { context, head } = this.#tiers
    const delta = head.drain()
    this.#door.counters.drained += delta.length
    return encodeDrained(delta, context.series, this.#tiers.partition, context.codec)
  }

  /**
   * Merges what another rollup drained: all of it or, where it throws, nothing. Its finest windows must lie within this one's.
   *
   * Throws TIDEMARK_MISMATCH where its aggregates or windows are others, TIDEMARK_DECODE where the bytes are damaged, and
   * TIDEMARK_AHEAD, _EXPIRED or _BACKPRESSURE as adding points does.
   */
  absorb(bytes: Uint8Array): void {
    this.#checkOpen()
    if (!(bytes instanceof Uint8Array)) throw invalidOption('absorb', 'given the Uint8Array that drain() gave', bytes)
    const { schema, codec } = this.#tiers.context
    this.#door.absorb(decodeDrained(bytes, schema, codec))
  }

  /** The last committed position of this writer, a copy; null before the first. */
  get position(): unknown {
    return snapshotOf(this.#tiers.context.session.position)
  }

  /** Flushes, seals the windows that ended `sealDelay` before `now`, and drops rows past their keep. `now` defaults to the clock. */
  async advance(now?: Instant): Promise<AdvanceResult> {
    this.#checkOpen()
    return this.#tiers.advance(toInstant(now ?? this.#settings.clock(), 'now'))
  }

  /**
   * Answers a question exactly, from the coarsest tiers that serve it. What was added before the call is in the answer.
   *
   * @throws TIDEMARK_UNSERVABLE if no tier can serve the windows, TIDEMARK_TOO_MANY_WINDOWS if there are over 1,000,000,
   * TIDEMARK_STORE if the store cannot be read, TIDEMARK_INVALID_OPTION, _INVALID_INSTANT, _INVALID_DURATION or _INVALID_TAGS
   */
  query<S extends Selected<S> = never, By extends string = never>(
    ask: QueryOptions<A, S, By>,
  ): Promise<Answer<ColumnsOf<A, S>, By>> {
    return this.#answer(ask)
  }

  /**
   * Returns the plan of a query: which tier serves which part and why, and how many rows are read.
   *
   * To count rows it answers the question, so it costs as much as `query`, and throws what `query` throws.
   */
  async explain<S extends Selected<S> = never>(ask: QueryOptions<A, S>): Promise<Plan> {
    return (await this.#answer(ask)).plan
  }

  /** For each tier: which of the rows that are stored now `advance(now)` would drop, what would be held back, and why. Changes nothing; what is not yet committed or sealed is not counted. */
  async explainRetention(now?: Instant): Promise<RetentionPlan[]> {
    this.#checkOpen()
    return this.#tiers.explainRetention(toInstant(now ?? this.#settings.clock(), 'now'))
  }

  /** What was offered, accepted and refused; what waits; how far each tier is sealed. */
  stats(): RollupStats {
    const { offered, accepted, rejected, late, expired, overflowed, drained, absorbed } = this.#door.counters
    const { ladder, session, series } = this.#tiers.context
    const sealed = ladder.map(tier => [tier.name, sealedAt(markOf(session.marks, tier).sealed)])
    return {
      offered,
      accepted,
      rejected: { ...rejected },
      late,
      expired,
      overflowed,
      drained,
      absorbed,
      pending: this.#tiers.head.countRows(),
      series: series.length,
      sealed: Object.fromEntries(sealed),
    }
  }

  /** Flushes and closes; the store stays open, since others may use it. Closing again does nothing, or where it failed, tries again. */
  close(): Promise<void> {
    this.#door.closed = true
    this.#closing ??= this.#tiers.flush().catch(error => {
      this.#closing = undefined // what could not be committed is still here: closing again tries again
      throw error
    })
    return this.#closing
  }

  /** Closes at the end of the block of an `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #answer(ask: object): Promise<Answer<any, any>> {
    this.#checkOpen()
    return query(this.#tiers.context, this.#tiers.head, ask as QueryOptions<any, any>, this.#settings.clock)
  }

  #checkOpen(): void {
    this.#door.checkOpen()
  }
}

/** A position as it is now: its owner may change it before the commit. */
function snapshotOf(position: unknown): unknown {
  if (position === undefined) return undefined
  try {
    return JSON.parse(JSON.stringify(position))
  } catch {
    throw invalidOption('position', 'any JSON', position) // what JSON leaves out, a cycle, a bigint
  }
}

function sealedAt(time: number): number | null {
  return time === -LAST_INSTANT ? null : time
}
