import { TidemarkError } from '../error'
import { crc32c } from './crc32c'

/** Reads what a ByteWriter wrote; throws TIDEMARK_DECODE, with the offset, if the bytes cannot be that. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #end: number
  readonly #what: string
  #offset = 0

  /** `what` names the bytes in errors. */
  constructor(bytes: Uint8Array, what: string) {
    this.#what = what
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#end = bytes.length - 4
    if (this.#end < 0) this.damaged('it ends here, before its checksum')
    if (this.#view.getUint32(this.#end, true) !== crc32c(this.#view, 0, this.#end))
      this.damaged('the checksum at the end is not that of the bytes before it')
  }

  number(): number {
    if (this.#offset + 8 > this.#end) this.damaged('a number is cut off')
    const value = this.#view.getFloat64(this.#offset, true)
    this.#offset += 8
    return value
  }

  /** Reads a count of items of at least `bytesEach` bytes. It is checked, so that no memory is reserved for what cannot follow. */
  count(bytesEach: number): number {
    const value = this.number()
    if (Number.isInteger(value) && value >= 0 && value * bytesEach <= this.#end - this.#offset) return value
    return this.damaged(`${value} is not a possible count`)
  }

  /** Reads a time, or the boundary of a window. */
  time(): number {
    const value = this.number()
    return Number.isSafeInteger(value) ? value : this.damaged(`${value} is not a time`)
  }

  /** Reads a whole number from 0. */
  whole(): number {
    const value = this.number()
    return Number.isSafeInteger(value) && value >= 0 ? value : this.damaged(`${value} is not a count`)
  }

  /** Reads a flag, 1 or 0, or several flags as the bits of a number up to `most`. */
  flag(most = 1): number {
    const value = this.whole()
    return value <= most ? value : this.damaged(`${value} is not a flag`)
  }

  text(): string {
    const length = this.count(2)
    let text = ''
    for (let k = 0; k < length; k++) text += String.fromCharCode(this.#view.getUint16(this.#offset + 2 * k, true))
    this.#offset += length * 2
    return text
  }

  bytes(): Uint8Array {
    const length = this.count(1)
    this.#offset += length
    return this.#bytes.subarray(this.#offset - length, this.#offset)
  }

  /** Checks that nothing is left to read. */
  finish(): void {
    if (this.#offset !== this.#end) this.damaged('more follows than was written')
  }

  damaged(what: string): never {
    throw new TidemarkError('TIDEMARK_DECODE', `${this.#what}: byte ${this.#offset}: ${what}`)
  }
}
