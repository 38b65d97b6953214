import type { Aggregates } from '../aggregate/aggregate'
import { invalidOption, rejectUnknownOptions } from '../check/options'
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
import type { RetentionPlan } from '../tier/retention'
import { type Instant, toInstant } from '../time/instant'
import { type AdvanceResult, Engine } from './engine'
import { type RollupOptions, type Settings, toSettings } from './options'
import { type RollupStats, statsOf } from './stats'

/**
 * Opens a rollup and takes over its writer: write points, and query exact aggregates of them at several resolutions.
 *
 * From then on, commits by any other process under the same writer name are rejected with TIDEMARK_FENCED. If the store
 * already holds this rollup, tiers and aggregates may differ from the stored ones: a new aggregate reads NaN for older
 * rows, a new tier is filled from the finer rows that remain, and what is left out stays in the store, unread.
 *
 * `rollup<typeof aggregates, { offset: number }>(...)` types the position that `flush` commits.
 *
 * @throws TIDEMARK_INVALID_OPTION or TIDEMARK_INVALID_DURATION if an option is missing, unknown or out of range
 * @throws TIDEMARK_MISMATCH if a stored aggregate has the same key but another definition
 * @throws TIDEMARK_STORE if the store cannot be read or written
 *
 * @example
 * const api = await rollup({ aggregates: { n: count(), worst: max() }, clock: () => 90_000 })
 * api.add({ metric: 'latency', value: 12.5, time: 61_000, tags: { route: '/users' } })
 * api.add({ metric: 'latency', value: 40, time: 1_000, tags: { route: '/users' } })
 * const answer = await api.query({ metric: 'latency', last: '90s', every: '1m' })
 * [...answer.groups[0].columns.worst]   // => [40, 12.5]
 */
export async function rollup<A extends Aggregates, Position = unknown>(
  options: RollupOptions<A>,
): Promise<Rollup<A, Position>> {
  const settings = toSettings(options, Date.now)
  return new Rollup<A, Position>(settings, await Engine.open(settings))
}

/**
 * An open rollup, made by `rollup(options)`.
 *
 * `Rollup<typeof aggregates>` names its type, in a class of yours for example.
 *
 * @example
 * const aggregates = { n: count(), latency: tdigest() }
 *
 * class Metrics {
 *   readonly api: Rollup<typeof aggregates>
 *   constructor(api: Rollup<typeof aggregates>) {
 *     this.api = api
 *   }
 *   async p99(route: string): Promise<number | null> {
 *     const select = ({ latency }: Readings<typeof aggregates>) => ({ p99: latency.quantile(0.99) })
 *     const answer = await this.api.query({ metric: 'latency', where: { route }, last: '1h', select })
 *     return answer.rows()[0].p99
 *   }
 * }
 *
 * const metrics = new Metrics(await rollup({ aggregates }))
 * metrics.api.add({ metric: 'latency', value: 12.5, tags: { route: '/users' } })
 * await metrics.p99('/users')   // => 12.5
 */
export class Rollup<A extends Aggregates, Position = unknown> {
  readonly #settings: Settings
  readonly #engine: Engine
  readonly #ingest: Ingest
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(settings: Settings, engine: Engine) {
    this.#settings = settings
    this.#engine = engine
    this.#ingest = new Ingest(engine.head, engine.context.series, engine, settings)
  }

  /**
   * Adds a point, now unless it has a time. It counts in the next query, and is durable after the next flush.
   *
   * @throws TIDEMARK_INVALID_VALUE, _INVALID_INSTANT or _INVALID_TAGS if the point is faulty, TIDEMARK_AHEAD if it is
   * further ahead of the clock than `maxAhead`, TIDEMARK_EXPIRED if it is older than what every tier keeps,
   * TIDEMARK_BACKPRESSURE if `maxPending` rows wait for their commit
   */
  add(point: Point): void {
    this.#ingest.add(point)
  }

  /**
   * Adds points: all of them or, if one is faulty, none.
   *
   * @throws what `add` throws; the message names the index of the first faulty point
   */
  addMany(points: Iterable<Point>): void {
    this.#ingest.addMany(points)
  }

  /**
   * Returns a handle on a series for the hot path: its metric and tags are checked once.
   *
   * @throws TIDEMARK_INVALID_TAGS if the metric is empty, or a tag is not a string
   */
  series(metric: string, tags?: Tags): SeriesHandle {
    return this.#ingest.handle(metric, tags)
  }

