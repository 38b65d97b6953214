import type { Aggregates, NumericReadings, Readings } from '../aggregate/aggregate'
import { invalidOption, rejectUnknownOptions, toCount, toFunction, toOneOf } from '../check/options'
import { type StateSchema, schemaOf } from '../state/schema'
import { toClock } from '../time/clock'
import { type Duration, toDuration } from '../time/duration'
import type { Instant } from '../time/instant'
import { toWindower } from '../window/to-windower'
import type { Windower } from '../window/windower'
import type { LateEvent } from './pane'

/** When panes are emitted: `close`, when a window closes, or `update`, with each event too. */
export type Emit = 'close' | 'update'

/**
 * What each further pane of a window holds: the whole result (`accumulating`), only the new part (`delta`), or the whole
 * result after a retraction of the previous one (`retracting`).
 */
export type Mode = 'accumulating' | 'delta' | 'retracting'

/** The options of `windowed`. */
export interface WindowedOptions<E, A extends Aggregates, V = NumericReadings<A>> {
  /** The windows: a duration, or fixed, sliding, session or calendar windows. */
  readonly window: Duration | Windower
  /** The aggregates to compute per window and key. */
  readonly aggregates: A
  /** Returns the event time. Windows and the watermark follow it, not the wall clock. */
  readonly time: (event: E) => Instant
  /** Returns the value to aggregate, a finite number. Default: 1 for each event. */
  readonly value?: ((event: E) => number) | undefined
  /** Returns the key that the event counts for. Default: the single key `''`. */
  readonly key?: ((event: E) => string) | undefined
  /**
   * Returns the value of a pane. Default: an object with each aggregate that reads as a number. Read what you need from
   * the row inside the function, because the same row is reused for the next pane.
   */
  readonly select?: ((row: Readings<A>) => V) | undefined
  /**
   * How far the watermark stays behind the latest event time, so that events in disorder are on time. Default 0. With
   * `forever`, only `advance` and `finish` move the watermark.
   */
  readonly outOfOrder?: Duration | 'forever' | undefined
  /** Allowed lateness: how long after its end a window still accepts events and emits corrected panes. Default 0. */
  readonly lateness?: Duration | undefined
  /** When panes are emitted: `close`, the default, when a window closes, or `update`, with each event too. Late corrections come at once with both. */
  readonly emit?: Emit | undefined
  /** What each further pane of a window holds. Default `accumulating`. */
  readonly mode?: Mode | undefined
  /** Receives each event that is too late for at least one of its windows, before it is counted. If it throws, the event was not pushed. */
  readonly onLate?: ((late: LateEvent<E>) => void) | undefined
  /**
   * How far ahead of `clock` an event may move the watermark. An event further ahead is aggregated, but does not move it.
   * Without this option, one event from the far future makes all others late: microseconds taken for milliseconds lie in
   * the year 57,000.
   */
  readonly maxAhead?: Duration | undefined
  /** Returns the current time in whole epoch milliseconds. Called once per event, and only for `maxAhead`. */
  readonly clock?: (() => number) | undefined
  /** At most how many keys may hold states at a time. Default 100,000. A new key beyond that throws TIDEMARK_BACKPRESSURE, or counts into `overflowKey`. */
  readonly maxKeys?: number | undefined
  /** The key that counts the events of new keys beyond `maxKeys`. Default: none, so they are refused. */
  readonly overflowKey?: string | undefined
  /** At most how many states may be open at a time. Default 1,000,000. Beyond that, `push` throws TIDEMARK_BACKPRESSURE. */
  readonly maxOpen?: number | undefined
  /** The bytes that `save()` of a stream with the same definition returned. The new stream continues from them. */
  readonly restore?: Uint8Array | undefined
}

/** The options after validation, with defaults filled in. */
export interface StreamSettings {
  readonly window: Windower
  readonly schema: StateSchema
  readonly time: (event: any) => Instant
  readonly value: ((event: any) => number) | undefined
  readonly key: ((event: any) => string) | undefined
  readonly select: ((row: any) => unknown) | undefined
  /** Milliseconds; Infinity for `forever`. */
  readonly outOfOrder: number
  readonly lateness: number
  readonly emit: Emit
  readonly mode: Mode
  readonly onLate: ((late: LateEvent<any>) => void) | undefined
  readonly maxAhead: number
  readonly clock: (() => number) | undefined
  readonly maxKeys: number
  readonly overflowKey: string | undefined
  readonly maxOpen: number
  readonly restore: Uint8Array | undefined
}

const WINDOWED_OPTIONS = {
  window: true,
  aggregates: true,
  time: true,
  value: true,
  key: true,
  select: true,
  outOfOrder: true,
  lateness: true,
  emit: true,
  mode: true,
  onLate: true,
  maxAhead: true,
  clock: true,
  maxKeys: true,
  overflowKey: true,
  maxOpen: true,
  restore: true,
} satisfies Record<keyof WindowedOptions<any, Aggregates, any>, true>

/**
 * Validates the options of a stream and fills in defaults.
 *
 * @throws TIDEMARK_INVALID_OPTION if an option is missing, unknown, or out of range
 * @throws TIDEMARK_INVALID_DURATION if a duration is not one
 */
export function toStreamSettings(options: WindowedOptions<any, Aggregates, any>): StreamSettings {
  rejectUnknownOptions('windowed', options, WINDOWED_OPTIONS)
  const { overflowKey, restore, maxAhead, clock } = options
  if (typeof options.time !== 'function') throw invalidOption('time', 'a function like event => event.at', options.time)
  if (overflowKey !== undefined && typeof overflowKey !== 'string')
    throw invalidOption('overflowKey', 'a string', overflowKey)
  if (restore !== undefined && !(restore instanceof Uint8Array))
    throw invalidOption('restore', 'the Uint8Array that save() returned', restore)
  if (maxAhead !== undefined && clock === undefined)
    throw invalidOption(
      'clock',
      'given together with maxAhead: a function that returns whole epoch milliseconds',
      clock,
    )
  if (clock !== undefined && maxAhead === undefined)
    throw invalidOption(
      'maxAhead',
      "given together with clock, for example '10m': only maxAhead reads the clock",
      maxAhead,
    )
  return {
    window: toWindower(options.window, 'window'),
    schema: schemaOf(options.aggregates),
    time: options.time,
    value: toFunction(options.value, 'value'),
    key: toFunction(options.key, 'key'),
    select: toFunction(options.select, 'select'),
    outOfOrder:
      options.outOfOrder === 'forever'
        ? Number.POSITIVE_INFINITY
        : toDuration(options.outOfOrder ?? 0, 'outOfOrder', { forever: true }),
    lateness: toDuration(options.lateness ?? 0, 'lateness'),
    emit: toOneOf(options.emit ?? 'close', 'emit', ['close', 'update']),
    mode: toOneOf(options.mode ?? 'accumulating', 'mode', ['accumulating', 'delta', 'retracting']),
    onLate: toFunction(options.onLate, 'onLate'),
    maxAhead: maxAhead === undefined ? Number.POSITIVE_INFINITY : toDuration(maxAhead, 'maxAhead'),
    clock: clock === undefined ? undefined : toClock(clock),
    maxKeys: toCount(options.maxKeys ?? 100_000, 'maxKeys'),
    overflowKey,
    maxOpen: toCount(options.maxOpen ?? 1_000_000, 'maxOpen'),
    restore,
  }
}
