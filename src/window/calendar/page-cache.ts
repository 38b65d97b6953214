/** How many pages the cache holds: a power of two. */
const SLOTS = 1024

/**
 * Returns what `build` computes for the span [from, to) that holds a time: computed when first needed, and cached.
 * Memory is bounded: two pages whose numbers are equal modulo the number of slots evict each other.
 */
export function pageCache<T>(span: number, build: (from: number, to: number) => T): (time: number) => T {
  const numbers = new Float64Array(SLOTS).fill(Number.NaN)
  const pages = new Array<T>(SLOTS)
  return time => {
    const n = Math.floor(time / span)
    const slot = n & (SLOTS - 1)
    if (numbers[slot] !== n) {
      pages[slot] = build(n * span, (n + 1) * span)
      numbers[slot] = n
    }
    return pages[slot]
  }
}
