import { NO_SLOT } from '../sliced/key-slices'
import { insertAt, isSlack } from '../state/front-gap-array'

/** A session of a key: the union of the proto-windows of its events. */
export interface OpenSession {
  readonly key: KeySessions
  start: number
  end: number
  /** NONE once it is freed, or joined to another. */
  row: number
  /** How many panes there were of this window: of these bounds. */
  panes: number
  /** Whether the watermark has passed its end, and a pane told it. */
  isFinal: boolean
  /**
   * The watermark at which it is looked at: its end or before, once it is final when it is freed or before. Entries of the
   * heap with another one are out of date.
   */
  timer: number
}

/** A session of a key that has had no pane yet; its timer is its end. */
export function sessionOf(key: KeySessions, start: number, end: number, row: number): OpenSession {
  return { key, start, end, row, panes: 0, isFinal: false, timer: end }
}

/** What stands where a session is gone, so that nothing of it is held. */
const GONE = { row: NO_SLOT } as OpenSession

/** What is held of one key: its sessions, ascending; they do not overlap. */
export class KeySessions {
  readonly key: string
  readonly rank: number
  /** Those before `from` are gone. */
  readonly sessions: OpenSession[] = []
  from = 0

  constructor(key: string, rank: number) {
    this.key = key
    this.rank = rank
  }

  get length(): number {
    return this.sessions.length - this.from
  }

  get last(): OpenSession | undefined {
    return this.sessions[this.sessions.length - 1]
  }

  /** The index of the first session that ends after `time`. */
  indexAfter(time: number): number {
    const { sessions } = this
    let low = this.from
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
    else this.from = insertAt([this.sessions], this.from, index, [session])
  }

  /** Lets go of the sessions in front that are freed: what is freed together is in front, as their ends ascend. */
  shift(): void {
    const { sessions } = this
    while (this.from < sessions.length && sessions[this.from].row === NO_SLOT) {
      sessions[this.from++] = GONE
    }
    if (!isSlack(this.from, sessions.length)) return
    sessions.splice(0, this.from)
    this.from = 0
  }
}
