/** Finite doubles as whole multiples of 2^-1074, the smallest of them: sums of these have no rounding. */
export function exactly(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0]
  const exponent = (bits >> 52n) & 0x7ffn
  const fraction = bits & 0xfffffffffffffn
  const size = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n)
  return bits >> 63n ? -size : size
}

/** The distance from |x| to the next larger double, in the same units. */
function ulpOf(x: number): bigint {
  const exponent = (new BigUint64Array(Float64Array.of(x).buffer)[0] >> 52n) & 0x7ffn
  return exponent === 0n ? 1n : 1n << (exponent - 1n)
}

export interface ExactSum {
  readonly sum: bigint
  /** How much larger the sum of sizes is than the size of the sum; Infinity if all cancels. */
  readonly condition: number
  /** The sum of sizes. */
  readonly sizes: bigint
}

/** The sum of values without rounding, and how hard it is to get by rounding. */
export function exactSum(values: Iterable<number>): ExactSum {
  let sum = 0n
  let sizes = 0n
  for (const x of values) {
    const term = exactly(x)
    sum += term
    sizes += size(term)
  }
  const condition = sum === 0n ? Number.POSITIVE_INFINITY : Number((sizes * 1000n) / size(sum)) / 1000
  return { sum, sizes, condition: sizes === 0n ? 1 : condition }
}

/** How many ulps of the reading lie between it and sum / n. */
export function ulpsOff(reading: number, sum: bigint, n = 1): number {
  const count = BigInt(n)
  return Number((size(exactly(reading) * count - sum) * 1000n) / (ulpOf(reading) * count)) / 1000
}

export function size(x: bigint): bigint {
  return x < 0n ? -x : x
}
