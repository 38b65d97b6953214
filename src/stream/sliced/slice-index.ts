import { insertAt, isSlack } from '../state/front-gap-array'
import type { KeySlices } from './key-slices'
import type { SliceLayout } from './slice-layout'

/** A slice of time in which something is held, and the keys that hold it. */
export interface Slice {
  readonly start: number
  readonly end: number
  /** The end of the last window that holds it. */
  readonly lastEnd: number
  readonly keys: KeySlices[]
}

/** The slices of time in which something is held, ascending, and which keys a window finds in its slices. */
export class SliceIndex {
  readonly #layout: SliceLayout
  readonly #byStart = new Map<number, Slice>()
  /** Ascending; entries before #first are gone. */
  readonly #order: Slice[] = []
  #first = 0
  /** The keys with something in the slices of [#from, #to), the window that closed last; ascending by rank where sorted. */
  #keys: KeySlices[] = []
  #sorted = true
  #from = Number.NEGATIVE_INFINITY
  #to = Number.NEGATIVE_INFINITY

  constructor(layout: SliceLayout) {
    this.#layout = layout
  }

  /** The slice that starts at `start`, made where there is none. */
  at(start: number): Slice {
    let slice = this.#byStart.get(start)
    if (slice) return slice
    const { slices, last, endOf } = this.#layout
    slice = { start, end: slices.endOf(start), lastEnd: endOf(last(start)), keys: [] }
    this.#byStart.set(start, slice)
    const index = this.#indexOf(start)
    if (index === this.#order.length) this.#order.push(slice)
    else this.#first = insertAt([this.#order], this.#first, index, [slice])
    return slice
  }

  /** Notes that a keySlices has something in a slice now. */
  join(slice: Slice, keySlices: KeySlices): void {
    slice.keys.push(keySlices)
    if (slice.start >= this.#from && slice.start < this.#to) this.#enter(keySlices)
  }

  /** The first slice that a window holds which ends after `closed`. */
  firstAfter(closed: number): Slice | undefined {
    const order = this.#order
    let low = this.#first
    let high = order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (order[middle].lastEnd <= closed) low = middle + 1
      else high = middle
    }
    return order[low]
  }

  /** The keys that have something in the window [start, end), by rank; windows ascend. */
  within(start: number, end: number): readonly KeySlices[] {
    const order = this.#order
    let left = false
    for (let k = this.#indexOf(this.#from); k < order.length && order[k].start < Math.min(start, this.#to); k++) {
      left = true
      for (const keySlices of order[k].keys) keySlices.inside--
    }
    if (left) this.#compact()
    for (let k = this.#indexOf(Math.max(start, this.#to)); k < order.length && order[k].start < end; k++)
      for (const keySlices of order[k].keys) this.#enter(keySlices)
    this.#from = start
    this.#to = end
    if (!this.#sorted) this.#keys.sort((a, b) => a.rank - b.rank)
    this.#sorted = true
    return this.#keys
  }

  /** Takes out the slices whose last window ends by `time`. */
  takeUntil(time: number): readonly Slice[] {
    const order = this.#order
    const gone: Slice[] = []
    let inside = false
    for (; this.#first < order.length && order[this.#first].lastEnd <= time; this.#first++) {
      const slice = order[this.#first]
      gone.push(slice)
      order[this.#first] = NO_SLICE
      this.#byStart.delete(slice.start)
      if (slice.start < this.#from || slice.start >= this.#to) continue
      inside = true
      for (const keySlices of slice.keys) keySlices.inside--
    }
    if (inside) this.#compact()
    if (isSlack(this.#first, order.length)) {
      order.splice(0, this.#first)
      this.#first = 0
    }
    return gone
  }

  /** The end of the last window of the first slice, and of the last one. */
  get firstEnd(): number {
    return this.#first < this.#order.length ? this.#order[this.#first].lastEnd : Number.POSITIVE_INFINITY
  }

  get lastEnd(): number {
    const { length } = this.#order
    return this.#first < length ? this.#order[length - 1].lastEnd : Number.NEGATIVE_INFINITY
  }

  #enter(keySlices: KeySlices): void {
    if (keySlices.inside++ > 0) return
    const { length } = this.#keys
    if (length > 0 && this.#keys[length - 1].rank > keySlices.rank) this.#sorted = false
    this.#keys.push(keySlices)
  }

  #compact(): void {
    let kept = 0
    for (const keySlices of this.#keys) if (keySlices.inside > 0) this.#keys[kept++] = keySlices
    this.#keys.length = kept
  }

  /** The index of the first slice that does not start before `time`. */
  #indexOf(time: number): number {
    const order = this.#order
    let low = this.#first
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

/** What stands where a slice is gone, so that nothing of it is held. */
const NO_SLICE: Slice = { start: Number.NaN, end: Number.NaN, lastEnd: Number.NaN, keys: [] }
