import type { ByteReader } from '../codec/byte-reader'
import type { ByteWriter } from '../codec/byte-writer'
import type { KeySlices } from './sliced/key-slices'

const MAX_LISTED = 16

/** How many panes each keySlices has had of each window, as long as the window may have more of them. */
export class PaneCounts {
  readonly #windows = new Map<number, Map<KeySlices, number>>()

  #limit = MAX_LISTED

  count(start: number, keySlices: KeySlices): number {
    return this.#windows.get(start)?.get(keySlices) ?? 0
  }

  /** Counts one more pane; gives how many there were before: its index. */
  next(start: number, keySlices: KeySlices): number {
    const keys = this.#windows.get(start) ?? new Map<KeySlices, number>()
    if (keys.size === 0) this.#windows.set(start, keys)
    const index = keys.get(keySlices) ?? 0
    keys.set(keySlices, index + 1)
    return index
  }

  /** Forgets the windows that are gone, when it has grown to twice what was left the last time: so each is looked at a few times. */
  prune(isGone: (start: number) => boolean): void {
    if (this.#windows.size < this.#limit) return
    for (const start of this.#windows.keys()) if (isGone(start)) this.#windows.delete(start)
    this.#limit = Math.max(MAX_LISTED, 2 * this.#windows.size)
  }

  /** Writes the windows that are not gone; keys as their places in a list. */
  save(writer: ByteWriter, places: ReadonlyMap<KeySlices, number>, isGone: (start: number) => boolean): void {
    const kept = [...this.#windows].filter(([start]) => !isGone(start))
    writer.number(kept.length)
    for (const [start, keys] of kept) {
      writer.number(start)
      writer.number(keys.size)
      for (const [keySlices, panes] of keys) {
        writer.number(places.get(keySlices)!)
        writer.number(panes)
      }
    }
  }

  restore(reader: ByteReader, all: readonly KeySlices[]): void {
    for (let windows = reader.count(16); windows > 0; windows--) {
      const keys = new Map<KeySlices, number>()
      this.#windows.set(reader.time(), keys)
      for (let left = reader.count(16); left > 0; left--) {
        const keySlices = all[reader.whole()] ?? reader.damaged('a key that is none')
        keys.set(keySlices, reader.whole())
      }
    }
  }
}
