/** a + (b - a) * f for a <= b and f in [0, 1]: within [a, b], monotone in f, and no step of it overflows. @internal */
export function lerp(a: number, b: number, f: number): number {
  const d = b - a
  const x = d < Number.POSITIVE_INFINITY ? a + d * f : 2 * (a / 2 + (b / 2 - a / 2) * f)
  return x < b ? x : b
}
