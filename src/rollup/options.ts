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

/** What a rollup is made of. */
export interface RollupOptions<A extends Aggregates> {
  /** What is kept of each window. */
  readonly aggregates: A
  /** The resolutions, from fine to coarse; by default 1m for 7d, 1h for 90d and UTC days for ever. */
  readonly tiers?: readonly TierOptions[] | undefined
  /** Where rows are kept; by default in memory. */
  readonly store?: Store | undefined
  /** Which rollup of the store this is; default `rollup`. */
  readonly name?: string | undefined
  /** Under which name this process writes; one process a name at a time. Default `main`. */
  readonly writer?: string | undefined
  /** How long after a window's end it is sealed; default 1m. */
  readonly sealDelay?: Duration | undefined
  /**
   * A point further ahead of the clock is refused as TIDEMARK_AHEAD; `forever` lifts it. Default 10m. How old a point may
   * be, the clock does not say: what is older than what every tier keeps is refused as TIDEMARK_EXPIRED, and that is
   * judged by what `advance` has done so far. Without it nothing is dropped, and nothing expired.
   */
  readonly maxAhead?: Duration | 'forever' | undefined
  /** Beyond it a new series counts into `{ overflow: 'true' }` of its metric; default 100,000. */
  readonly maxSeries?: number | undefined
  /** How many rows may wait for their commit; beyond it adding throws TIDEMARK_BACKPRESSURE. Default 1,000,000. */
  readonly maxPending?: number | undefined
  /** What a faulty point does: `throw` (the default), or `skip` and be counted. */
  readonly invalid?: 'throw' | 'skip' | undefined
  /**
   * Sees the rows of a tier, in batches, before they are dropped. Where it throws, nothing *of that tier* is dropped, and
   * it sees the same rows again next time; other tiers drop theirs.
   *
   * **It must not await `flush`, `advance` or `close` of the same rollup: they wait for the `advance` that waits for it,
   * and none of them ever ends.** What it adds is committed by the next flush.
   */
  readonly onExpire?: ((batch: ExpiringBatch<A>) => unknown) | undefined
  /** Whole epoch milliseconds of now; default Date.now. Where it gives anything else, what asked for it throws TIDEMARK_INVALID_INSTANT. */
  readonly clock?: (() => number) | undefined
}

/** Options, checked, with their defaults. */
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

/** Checks the options of a rollup; throws TIDEMARK_INVALID_OPTION or TIDEMARK_INVALID_DURATION. */
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
