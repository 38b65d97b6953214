import type { Instant } from '../../time/instant'
import type { AbsorbedPane, Pane } from '../pane'
import type { StreamStats } from '../stats'
import type { RunOptions } from './run'

/** Accepts events, and returns the panes that each call emits. A stream is one, and so is each of its sources. */
export interface EventSink<E, V> {
  /**
   * Adds an event, and returns the panes of the windows that it closes, then its own corrections and updates.
   *
   * If one of these errors is thrown, nothing has changed.
   *
   * @throws TIDEMARK_INVALID_INSTANT if the time is not an instant
   * @throws TIDEMARK_INVALID_VALUE if the value is not a finite number, or the key is not a string
   * @throws TIDEMARK_BACKPRESSURE if the event needs a new key or state beyond `maxKeys` or `maxOpen`
   * @throws TIDEMARK_CLOSED if the stream has failed before
   */
  push(event: E): Pane<V>[]
  /**
   * Adds a batch of events in order, all or nothing: if one is invalid, or the batch may exceed `maxKeys` or `maxOpen`,
   * nothing has changed. If `onLate` throws after the first event, the stream has failed.
   *
   * @throws the errors of `push`; the message names the index of an invalid event
   */
  pushMany(events: Iterable<E>): Pane<V>[]
  /**
   * Merges the states of a pane from another stream, which has the same aggregates and mode `delta`, as one event at the
   * last millisecond of its window. So panes of 2 seconds become windows of 10. Panes of sliding windows overlap, so their
   * events would count several times.
   *
   * If one of these errors is thrown, nothing has changed.
   *
   * @throws the errors of `push`
   * @throws TIDEMARK_MISMATCH if the states belong to other aggregates
   * @throws TIDEMARK_DECODE if the states are damaged
   */
  absorb(pane: AbsorbedPane): Pane<V>[]
  /** Raises the watermark, and closes the windows that end at or before it: no on-time event is expected before it. A lower one changes nothing. */
  advance(watermark: Instant): Pane<V>[]
  /** Ends the input and closes all windows. Events that are pushed afterwards are late. */
  finish(): Pane<V>[]
  /**
   * Pulls events from an iterable and yields their panes. The next event is pulled only after you have consumed the panes
   * of the previous one. When the iterable ends, `run` calls `finish`; to pull several at once, call `source(name).run` for
   * each, which finishes that source alone.
   *
   * If the signal aborts, its reason is thrown after the panes of the last event, the iterable is closed, and pushed events
   * stay. If you leave the loop early, the remaining panes of that event are lost.
   */
  run(source: Iterable<E> | AsyncIterable<E>, options?: RunOptions): AsyncGenerator<Pane<V>, void, undefined>
}

/** One of several sources of a stream, with its own watermark. */
export interface StreamSource<E, V> extends EventSink<E, V> {
  readonly name: string
  /** The watermark of this source in epoch milliseconds; -Infinity until it first moves, Infinity after `finish`. */
  readonly watermark: number
  /** Marks the source as idle: it does not hold the stream's watermark back until its next event. */
  idle(): Pane<V>[]
}

/** A stream of keyed events in windows, as `windowed` returns it. */
export interface Windowed<E, V> extends EventSink<E, V> {
  /**
   * Returns the source with this name, and creates it if it is new. The stream's watermark is the lowest of its active
   * sources. A finished source counts as Infinity. A source without any event yet holds the watermark back.
   */
  source(name: string): StreamSource<E, V>
  /**
   * Passes the wall clock to the stream, in whole epoch milliseconds, so that the last windows close without further
   * events. The watermark of a source that was silent since the last tick rises by the time between both ticks, at most to
   * the point at which all windows are closed. With `outOfOrder: 'forever'`, nothing moves.
   *
   * @throws TIDEMARK_INVALID_OPTION if `now` is not a number
   * @throws TIDEMARK_INVALID_INSTANT if `now` is not an instant
   */
  tick(now: number): Pane<V>[]
  /** Returns everything that the stream holds as bytes, for the option `restore` of a stream with the same definition. */
  save(): Uint8Array
  /** Returns the counters so far, the watermark, and how many states and keys are open. */
  stats(): StreamStats
}
