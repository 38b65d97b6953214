import { crc32c } from './crc32c'

const INITIAL_BYTES = 1024

/** Writes numbers, texts and bytes one after another, into memory that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(INITIAL_BYTES)
  #view = new DataView(this.#bytes.buffer)
  #offset = 0

  number(value: number): void {
    this.#ensure(8)
    this.#view.setFloat64(this.#offset, value, true)
    this.#offset += 8
  }

  /** Writes UTF-16 code units, because a string may hold what UTF-8 cannot. */
  text(value: string): void {
    this.number(value.length)
    this.#ensure(value.length * 2)
    for (let k = 0; k < value.length; k++) this.#view.setUint16(this.#offset + 2 * k, value.charCodeAt(k), true)
    this.#offset += value.length * 2
  }

  bytes(value: Uint8Array): void {
    this.number(value.length)
    this.#ensure(value.length)
    this.#bytes.set(value, this.#offset)
    this.#offset += value.length
  }

  /** Returns everything written, followed by its checksum. */
  finish(): Uint8Array {
    this.#ensure(4)
    this.#view.setUint32(this.#offset, crc32c(this.#view, 0, this.#offset), true)
    return this.#bytes.slice(0, this.#offset + 4)
  }

  #ensure(size: number): void {
    if (this.#offset + size <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#offset + size))
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}
