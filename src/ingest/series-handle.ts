import type { Instant } from '../time/instant'

/** The receiver of a handle's points, which checks and counts them. */
interface HandleTarget {
  addTo(id: number, overflowed: boolean, value: number, at: Instant | undefined): void
  addColumnsTo(
    id: number,
    overflowed: boolean,
    times: ArrayLike<number>,
    values: ArrayLike<number>,
    first?: number,
  ): void
}

/** The hot path: adds points of one series without looking it up again. */
export class SeriesHandle {
  readonly #ingest: HandleTarget
  readonly #id: number
  readonly #overflowed: boolean

  constructor(ingest: HandleTarget, id: number, overflowed: boolean) {
    this.#ingest = ingest
    this.#id = id
    this.#overflowed = overflowed
  }

  /** Adds a value at a time, by default the clock's. */
  add(value: number, time?: Instant): void {
    this.#ingest.addTo(this.#id, this.#overflowed, value, time)
  }

  /** Adds columns of one length, all or nothing; times are epoch milliseconds in any order. */
  addColumns(times: ArrayLike<number>, values: ArrayLike<number>): void {
    this.#ingest.addColumnsTo(this.#id, this.#overflowed, times, values)
  }

  /** A part of columns, which begins at index `first` of the whole: so errors name the index. @internal */
  addPart(times: ArrayLike<number>, values: ArrayLike<number>, first: number): void {
    this.#ingest.addColumnsTo(this.#id, this.#overflowed, times, values, first)
  }
}
