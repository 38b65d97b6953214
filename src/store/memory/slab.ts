const BYTES_PER_SLAB = 16_384
/** An engine keeps shorter bytes inside the array object itself; bytes longer than a quarter of a slab get a buffer each. */
const MIN_SLAB = 64
const MAX_IN_SLAB = BYTES_PER_SLAB / 4

/** Copies bytes side by side into shared buffers. An engine tracks each buffer, so few buffers are cheaper. @internal */
export class Slab {
  #bytes = new Uint8Array(0)
  #free = 0

  /** Returns a copy of bytes[from..to), which belongs to the caller. */
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
