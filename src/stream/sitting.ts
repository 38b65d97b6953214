/** A session of a key: the union of the proto-windows of its events. */
export interface Sitting {
  readonly lane: SessionLane
  start: number
  end: number
  /** NONE once it is freed, or joined to another. */
  row: number
  /** How many panes there were of this window: of these bounds. */
  panes: number
  /** Whether the watermark has passed its end, and a pane told it. */
  isFinal: boolean
  /** The watermark at which it is looked at: its end or before, once it is final when it is freed or before. Entries of the heap with another one are out of date. */
  due: number
}

/** What is held of one key: its sessions, ascending; they do not overlap. */
export interface SessionLane {
  readonly key: string
  readonly rank: number
  readonly sittings: Sitting[]
}
