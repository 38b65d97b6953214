import type { Aggregates } from '../aggregate/aggregate'
import { invalidOption, rejectUnknownOptions, toCount, toFunction } from '../check/options'
import { type StateSchema, schemaOf } from '../state/schema'
import { memoryStore } from '../store/memory/memory'
import type { Store } from '../store/store'
import { type Ladder, type TierOptions, toLadder } from '../tier/ladder'
import type { ExpiringBatch } from '../tier/retention'
import { toClock } from '../time/clock'
import { type Duration, toDuration } from '../time/duration'
import { calendar } from '../window/calendar/calendar'

/** The options of a rollup: the aggregates of each window, the tiers, and where rows are stored. */
export interface RollupOptions<A extends Aggregates> {
  /** The aggregates of each window, by the names under which you select them. */
  readonly aggregates: A
  /** The resolutions, from fine to coarse. Default: 1m for 7d, 1h for 90d, and UTC days forever. */
  readonly tiers?: readonly TierOptions[] | undefined
  /** The store of the rows. Default: `memoryStore()`. */
  readonly store?: Store | undefined
  /** The name of this rollup in the store: one store may hold several. Default `'rollup'`. */
  readonly name?: string | undefined
  /** The name under which this process writes: one process per name at a time. Default `'main'`. */
  readonly writer?: string | undefined
  /** How long after the end of a window it is sealed; later points still count, in each sealed row. Default 1m. */
  readonly sealDelay?: Duration | undefined
  /**
   * How far ahead of the clock a point may be; beyond it, it is refused as TIDEMARK_AHEAD. `'forever'` lifts the limit.
   * Default 10m. How old it may be: see `keep`.
   */
  readonly maxAhead?: Duration | 'forever' | undefined
  /**
   * At most this many series; beyond it a new series counts into `{ overflow: 'true' }` of its metric. Default 100,000.
   */
  readonly maxSeries?: number | undefined
  /** At most this many rows wait for their commit; beyond it `add` throws TIDEMARK_BACKPRESSURE. Default 1,000,000. */
  readonly maxPending?: number | undefined
  /** Whether a faulty point throws, or is skipped and counted in `stats()`. Default `'throw'`. */
  readonly invalid?: 'throw' | 'skip' | undefined
  /**
   * Receives the rows of a tier, in batches, before they are dropped. If it throws, nothing *of that tier* is dropped,
   * and it receives the same rows again next time; other tiers drop theirs.
   *
   * **It must not await `flush`, `advance` or `close` of the same rollup: they wait for the `advance` that waits for
   * it, and none of them ever ends.** What it adds is committed by the next flush.
   */
  readonly onExpire?: ((batch: ExpiringBatch<A>) => unknown) | undefined
  /**
   * Returns the time now in whole epoch milliseconds; if it returns anything else, the call throws
   * TIDEMARK_INVALID_INSTANT. Default Date.now.
   */
  readonly clock?: (() => number) | undefined
}

/** The options of a rollup after their check, with defaults. */
export interface Settings {
  readonly schema: StateSchema
  readonly ladder: Ladder
  readonly store: Store
  readonly name: string
  readonly writer: string
  readonly sealDelay: number
  readonly maxAhead: number
  readonly maxSeries: number
  readonly maxPending: number
  readonly skip: boolean
  readonly onExpire: ((batch: ExpiringBatch<any>) => unknown) | undefined
  readonly clock: () => number
}

const ROLLUP_OPTIONS = {
  aggregates: true,
  tiers: true,
  store: true,
  name: true,
  writer: true,
  sealDelay: true,
  maxAhead: true,
  maxSeries: true,
  maxPending: true,
  invalid: true,
  onExpire: true,
  clock: true,
} satisfies Record<keyof RollupOptions<Aggregates>, true>

/** Checks the options of a rollup. Throws TIDEMARK_INVALID_OPTION or TIDEMARK_INVALID_DURATION. */
export function toSettings<A extends Aggregates>(options: RollupOptions<A>, clock: () => number): Settings {
  rejectUnknownOptions('rollup', options, ROLLUP_OPTIONS)
  const sealDelay = toDuration(options.sealDelay ?? '1m', 'sealDelay')
  const { invalid = 'throw', store = memoryStore() } = options
  if (invalid !== 'throw' && invalid !== 'skip') throw invalidOption('invalid', "'throw' or 'skip'", invalid)
  if (typeof store?.lease !== 'function' || typeof store.commit !== 'function')
    throw invalidOption('store', 'a Store like memoryStore()', store)
  return {
    schema: schemaOf(options.aggregates),
    ladder: toLadder(options.tiers ?? defaultTiers(), sealDelay),
    store,
    name: toName(options.name ?? 'rollup', 'name'),
    writer: toName(options.writer ?? 'main', 'writer'),
    sealDelay,
    maxAhead:
      options.maxAhead === 'forever'
        ? Number.POSITIVE_INFINITY
        : toDuration(options.maxAhead ?? '10m', 'maxAhead', { forever: true }),
    maxSeries: toCount(options.maxSeries ?? 100_000, 'maxSeries'),
    maxPending: toCount(options.maxPending ?? 1_000_000, 'maxPending'),
    skip: invalid === 'skip',
    onExpire: toFunction(options.onExpire, 'onExpire'),
    clock: toClock(options.clock ?? clock),
  }
}

function defaultTiers(): TierOptions[] {
  return [
    { every: '1m', keep: '7d' },
    { every: '1h', keep: '90d' },
    { every: calendar('day'), keep: 'forever' },
  ]
}

function toName(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '' && !value.includes('/')) return value
  throw invalidOption(name, "a non-empty string without '/'", value)
}
