import type { Window } from '../window/windower'

/** When a pane was emitted: before its window was final, when it became final, or after that. */
export type Timing = 'early' | 'onTime' | 'late'

/** One result of a window of a key, or the retraction of an earlier result. */
export interface Pane<V = unknown> {
  readonly key: string
  /** The start of the window, inclusive, in epoch milliseconds. */
  readonly start: number
  /** The end of the window, exclusive, in epoch milliseconds. */
  readonly end: number
  /** The value that `select` returned. */
  readonly value: V
  readonly timing: Timing
  readonly kind: 'result' | 'retraction'
  /** Counts the panes of this window of this key from 0. */
  readonly index: number
  /** The earliest event time in the window so far, in epoch milliseconds. */
  readonly firstTime: number
  /** The latest event time in the window so far, in epoch milliseconds. */
  readonly lastTime: number
  /** In mode `delta`: the encoded states that `value` was read from, for `absorb` of another stream. */
  readonly state?: Uint8Array
}

/** The part of a pane that `absorb` reads: a pane of mode `delta`, or an object with these fields. */
export type AbsorbedPane = Pick<Pane, 'key' | 'end' | 'state'>

/** An event that came too late for at least one of its windows, as `onLate` receives it. */
export interface LateEvent<E> {
  /** The event that was pushed, or the pane that was absorbed. */
  readonly event: E | AbsorbedPane
  readonly key: string
  /** The windows that the event was too late for, ascending. */
  readonly windows: readonly Window[]
  /** How far the event time is behind the watermark, in milliseconds. */
  readonly lateBy: number
  /** The watermark when the event came, in epoch milliseconds. */
  readonly watermark: number
}
