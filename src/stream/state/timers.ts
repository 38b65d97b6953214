import type { KeySessions, OpenSession } from '../session/open-session'
import { NO_SLOT } from '../sliced/key-slices'
import { Heap } from './heap'

/** So many entries may always be out of date. */
const SPARE = 64

/** By which watermark each session is to be looked at. Entries that are out of date are passed over, and left out before they are most. */
export class TimerQueue {
  readonly #heap = new Heap<OpenSession>()

  /** Nothing is to be looked at below this watermark. */
  get least(): number {
    return this.#heap.least
  }

  /** Notes when a session is to be looked at, of so many in these keys. */
  schedule(session: OpenSession, due: number, open: number, keys: Iterable<KeySessions>): void {
    session.timer = due
    this.#heap.push(due, session)
    if (this.#heap.size <= 2 * open + SPARE) return
    this.#heap.clear()
    for (const { sessions, from } of keys)
      for (let k = from; k < sessions.length; k++)
        if (!Number.isNaN(sessions[k].timer)) this.#heap.push(sessions[k].timer, sessions[k])
  }

  /** Takes out the session that is to be looked at first by the watermark. */
  popDue(watermark: number): OpenSession | undefined {
    while (this.#heap.size > 0 && this.#heap.least <= watermark) {
      const due = this.#heap.least
      const session = this.#heap.pop()
      if (session.row === NO_SLOT || session.timer !== due) continue
      session.timer = Number.NaN
      return session
    }
    return undefined
  }
}
