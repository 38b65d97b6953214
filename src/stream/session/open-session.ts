import { insertAt, shouldCompact } from '../state/front-gap-array'
import { NO_POOL_ROW } from '../state/row-pool'

/** A session of a key: the union of the proto-sessions [time, time + gap) of its events. */
export interface OpenSession {
  readonly key: KeySessions
  start: number
  end: number
  /** NO_POOL_ROW once the session is freed or merged into another. */
  row: number
  /** How many panes were emitted for the current bounds. */
  paneCount: number
  /** Whether the watermark has passed the end, and the on-time pane was emitted. */
  isFinal: boolean
  /**
   * The watermark of its next timer: at or before its end, or, once it is final, at or before the end of its lateness.
   * NaN if none is scheduled. A heap entry with another watermark is stale.
   */
  timer: number
}

/** Creates a session without panes, whose timer is its end. */
export function createSession(key: KeySessions, start: number, end: number, row: number): OpenSession {
  return { key, start, end, row, paneCount: 0, isFinal: false, timer: end }
}

/** Replaces a freed session in the array, so that the session can be collected. */
const FREED_SESSION = { row: NO_POOL_ROW } as OpenSession

/** The sessions of one key: ascending, without overlap. */
export class KeySessions {
  readonly key: string
  readonly rank: number
  /** Entries before `head` are freed. */
  readonly sessions: OpenSession[] = []
  head = 0

  constructor(key: string, rank: number) {
    this.key = key
    this.rank = rank
  }

  get length(): number {
    return this.sessions.length - this.head
  }

  get last(): OpenSession | undefined {
    return this.sessions[this.sessions.length - 1]
  }

  /** Returns the index of the first session that ends after `time`. */
  indexAfter(time: number): number {
    const { sessions } = this
    let low = this.head
    let high = sessions.length
    if (low < high && sessions[high - 1].end <= time) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sessions[middle].end <= time) low = middle + 1
      else high = middle
    }
    return low
  }

  insert(index: number, session: OpenSession): void {
    if (index === this.sessions.length) this.sessions.push(session)
    else this.head = insertAt([this.sessions], this.head, index, [session])
  }

  /** Drops the freed sessions at the front. Ends ascend, so sessions that expire together are there. */
  dropFreed(): void {
    const { sessions } = this
    while (this.head < sessions.length && sessions[this.head].row === NO_POOL_ROW) {
      sessions[this.head++] = FREED_SESSION
    }
    if (!shouldCompact(this.head, sessions.length)) return
    sessions.splice(0, this.head)
    this.head = 0
  }
}
