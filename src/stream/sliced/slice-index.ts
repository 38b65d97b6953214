import { insertAt, shouldCompact } from '../state/front-gap-array'
import type { KeySlices } from './key-slices'
import type { SliceLayout } from './slice-layout'

/** A slice of time and the keys with events in it. */
export interface Slice {
  readonly start: number
  readonly end: number
  /** The end of the last window that contains the slice. */
  readonly lastWindowEnd: number
  readonly keys: KeySlices[]
}

/** The slices of all keys in ascending order, and the keys of the current window. */
export class SliceIndex {
  readonly #layout: SliceLayout
  readonly #byStart = new Map<number, Slice>()
  /** Ascending; entries before `#head` are free. */
  readonly #order: Slice[] = []
  #head = 0
  /** The keys with events in the current window, ascending by rank if `#sorted`. */
  #windowKeys: KeySlices[] = []
  #sorted = true
  /** The bounds of the current window, the one that closed last. */
  #windowStart = Number.NEGATIVE_INFINITY
  #windowEnd = Number.NEGATIVE_INFINITY

  constructor(layout: SliceLayout) {
    this.#layout = layout
  }

  /** Returns the slice that starts at `start`, and creates it if it is new. */
  getOrCreate(start: number): Slice {
    let slice = this.#byStart.get(start)
    if (slice) return slice
    const { slices, lastStart, endOf } = this.#layout
    slice = { start, end: slices.endOf(start), lastWindowEnd: endOf(lastStart(start)), keys: [] }
    this.#byStart.set(start, slice)
    const index = this.#indexOf(start)
    if (index === this.#order.length) this.#order.push(slice)
    else this.#head = insertAt([this.#order], this.#head, index, [slice])
    return slice
  }

  /** Adds a key to a slice. */
  addKey(slice: Slice, keySlices: KeySlices): void {
    slice.keys.push(keySlices)
    if (slice.start >= this.#windowStart && slice.start < this.#windowEnd) this.#enterWindow(keySlices)
  }

  /** Returns the first slice that is in a window which ends after `closed`. */
  firstAfter(closed: number): Slice | undefined {
    const order = this.#order
    let low = this.#head
    let high = order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (order[middle].lastWindowEnd <= closed) low = middle + 1
      else high = middle
    }
    return order[low]
  }

  /** Moves the current window to [start, end) and returns its keys by rank. Windows must come in ascending order. */
  moveTo(start: number, end: number): readonly KeySlices[] {
    const order = this.#order
    let hasLeft = false
    for (
      let k = this.#indexOf(this.#windowStart);
      k < order.length && order[k].start < Math.min(start, this.#windowEnd);
      k++
    ) {
      hasLeft = true
      for (const keySlices of order[k].keys) keySlices.slicesInWindow--
    }
    if (hasLeft) this.#compact()
    for (let k = this.#indexOf(Math.max(start, this.#windowEnd)); k < order.length && order[k].start < end; k++)
      for (const keySlices of order[k].keys) this.#enterWindow(keySlices)
    this.#windowStart = start
    this.#windowEnd = end
    if (!this.#sorted) this.#windowKeys.sort((a, b) => a.rank - b.rank)
    this.#sorted = true
    return this.#windowKeys
  }

  /** Removes and returns the slices whose last window ends at or before `time`. */
  popExpired(time: number): readonly Slice[] {
    const order = this.#order
    const expired: Slice[] = []
    let changesWindow = false
    for (; this.#head < order.length && order[this.#head].lastWindowEnd <= time; this.#head++) {
      const slice = order[this.#head]
      expired.push(slice)
      order[this.#head] = EXPIRED_SLICE
      this.#byStart.delete(slice.start)
      if (slice.start < this.#windowStart || slice.start >= this.#windowEnd) continue
      changesWindow = true
      for (const keySlices of slice.keys) keySlices.slicesInWindow--
    }
    if (changesWindow) this.#compact()
    if (shouldCompact(this.#head, order.length)) {
      order.splice(0, this.#head)
      this.#head = 0
    }
    return expired
  }

  /** The end of the last window of the first slice; Infinity if there is no slice. */
  get firstExpiry(): number {
    return this.#head < this.#order.length ? this.#order[this.#head].lastWindowEnd : Number.POSITIVE_INFINITY
  }

  /** The end of the last window of the last slice; -Infinity if there is no slice. */
  get lastExpiry(): number {
    const { length } = this.#order
    return this.#head < length ? this.#order[length - 1].lastWindowEnd : Number.NEGATIVE_INFINITY
  }

  #enterWindow(keySlices: KeySlices): void {
    if (keySlices.slicesInWindow++ > 0) return
    const { length } = this.#windowKeys
    if (length > 0 && this.#windowKeys[length - 1].rank > keySlices.rank) this.#sorted = false
    this.#windowKeys.push(keySlices)
  }

  #compact(): void {
    let kept = 0
    for (const keySlices of this.#windowKeys) if (keySlices.slicesInWindow > 0) this.#windowKeys[kept++] = keySlices
    this.#windowKeys.length = kept
  }

  /** Returns the index of the first slice that starts at or after `time`. */
  #indexOf(time: number): number {
    const order = this.#order
    let low = this.#head
    let high = order.length
    if (high > low && order[high - 1].start < time) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (order[middle].start < time) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Replaces an expired slice in the array, so that the slice can be collected. */
const EXPIRED_SLICE: Slice = { start: Number.NaN, end: Number.NaN, lastWindowEnd: Number.NaN, keys: [] }
