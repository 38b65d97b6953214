/** How many pages are kept: a power of two. */
const SLOTS = 1024

/**
 * What `build` makes for each span [from, to) of time, made when first asked for and kept while there is room.
 * Memory is bounded: two pages whose numbers are equal modulo the number of slots take turns.
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
