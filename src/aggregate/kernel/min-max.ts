/** The smallest of `low` and values[from..to), in four lanes, so that one comparison need not wait for the one before. @internal */
export function minOf(values: Float64Array, from: number, to: number, low: number): number {
  let a = low
  let b = low
  let c = low
  let d = low
  let p = from
  for (; p + 3 < to; p += 4) {
    if (values[p] < a) a = values[p]
    if (values[p + 1] < b) b = values[p + 1]
    if (values[p + 2] < c) c = values[p + 2]
    if (values[p + 3] < d) d = values[p + 3]
  }
  for (; p < to; p++) if (values[p] < a) a = values[p]
  return Math.min(a, b, c, d)
}

/** The largest of `high` and values[from..to), in four lanes. @internal */
export function maxOf(values: Float64Array, from: number, to: number, high: number): number {
  let a = high
  let b = high
  let c = high
  let d = high
  let p = from
  for (; p + 3 < to; p += 4) {
    if (values[p] > a) a = values[p]
    if (values[p + 1] > b) b = values[p + 1]
    if (values[p + 2] > c) c = values[p + 2]
    if (values[p + 3] > d) d = values[p + 3]
  }
  for (; p < to; p++) if (values[p] > a) a = values[p]
  return Math.max(a, b, c, d)
}
