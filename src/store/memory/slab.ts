const BYTES_PER_SLAB = 16_384
/** Below it an engine keeps bytes beside the array itself; from a slab's quarter on, a buffer of their own is as good. */
const MIN_SLAB = 64
const MAX_IN_SLAB = BYTES_PER_SLAB / 4

/** Copies bytes, side by side into buffers that they share: an engine keeps account of each buffer, so few are cheaper. @internal */
export class Slab {
  #bytes = new Uint8Array(0)
  #free = 0

  /** A copy of bytes[from..to), the caller's own. */
  copy(bytes: Uint8Array, from: number, to: number): Uint8Array {
    const length = to - from
    if (length <= MIN_SLAB || length > MAX_IN_SLAB) return bytes.slice(from, to)
    if (this.#free + length > this.#bytes.length) {
      this.#bytes = new Uint8Array(BYTES_PER_SLAB)
      this.#free = 0
    }
    const copy = new Uint8Array(this.#bytes.buffer, this.#free, length)
    copy.set(bytes.subarray(from, to))
    this.#free += length
    return copy
  }
}
