import { Frame } from './frame'
import type { StateSchema } from './schema'

/**
 * The merge of the panes in a window that slides over them, in about three merges per slide, however many panes it holds.
 *
 * Two stacks: each row of the front is the merge of a pane and of all later panes of the front, so that the oldest pane is
 * on top. The back holds panes in order of arrival, and their merge. When the front is empty, the back is flipped onto it.
 * (Tangwongsan, Hirzel and Schneider, "In-order sliding-window aggregation in worst-case constant time", 2021, section 3.)
 */
export class TwoStacks {
  readonly #front: Frame
  readonly #frontStarts: number[] = []
  readonly #back: Frame
  readonly #backStarts: number[] = []
  readonly #backMerged: Frame

  constructor(schema: StateSchema) {
    this.#front = new Frame(schema)
    this.#back = new Frame(schema)
    this.#backMerged = new Frame(schema, 1)
    this.#backMerged.append()
  }

  /** How many panes are in the window. */
  get length(): number {
    return this.#frontStarts.length + this.#backStarts.length
  }

  /** Adds a pane; starts must ascend. The row is copied. */
  push(start: number, frame: Frame, row: number): void {
    this.#back.merge(this.#back.append(), frame, row)
    this.#backStarts.push(start)
    this.#backMerged.merge(0, frame, row)
  }

  /** Removes the panes that start before `time`. */
  evict(time: number): void {
    const starts = this.#frontStarts
    while (starts.length > 0 && starts[starts.length - 1] < time) this.#popFront()
    if (starts.length === 0 && this.#backStarts.length > 0 && this.#backStarts[0] < time) {
      this.#flip()
      while (starts.length > 0 && starts[starts.length - 1] < time) this.#popFront()
    }
  }

  /** Merges the panes in the window, in order of time, into a row of another frame. */
  mergeInto(frame: Frame, row: number): void {
    if (this.#front.length > 0) frame.merge(row, this.#front, this.#front.length - 1)
    if (this.#backStarts.length > 0) frame.merge(row, this.#backMerged, 0)
  }

  #popFront(): void {
    this.#frontStarts.pop()
    this.#front.pop()
  }

  #flip(): void {
    for (let pane = this.#backStarts.length - 1; pane >= 0; pane--) {
      const row = this.#front.append()
      this.#front.merge(row, this.#back, pane)
      if (row > 0) this.#front.merge(row, this.#front, row - 1)
      this.#frontStarts.push(this.#backStarts[pane])
    }
    this.#back.clear()
    this.#backStarts.length = 0
    this.#backMerged.reset(0)
  }
}
