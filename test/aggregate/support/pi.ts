/** The first `count` decimal digits of pi, 3 the first of them: 16 atan(1/5) - 4 atan(1/239) in whole numbers (Machin). */
export function piDigits(count: number): number[] {
  const one = 10n ** BigInt(count + 10)
  const inverseTangent = (of: bigint) => {
    let sum = 0n
    let sign = 1n
    for (let power = one / of, k = 1n; power > 0n; power /= of * of, k += 2n, sign = -sign) sum += (sign * power) / k
    return sum
  }
  const pi = 16n * inverseTangent(5n) - 4n * inverseTangent(239n)
  return Array.from(pi.toString().slice(0, count), Number)
}