  /**
   * Adds a whole source of points or of columns of points, and commits as it goes: memory does not grow with the source.
   *
   * @throws what `add` and `flush` throw, and what the source throws; what was added before stays
   */
  async load(source: LoadSource, options?: LoadOptions): Promise<LoadResult> {
    this.#checkOpen()
    const { schema, maxPending } = this.#settings
    const flush = () => this.#engine.flush()
    return load({ ingest: this.#ingest, head: this.#engine.head, schema, maxPending, flush }, source, options)
  }

  /**
   * Commits what was added before the call and, in the same step, the position at which its source must resume: any JSON.
   *
   * @throws TIDEMARK_STORE if the store fails: nothing is lost, call it again
   * @throws TIDEMARK_FENCED if another process has opened the same writer
   */
  async flush(options: { readonly position?: Position | undefined } = {}): Promise<void> {
    this.#checkOpen()
    rejectUnknownOptions('flush', options, { position: true })
    await this.#engine.flush(snapshotOf(options.position))
  }

  /** Removes the uncommitted states and returns them as bytes. This rollup no longer has them. */
  drain(): Uint8Array {
    this.#checkOpen()
    const { context, head } = this.#engine
    const delta = head.drain()
    this.#ingest.counters.drained += delta.length
    return encodeDrained(delta, context.series, this.#engine.partition, context.codec)
  }

  /**
   * Merges what another rollup drained: all of it or, if it throws, nothing.
   *
   * @throws TIDEMARK_MISMATCH if the aggregates differ, or finest windows of the other lie in several of this rollup
   * @throws TIDEMARK_DECODE if the bytes are damaged; TIDEMARK_AHEAD, _EXPIRED or _BACKPRESSURE as `add` does
   */
  absorb(bytes: Uint8Array): void {
    this.#checkOpen()
    if (!(bytes instanceof Uint8Array))
      throw invalidOption('absorb', 'given the Uint8Array that drain() returned', bytes)
    const { schema, codec } = this.#engine.context
    this.#ingest.absorb(decodeDrained(bytes, schema, codec))
  }

  /** A copy of the position that this writer committed last, after a restart too; null before the first. */
  get position(): Position | null {
    return snapshotOf(this.#engine.context.session.position) as Position | null
  }

  /**
   * Flushes, seals the windows that ended `sealDelay` before `now`, and drops the rows that their tier no longer keeps.
   *
   * Call it every few seconds, or let `keepTime` of `tidemark/node` do so. `now` defaults to the clock.
   *
   * @throws what `flush` throws
   */
  async advance(now?: Instant): Promise<AdvanceResult> {
    this.#checkOpen()
    return this.#engine.advance(toInstant(now ?? this.#settings.clock(), 'now'))
  }

  /**
   * Answers a query exactly, from the coarsest tiers that can serve it. What was added before the call is in the answer.
   *
   * @throws TIDEMARK_UNSERVABLE if no tier can serve the windows, TIDEMARK_TOO_MANY_WINDOWS beyond 1,000,000 of them
   * @throws TIDEMARK_STORE if the store cannot be read
   * @throws TIDEMARK_INVALID_OPTION, _INVALID_INSTANT, _INVALID_DURATION or _INVALID_TAGS if an option is wrong
   */
  query<S extends Selected<S> = never, By extends string = never>(
    options: QueryOptions<A, S, By>,
  ): Promise<Answer<ColumnsOf<A, S>, By>> {
    return this.#answer(options)
  }

  /**
   * Returns the plan of a query: which tier serves which part and why, and how many rows are read.
   *
   * To count rows it answers the question, so it costs as much as `query`, and throws what `query` throws.
   */
  async explain<S extends Selected<S> = never>(options: QueryOptions<A, S>): Promise<Plan> {
    return (await this.#answer(options)).plan
  }

  /**
   * Returns what `advance(now)` would drop now from each tier, and what would hold rows back. Changes nothing.
   *
   * Rows that are not committed or not sealed yet are not counted. `now` defaults to the clock.
   */
  async explainRetention(now?: Instant): Promise<RetentionPlan[]> {
    this.#checkOpen()
    return this.#engine.explainRetention(toInstant(now ?? this.#settings.clock(), 'now'))
  }

  /** Returns the counters, the rows that wait for their commit, and how far each tier is sealed. */
  stats(): RollupStats {
    return statsOf(this.#ingest.counters, this.#engine)
  }

  /**
   * Flushes and closes. The store stays open, because others may use it. Closing again retries after a failure.
   *
   * @throws what `flush` throws
   */
  close(): Promise<void> {
    this.#ingest.closed = true
    this.#closing ??= this.#engine.flush().catch(error => {
      this.#closing = undefined // what could not be committed is still here: closing again tries again
      throw error
    })
    return this.#closing
  }

  /** Closes at the end of the block of an `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #answer(options: object): Promise<Answer<any, any>> {
    this.#checkOpen()
    return query(this.#engine.context, this.#engine.head, options as QueryOptions<any, any>, this.#settings.clock)
  }

  #checkOpen(): void {
    this.#ingest.checkOpen()
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
