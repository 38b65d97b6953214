import type { StateColumns } from '../aggregate'

/** The fields of a compensated sum: the sum as a double, and the error of its rounding; |rest| <= half an ulp of total. @internal */
export type Compensated = { readonly total: number; readonly rest: number }

/**
 * Adds `x` to row `i` as a double-double: TwoSum, then the rest takes its error (DWPlusFP).
 *
 * Joldes, Muller, Popescu: Tight and rigorous error bounds for basic building blocks of double-word arithmetic,
 * ACM TOMS 44 (2017). Total and rest have one form per value, so if 106 bits hold the exact sum,
 * every order of adding and merging returns the same two numbers. @internal
 */
export function addCompensated(s: StateColumns<Compensated>, i: number, x: number): void {
  const a = s.total[i]
  const sum = a + x
  const b = sum - a
  put(s, i, sum, s.rest[i] + (a - (sum - b) + (x - b)))
}

/** Merges row `j` of `o` into row `i` of `s` (AccurateDWPlusDW of the same paper); commutative to the bit. @internal */
export function mergeCompensated(
  s: StateColumns<Compensated>,
  i: number,
  o: StateColumns<Compensated>,
  j: number,
): void {
  const a = s.total[i]
  const x = o.total[j]
  const sum = a + x
  const b = sum - a
  const c = s.rest[i]
  const y = o.rest[j]
  const rest = c + y
  const d = rest - c
  const v = a - (sum - b) + (x - b) + rest
  const high = sum + v
  put(s, i, high, v - (high - sum) + (c - (rest - d) + (y - d)), sum)
}

/**
 * Adds values[from..to) to row `i`.
 *
 * Within the run the rest is itself compensated. That is more exact than `addCompensated` and several times faster,
 * because the chains of additions are independent. @internal
 */
export function foldCompensated(
  s: StateColumns<Compensated>,
  i: number,
  values: Float64Array,
  from: number,
  to: number,
): void {
  let total = s.total[i]
  let rest = s.rest[i]
  let last = 0
  for (let p = from; p < to; p++) {
    const x = values[p]
    const sum = total + x
    const b = sum - total
    const e = total - (sum - b) + (x - b)
    total = sum
    const r = rest + e
    const d = r - rest
    last += rest - (r - d) + (e - d)
    rest = r
  }
  const sum = total + rest
  const b = sum - total
  const v = total - (sum - b) + (rest - b) + last
  const high = sum + v
  const c = high - sum
  put(s, i, high, sum - (high - c) + (v - c), Number.isFinite(total) ? sum : total)
}

/** Writes high + low, |low| <= |high|. If high overflowed, or the plain sum did and made it NaN, the infinity stays. */
function put(s: StateColumns<Compensated>, i: number, high: number, low: number, plain = high): void {
  const total = Number.isFinite(high) ? high + low : Number.isNaN(high) ? plain : high
  s.total[i] = total
  s.rest[i] = Number.isFinite(total) ? low - (total - high) : 0
}
