import type { Aggregate, StateColumns } from '../aggregate'
import { foldCompensated } from './two-sum'

/** A row with the fields of count, sum, mean, min and max. */
type RunSummary = StateColumns<{
  readonly n: number
  readonly total: number
  readonly rest: number
  readonly low: number
  readonly high: number
}>

/** The summary of one run, so that taking it is merging it. There is one, and `summarizeRun` overwrites it. @internal */
export const runSummary: RunSummary = /* @__PURE__ */ newRunSummary()

function newRunSummary(): RunSummary {
  const one = () => new Float64Array(1)
  return { n: one(), total: one(), rest: one(), low: one(), high: one() }
}

const summarized = new WeakSet<Aggregate>()

/**
 * Lets several aggregates share one pass over a run.
 *
 * Use it only if each field of the state holds exactly what the summary holds under that name: `n` the count, `total` and
 * `rest` the sum, `low` and `high` the extremes of the *raw values*. @internal
 */
export function withRunSummary<A extends Aggregate>(aggregate: A): A {
  summarized.add(aggregate)
  return aggregate
}

/** Whether an aggregate may merge the summary of a run instead of folding the run. @internal */
export function hasRunSummary(aggregate: Aggregate): boolean {
  return summarized.has(aggregate)
}

/** Below this, one loop per aggregate with nothing to prepare is faster: measured with two to four aggregates. */
const MIN_POINTS = 64
/** Points per block: the anchors restart with each. 512 go to each of the two lanes of an anchor. */
const POINTS_PER_ANCHOR = 1024
const parts = /* @__PURE__ */ new Float64Array(3)

/**
 * Writes the count, sum, least and greatest of values[from..to) to `runSummary`, in one pass, and returns true.
 *
 * Returns false if there are few values, if they are so large that an intermediate sum might overflow, or if one is not
 * finite. A -0 counts as 0.
 *
 * A value x is added to an anchor A so large that what rounding cuts off, x - ((A + x) - A), is exact (Dekker, 1971). That
 * is added to a second anchor in the same way, and what it cuts off there is added up plainly: 7 operations per value,
 * against 13 of `foldCompensated`. Each anchor has two lanes, so that one addition need not wait for the other.
 *
 * S and T are where the anchors begin. They can hold a block of values up to `bound`; a larger value begins another block.
 * A lane is off S by at most 512 * bound = S / 6, so A - S is exact; each value leaves at most 2^-41 * bound, so
 * A - T is, too; and then at most 2^-83 * bound, which adds up exactly if 106 bits hold the sum.
 * (After Demmel and Nguyen, "Parallel reproducible summation", IEEE Transactions on Computers 64, 2015.) @internal
 */
export function summarizeRun(values: Float64Array, from: number, to: number): boolean {
  if (to - from < MIN_POINTS) return false
  let low = values[from]
  let high = low
  runSummary.total[0] = 0
  runSummary.rest[0] = 0
  for (let p = from; p < to; ) {
    const bound = 256 * Math.max(-low, high) // few values are so much larger than the first
    const S = 3072 * bound
    const T = S * 2 ** -42
    if (!(S * (to - from) < Number.POSITIVE_INFINITY)) return false
    const stop = Math.min(to, p + POINTS_PER_ANCHOR)
    let a = S
    let b = S
    let c = T
    let d = T
    let rest = 0
    for (; p + 3 < stop; p += 4) {
      const x1 = values[p]
      const x2 = values[p + 1]
      const x3 = values[p + 2]
      const x4 = values[p + 3]
      // rarely is one of them a new extreme
      if (!(x1 >= low && x1 <= high && x2 >= low && x2 <= high && x3 >= low && x3 <= high && x4 >= low && x4 <= high)) {
        if (x1 < low) low = x1
        if (x1 > high) high = x1
        if (x2 < low) low = x2
        if (x2 > high) high = x2
        if (x3 < low) low = x3
        if (x3 > high) high = x3
        if (x4 < low) low = x4
        if (x4 > high) high = x4
        if (low < -bound || high > bound) break
      }
      const a1 = a + x1
      const b2 = b + x2
      const a3 = a1 + x3
      const b4 = b2 + x4
      const r1 = x1 - (a1 - a)
      const r2 = x2 - (b2 - b)
      const r3 = x3 - (a3 - a1)
      const r4 = x4 - (b4 - b2)
      const c1 = c + r1
      const d2 = d + r2
      const c3 = c1 + r3
      const d4 = d2 + r4
      rest += r1 - (c1 - c) + (r2 - (d2 - d)) + (r3 - (c3 - c1) + (r4 - (d4 - d2)))
      a = a3
      b = b4
      c = c3
      d = d4
    }
    for (; p < stop && stop - p < 4; p++) {
      const x = values[p]
      low = Math.min(low, x)
      high = Math.max(high, x)
      if (low < -bound || high > bound) break
      const a1 = a + x
      const r = x - (a1 - a)
      const c1 = c + r
      rest += r - (c1 - c)
      a = a1
      c = c1
    }
    parts[0] = a - S + (b - S)
    parts[1] = c - T + (d - T)
    parts[2] = rest
    foldCompensated(runSummary, 0, parts, 0, 3)
  }
  runSummary.n[0] = to - from
  runSummary.low[0] = low + 0
  runSummary.high[0] = high + 0
  return Number.isFinite(runSummary.total[0])
}
