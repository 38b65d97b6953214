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

  /** Notes when a session is to be looked at, of so many in these lanes. */
  note(sitting: OpenSession, due: number, open: number, lanes: Iterable<KeySessions>): void {
    sitting.due = due
    this.#heap.push(due, sitting)
    if (this.#heap.size <= 2 * open + SPARE) return
    this.#heap.clear()
    for (const { sittings, from } of lanes)
      for (let k = from; k < sittings.length; k++)
        if (!Number.isNaN(sittings[k].due)) this.#heap.push(sittings[k].due, sittings[k])
  }

  /** Takes out the session that is to be looked at first by the watermark. */
  next(watermark: number): OpenSession | undefined {
    while (this.#heap.size > 0 && this.#heap.least <= watermark) {
      const due = this.#heap.least
      const sitting = this.#heap.pop()
      if (sitting.row === NO_SLOT || sitting.due !== due) continue
      sitting.due = Number.NaN
      return sitting
    }
    return undefined
  }
}
