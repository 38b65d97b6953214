import type { Window } from '../window/windower'

/** When a pane came: before its window was final, as it became final, or after that. */
export type Timing = 'early' | 'onTime' | 'late'

/** What a window of a key lets out: its result so far, or what a former result was, taken back. */
export interface Pane<V = unknown> {
  readonly key: string
  /** The window, epoch milliseconds: [start, end). */
  readonly start: number
  readonly end: number
  /** What `select` made of the states. */
  readonly value: V
  readonly timing: Timing
  readonly kind: 'result' | 'retraction'
  /** Counts the panes of this window of this key from 0. */
  readonly index: number
  /** The first and the last time of an event in the window so far, epoch milliseconds. */
  readonly firstTime: number
  readonly lastTime: number
  /** In mode `delta`: the states that `value` was read from, encoded as FORMAT.md says. They merge downstream, by `absorb`. */
  readonly state?: Uint8Array
}

/** What `absorb` takes: a pane of mode `delta`, or the parts of it that count. */
export type AbsorbedPane = Pick<Pane, 'key' | 'end' | 'state'>

/** An event that came too late for at least one of its windows. */
export interface LateEvent<E> {
  /** The event as it was pushed, or the pane as it was absorbed. */
  readonly event: E | AbsorbedPane
  readonly key: string
  /** The windows that it came too late for, ascending. */
  readonly windows: readonly Window[]
  /** How far behind the watermark its time is, milliseconds. */
  readonly lateBy: number
  readonly watermark: number
}
