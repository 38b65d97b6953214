import type { Aggregates, NumericReadings, Readings } from '../aggregate/aggregate'
import { invalidOption, rejectUnknownOptions, toCount, toFunction, toOneOf } from '../check/options'
import { type StateSchema, schemaOf } from '../state/schema'
import { toClock } from '../time/clock'
import { type Duration, toDuration } from '../time/duration'
import type { Instant } from '../time/instant'
import { toWindower } from '../window/to-windower'
import type { Windower } from '../window/windower'
import type { LateEvent } from './pane'

/** When panes come: as a window closes, or with each event too. */
export type Emit = 'close' | 'update'

/** What a further pane of a window holds: all of it, what is new, or all of it after the former is taken back. */
export type Mode = 'accumulating' | 'delta' | 'retracting'

/** What `windowed` makes of events. */
export interface WindowedOptions<E, A extends Aggregates, V = NumericReadings<A>> {
  /** The windows: a duration, or fixed, sliding, session or calendar windows. */
  readonly window: Duration | Windower
  /** What is computed of each window of each key. */
  readonly aggregates: A
  /** When an event was, by its own account. */
  readonly time: (event: E) => Instant
  /** What is aggregated, a finite number; default 1. */
  readonly value?: ((event: E) => number) | undefined
  /** Which key an event counts for; default one key, ''. */
  readonly key?: ((event: E) => string) | undefined
  /**
   * What a pane's value is; by default an object of every aggregate that reads as a number. It must take out what it
   * needs: what it is given is read for other panes afterwards.
   */
  readonly select?: ((row: Readings<A>) => V) | undefined
  /** How far behind the latest time events may come: the watermark trails by it. Default 0; `forever` leaves the watermark to `advance`. */
  readonly outOfOrder?: Duration | 'forever' | undefined
  /** How long after its end a window still takes events, and corrects what it let out. Default 0. */
  readonly lateness?: Duration | undefined
  /** `close`, the default: panes as windows close, and corrections. `update`: a pane with each event, too. */
  readonly emit?: Emit | undefined
  /** What a further pane of a window holds; default `accumulating`. */
  readonly mode?: Mode | undefined
  /** Is told of each event that is too late for a window, before it is counted: where it throws, the event was not pushed. */
  readonly onLate?: ((late: LateEvent<E>) => void) | undefined
  /**
   * An event further ahead of `clock` is aggregated, but does not move the watermark. Without it one event from the far
   * future makes all others late: microseconds by mistake are the year 57,000.
   */
  readonly maxAhead?: Duration | undefined
  /** Whole epoch milliseconds of now; asked for `maxAhead` only, once an event. */
  readonly clock?: (() => number) | undefined
  /** How many keys may have states at a time; default 100,000. Beyond it a new one throws TIDEMARK_BACKPRESSURE, or counts into `overflowKey`. */
  readonly maxKeys?: number | undefined
  readonly overflowKey?: string | undefined
  /** How many states may be held; default 1,000,000. Beyond it `push` throws TIDEMARK_BACKPRESSURE. */
  readonly maxOpen?: number | undefined
  /** What `save` of a stream of the same definition gave: this one goes on from there. */
  readonly restore?: Uint8Array | undefined
}

/** Options, checked, with their defaults. */
export interface StreamSettings {
  readonly window: Windower
  readonly schema: StateSchema
  readonly time: (event: any) => Instant
  readonly value: ((event: any) => number) | undefined
  readonly key: ((event: any) => string) | undefined
  readonly select: ((row: any) => unknown) | undefined
  /** Infinity for `forever`. */
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

/** Checks the options of a stream; throws TIDEMARK_INVALID_OPTION or TIDEMARK_INVALID_DURATION. */
export function toStreamSettings(options: WindowedOptions<any, Aggregates, any>): StreamSettings {
  rejectUnknownOptions('windowed', options, WINDOWED_OPTIONS)
  const { overflowKey, restore, maxAhead } = options
  const { clock } = options
  if (typeof options.time !== 'function') throw invalidOption('time', 'a function like event => event.at', options.time)
  if (overflowKey !== undefined && typeof overflowKey !== 'string')
    throw invalidOption('overflowKey', 'a string', overflowKey)
  if (restore !== undefined && !(restore instanceof Uint8Array))
    throw invalidOption('restore', 'the Uint8Array that save() gave', restore)
  if (maxAhead !== undefined && clock === undefined)
    throw invalidOption('clock', 'given with maxAhead: a function that gives whole epoch milliseconds', clock)
  if (clock !== undefined && maxAhead === undefined)
    throw invalidOption('maxAhead', "given with a clock, like '10m': nothing else asks it", maxAhead)
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
