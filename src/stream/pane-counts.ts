import type { ByteReader } from '../codec/byte-reader'
import type { ByteWriter } from '../codec/byte-writer'
import type { KeySlices } from './sliced/key-slices'

const MIN_PRUNE_SIZE = 16

/** Counts the panes per window and key, for as long as the window may emit more. */
export class PaneCounts {
  readonly #windows = new Map<number, Map<KeySlices, number>>()

  #pruneSize = MIN_PRUNE_SIZE

  count(start: number, keySlices: KeySlices): number {
    return this.#windows.get(start)?.get(keySlices) ?? 0
  }

  /** Counts one more pane and returns its index. */
  next(start: number, keySlices: KeySlices): number {
    const keys = this.#windows.get(start) ?? new Map<KeySlices, number>()
    if (keys.size === 0) this.#windows.set(start, keys)
    const index = keys.get(keySlices) ?? 0
    keys.set(keySlices, index + 1)
    return index
  }

  /** Deletes expired windows, but only once the number of windows has doubled since the last time, so the cost per window is constant. */
  prune(isExpired: (start: number) => boolean): void {
    if (this.#windows.size < this.#pruneSize) return
    for (const start of this.#windows.keys()) if (isExpired(start)) this.#windows.delete(start)
    this.#pruneSize = Math.max(MIN_PRUNE_SIZE, 2 * this.#windows.size)
  }

  /** Writes the windows that are not expired; each key as its position in the saved list of keys. */
  save(writer: ByteWriter, positions: ReadonlyMap<KeySlices, number>, isExpired: (start: number) => boolean): void {
    const kept = [...this.#windows].filter(([start]) => !isExpired(start))
    writer.number(kept.length)
    for (const [start, keys] of kept) {
      writer.number(start)
      writer.number(keys.size)
      for (const [keySlices, panes] of keys) {
        writer.number(positions.get(keySlices)!)
        writer.number(panes)
      }
    }
  }

  restore(reader: ByteReader, saved: readonly KeySlices[]): void {
    for (let windows = reader.count(16); windows > 0; windows--) {
      const keys = new Map<KeySlices, number>()
      this.#windows.set(reader.time(), keys)
      for (let remaining = reader.count(16); remaining > 0; remaining--) {
        const keySlices = saved[reader.whole()] ?? reader.damaged('no key has this position')
        keys.set(keySlices, reader.whole())
      }
    }
  }
}
