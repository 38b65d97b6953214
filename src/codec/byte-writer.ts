import { crc32c } from './crc32c'

const INITIAL_BYTES = 1024

/** Writes numbers, texts and bytes side by side, into memory that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(INITIAL_BYTES)
  #view = new DataView(this.#bytes.buffer)
  #at = 0

  number(value: number): void {
    this.#ensure(8)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  /** In UTF-16 code units, since a string may hold what UTF-8 cannot say. */
  text(value: string): void {
    this.number(value.length)
    this.#ensure(value.length * 2)
    for (let k = 0; k < value.length; k++) this.#view.setUint16(this.#at + 2 * k, value.charCodeAt(k), true)
    this.#at += value.length * 2
  }

  bytes(value: Uint8Array): void {
    this.number(value.length)
    this.#ensure(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
  }

  /** What was written, and the checksum of it. */
  finish(): Uint8Array {
    this.#ensure(4)
    this.#view.setUint32(this.#at, crc32c(this.#view, 0, this.#at), true)
    return this.#bytes.slice(0, this.#at + 4)
  }

  #ensure(size: number): void {
    if (this.#at + size <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + size))
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}
