/** A known point outside a range: its time (epoch milliseconds) and its value. */
export interface Neighbor {
  readonly time: number
  readonly value: number
  /**
   * How many windows away from the range it is: 1 for the window next to it. Only a `limit` uses it.
   * By default it is computed from the width of the window at the range's edge: exact if windows are equally wide.
   */
  readonly steps?: number | undefined
}

/** The nearest known points on either side of a range, if there are any. */
export interface Neighbors {
  readonly before?: Neighbor | undefined
  readonly after?: Neighbor | undefined
}

/** Replaces missing values (NaN) in place; it never changes a present value. */
export interface Filler {
  /** With its parameters: `previous({ limit: 2 })`. */
  readonly name: string
  /** Whether it uses the nearest known point before the range, and after it. */
  readonly needs: { readonly before: boolean; readonly after: boolean }
  /** How far away a known point may be, milliseconds; Infinity without a `maxGap`. */
  readonly maxDistance: number
  /** Fills the NaNs of `values`; `times` are the starts of its windows, ascending, epoch milliseconds. */
  fill(times: Float64Array, values: Float64Array, neighbors: Neighbors): void
}
