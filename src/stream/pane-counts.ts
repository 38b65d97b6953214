import type { Reader } from '../codec/byte-reader'
import type { Writer } from '../codec/byte-writer'
import type { Lane } from './sliced/key-slices'

const FEW = 16

/** How many panes each lane has had of each window, as long as the window may have more of them. */
export class Told {
  readonly #windows = new Map<number, Map<Lane, number>>()

  #limit = FEW

  count(start: number, lane: Lane): number {
    return this.#windows.get(start)?.get(lane) ?? 0
  }

  /** Counts one more pane; gives how many there were before: its index. */
  next(start: number, lane: Lane): number {
    const lanes = this.#windows.get(start) ?? new Map<Lane, number>()
    if (lanes.size === 0) this.#windows.set(start, lanes)
    const index = lanes.get(lane) ?? 0
    lanes.set(lane, index + 1)
    return index
  }

  /** Forgets the windows that are gone, when it has grown to twice what was left the last time: so each is looked at a few times. */
  prune(isGone: (start: number) => boolean): void {
    if (this.#windows.size < this.#limit) return
    for (const start of this.#windows.keys()) if (isGone(start)) this.#windows.delete(start)
    this.#limit = Math.max(FEW, 2 * this.#windows.size)
  }

  /** Writes the windows that are not gone; lanes as their places in a list. */
  save(writer: Writer, places: ReadonlyMap<Lane, number>, isGone: (start: number) => boolean): void {
    const kept = [...this.#windows].filter(([start]) => !isGone(start))
    writer.number(kept.length)
    for (const [start, lanes] of kept) {
      writer.number(start)
      writer.number(lanes.size)
      for (const [lane, panes] of lanes) {
        writer.number(places.get(lane)!)
        writer.number(panes)
      }
    }
  }

  restore(reader: Reader, all: readonly Lane[]): void {
    for (let windows = reader.count(16); windows > 0; windows--) {
      const lanes = new Map<Lane, number>()
      this.#windows.set(reader.time(), lanes)
      for (let left = reader.count(16); left > 0; left--) {
        const lane = all[reader.whole()] ?? reader.damaged('a key that is none')
        lanes.set(lane, reader.whole())
      }
    }
  }
}
