import { NO_SLOT } from '../sliced/key-slices'
import { insertAt, isSlack } from '../state/front-gap-array'

/** A session of a key: the union of the proto-windows of its events. */
export interface OpenSession {
  readonly lane: KeySessions
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
  due: number
}

/** What stands where a session is gone, so that nothing of it is held. */
const GONE = { row: NO_SLOT } as OpenSession

/** What is held of one key: its sessions, ascending; they do not overlap. */
export class KeySessions {
  readonly key: string
  readonly rank: number
  /** Those before `from` are gone. */
  readonly sittings: OpenSession[] = []
  from = 0

  constructor(key: string, rank: number) {
    this.key = key
    this.rank = rank
  }

  get length(): number {
    return this.sittings.length - this.from
  }

  get last(): OpenSession | undefined {
    return this.sittings[this.sittings.length - 1]
  }

  /** The index of the first session that ends after `time`. */
  indexAfter(time: number): number {
    const { sittings } = this
    let low = this.from
    let high = sittings.length
    if (low < high && sittings[high - 1].end <= time) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sittings[middle].end <= time) low = middle + 1
      else high = middle
    }
    return low
  }

  insert(index: number, sitting: OpenSession): void {
    if (index === this.sittings.length) this.sittings.push(sitting)
    else this.from = insertAt([this.sittings], this.from, index, [sitting])
  }

  /** Lets go of the sessions in front that are freed: what is freed together is in front, as their ends ascend. */
  shift(): void {
    const { sittings } = this
    while (this.from < sittings.length && sittings[this.from].row === NO_SLOT) {
      sittings[this.from++] = GONE
    }
    if (!isSlack(this.from, sittings.length)) return
    sittings.splice(0, this.from)
    this.from = 0
  }
}
