import type { Instant } from '../../time/instant'
import type { AbsorbedPane, Pane } from '../pane'
import type { StreamStats } from '../stats'
import type { RunOptions } from './run'

/** Takes events, and gives the panes that each call lets out: of a stream, or of one source of it. */
export interface EventSink<E, V> {
  /**
   * Takes an event; gives the panes that come of it: of windows that the watermark closed, then corrections and updates
   * of its own.
   *
   * Throws, and nothing has changed: TIDEMARK_INVALID_INSTANT or _INVALID_VALUE where its time, value or key is none,
   * and TIDEMARK_BACKPRESSURE where `maxOpen` or `maxKeys` is reached.
   */
  push(event: E): Pane<V>[]
  /** Takes events one after the other. All or nothing: where one is faulty, or there may not be room for all, nothing has changed. Where onLate throws, the stream has failed. */
  pushMany(events: Iterable<E>): Pane<V>[]
  /**
   * Takes the states of a pane of another stream, in mode `delta` and of the same aggregates, as one event at its last
   * millisecond: so panes of two seconds become windows of ten. Panes of windows that slide hold an event several times, and
   * so would what they are merged to.
   *
   * Throws, and nothing has changed: TIDEMARK_MISMATCH where the states are of other aggregates, TIDEMARK_DECODE where they are damaged.
   */
  absorb(pane: AbsorbedPane): Pane<V>[]
  /** Raises the watermark: no further event on time is before it. One that is lower changes nothing. */
  advance(watermark: Instant): Pane<V>[]
  /** Ends the input: all windows close. What is pushed afterwards is late. */
  finish(): Pane<V>[]
  /**
   * Pulls a source: an event is taken when the panes of the one before it were. Finishes when the source ends; so several
   * at once are pulled by `source(name).run`, each of which finishes its own.
   *
   * Where the signal aborts, its reason is thrown when the panes of the last event were taken, and the source is closed; what
   * was pushed stays. Who leaves the loop leaves behind the panes of that event which were not taken yet.
   */
  run(source: Iterable<E> | AsyncIterable<E>, options?: RunOptions): AsyncGenerator<Pane<V>, void, undefined>
}

/** One of several sources of a stream, with a watermark of its own. */
export interface StreamSource<E, V> extends EventSink<E, V> {
  readonly name: string
  /** No further event on time of this source is before it; -Infinity at first, Infinity when it is finished. */
  readonly watermark: number
  /** Marks it as idle: the stream does not wait for it until its next event. */
  idle(): Pane<V>[]
}

/** A stream of events by key, cut into windows. */
export interface Windowed<E, V> extends EventSink<E, V> {
  /**
   * A source by its name. The stream's watermark is the least of its active sources'; one that is finished counts as
   * Infinity, one that has had nothing yet holds the watermark where it is.
   */
  source(name: string): StreamSource<E, V>
  /**
   * Tells the wall clock, in whole milliseconds: a source that was silent since the last tick moves on by the time between the two, but not
   * further than it takes to close all windows. So the last windows close without further events. With `outOfOrder: 'forever'` nothing moves.
   */
  tick(now: number): Pane<V>[]
  /** All that is held, as bytes: `restore` goes on from them as if nothing had been in between. */
  save(): Uint8Array
  /** What it has counted so far, and what it holds. */
  stats(): StreamStats
}
