import type { Lane } from './lane'

/** How many panes each lane has had of each window, as long as the window may have more of them. */
export class Told {
  readonly #windows = new Map<number, Map<Lane, number>>()

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

  /** Sets how many there were, as it was saved. */
  set(start: number, lane: Lane, count: number): void {
    this.next(start, lane)
    this.#windows.get(start)!.set(lane, count)
  }

  /** Forgets the windows that are gone. */
  prune(isGone: (start: number) => boolean): void {
    for (const start of this.#windows.keys()) if (isGone(start)) this.#windows.delete(start)
  }

  [Symbol.iterator](): IterableIterator<[number, Map<Lane, number>]> {
    return this.#windows.entries()
  }

  get size(): number {
    return this.#windows.size
  }
}
