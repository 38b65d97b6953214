import { TidemarkError } from '../error'
import { crc32c } from './crc32c'

/** Reads what a Writer wrote; throws TIDEMARK_DECODE, with the offset, where it cannot be that. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #end: number
  readonly #what: string
  #at = 0

  /** `what` names in errors what is read. */
  constructor(bytes: Uint8Array, what: string) {
    this.#what = what
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#end = bytes.length - 4
    if (this.#end < 0) this.damaged('it ends here, and the shortest is longer')
    if (this.#view.getUint32(this.#end, true) !== crc32c(this.#view, 0, this.#end))
      this.damaged('the checksum at the end is not that of the bytes before it')
  }

  number(): number {
    if (this.#at + 8 > this.#end) this.damaged('a number is cut off')
    const value = this.#view.getFloat64(this.#at, true)
    this.#at += 8
    return value
  }

  /** How many of something follow, of which each takes at least so many bytes: so nothing is made for what is not there. */
  count(bytesEach: number): number {
    const value = this.number()
    if (Number.isInteger(value) && value >= 0 && value * bytesEach <= this.#end - this.#at) return value
    return this.damaged(`${value} of something, which cannot be`)
  }

  /** A time, or the edge of a window. */
  time(): number {
    const value = this.number()
    return Number.isSafeInteger(value) ? value : this.damaged(`${value} is no time`)
  }

  /** A number that counts something. */
  whole(): number {
    const value = this.number()
    return Number.isSafeInteger(value) && value >= 0 ? value : this.damaged(`${value} counts nothing`)
  }

  /** Yes and no, 1 and 0; or several of them as bits of a number of at most `most`. */
  flag(most = 1): number {
    const value = this.whole()
    return value <= most ? value : this.damaged(`${value} is no flag`)
  }

  text(): string {
    const length = this.count(2)
    let text = ''
    for (let k = 0; k < length; k++) text += String.fromCharCode(this.#view.getUint16(this.#at + 2 * k, true))
    this.#at += length * 2
    return text
  }

  bytes(): Uint8Array {
    const length = this.count(1)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  /** Checks that nothing is left over. */
  finish(): void {
    if (this.#at !== this.#end) this.damaged('more follows than was written')
  }

  damaged(what: string): never {
    throw new TidemarkError('TIDEMARK_DECODE', `${this.#what}: byte ${this.#at}: ${what}`)
  }
}
