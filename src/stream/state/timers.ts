import type { KeySessions, OpenSession } from '../session/open-session'
import { Heap } from './heap'
import { NO_POOL_ROW } from './row-pool'

/** This many stale entries are always allowed, so that a small heap is not rebuilt often. */
const MIN_STALE = 64

/**
 * Event-time timers: the watermark at which each session is due.
 *
 * Rescheduling adds an entry and leaves the old one, which is then stale. `popDue` skips stale entries, and the heap is
 * rebuilt before they outnumber the others.
 */
export class TimerQueue {
  readonly #heap = new Heap<OpenSession>()

  /** The lowest watermark at which a timer may be due; Infinity if no session is scheduled. */
  get min(): number {
    return this.#heap.min
  }

  /** Schedules a session. `open` is how many sessions `keys` hold in all. */
  schedule(session: OpenSession, timer: number, open: number, keys: Iterable<KeySessions>): void {
    session.timer = timer
    this.#heap.push(timer, session)
    if (this.#heap.size <= 2 * open + MIN_STALE) return
    this.#heap.clear()
    for (const { sessions, head } of keys)
      for (let k = head; k < sessions.length; k++)
        if (!Number.isNaN(sessions[k].timer)) this.#heap.push(sessions[k].timer, sessions[k])
  }

  /** Removes and returns the session with the lowest timer at or before the watermark. */
  popDue(watermark: number): OpenSession | undefined {
    while (this.#heap.size > 0 && this.#heap.min <= watermark) {
      const timer = this.#heap.min
      const session = this.#heap.pop()
      if (session.row === NO_POOL_ROW || session.timer !== timer) continue
      session.timer = Number.NaN
      return session
    }
    return undefined
  }
}
