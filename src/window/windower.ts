/** A half-open range of time, epoch milliseconds: start <= t < end. */
export interface Window {
  readonly start: number
  readonly end: number
}

/** Which windows a time belongs to. */
interface WindowerBase {
  /** With its parameters, for people: `1m`, `day(Europe/Berlin)`, `sliding(10s, 1s)`. Equal names are equal windowers. */
  readonly name: string
  /** The windows that hold `time` (epoch milliseconds), ascending by start. */
  windowsOf(time: number): Window[]
}

/** Windows that partition time: each instant is in exactly one, and the end of a window is the start of the next. Only these make tiers. */
export interface Partition extends WindowerBase {
  readonly kind: 'partition'
  /** The width of the widest window, milliseconds. */
  readonly width: number
  /** The start of the window that holds `time`. */
  startOf(time: number): number
  /** The end of the window that holds `time`. */
  endOf(time: number): number
}

/** Windows of `size` that start every `every`, so they overlap; they are built from disjoint panes. */
export interface Sliding extends WindowerBase {
  readonly kind: 'sliding'
  readonly size: number
  readonly every: number
  readonly offset: number
  /** Paired panes: a partition whose edges are the starts and the ends of all windows. */
  readonly panes: Partition
}

/** Windows that grow: a time is in [time, time + gap), and overlapping windows merge. */
export interface Session extends WindowerBase {
  readonly kind: 'session'
  readonly gap: number
}

/** How time is cut into windows: a partition (fixed, calendar), sliding windows or sessions. */
export type Windower = Partition | Sliding | Session
