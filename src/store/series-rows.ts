import type { Row } from './store'

/** What is kept of a row beside its bytes, as numbers in a row of one array: 40 bytes a row. */
const STRIDE = 5
const END = 1
const SEQUENCE = 2
const PLACE = 3
const LENGTH = 4

/**
 * The rows of one series in one tier, ascending by start: their numbers in one array, their bytes in another.
 *
 * Appending at the end and dropping at the front cost the same however many rows there are.
 *
 * @internal
 */
export class SeriesRows {
  /** How many rows there are. */
  length = 0
  /** How many bytes they have. */
  live = 0
  #numbers = new Float64Array(2 * STRIDE)
  /** The first row in use: those before it were dropped. */
  #first = 0
  #bytes = new Uint8Array(0)
  /** Bytes in use, those of rows that were replaced or dropped among them. */
  #used = 0

  /** The index of the first row with start >= `start`; `length` where there is none. */
  find(start: number): number {
    const numbers = this.#numbers
    let low = this.#first
    let high = low + this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (numbers[middle * STRIDE] < start) low = middle + 1
      else high = middle
    }
    return low - this.#first
  }

  start(index: number): number {
    return this.#numbers[(this.#first + index) * STRIDE]
  }

  /** A copy of a row. */
  row(index: number, tier: string, series: number, writer: string): Row {
    const numbers = this.#numbers
    const at = (this.#first + index) * STRIDE
    const place = numbers[at + PLACE]
    const bytes = new Uint8Array(numbers[at + LENGTH])
    bytes.set(this.#bytes.subarray(place, place + bytes.length))
    return { tier, series, start: numbers[at], end: numbers[at + END], writer, sequence: numbers[at + SEQUENCE], bytes }
  }

  /** Adds a row, or replaces the one of the same start. */
  put({ start, end, sequence, bytes }: Row): void {
    const { length } = this
    const index = length === 0 || start > this.start(length - 1) ? length : this.find(start)
    if (index === length || this.start(index) !== start) this.#insert(index)
    const at = (this.#first + index) * STRIDE
    this.#numbers[at] = start
    this.#numbers[at + END] = end
    this.#numbers[at + SEQUENCE] = sequence
    this.#write(at, bytes)
  }

  /** Removes the rows with start in [from, to); gives how many there were. */
  drop(from: number, to: number): number {
    const index = this.find(from)
    const after = this.find(to)
    const count = after - index
    if (count <= 0) return 0
    const numbers = this.#numbers
    const at = (this.#first + index) * STRIDE
    const end = at + count * STRIDE
    for (let p = at; p < end; p += STRIDE) this.live -= numbers[p + LENGTH]
    if (index === 0) this.#first += count
    else numbers.copyWithin(at, end, (this.#first + this.length) * STRIDE)
    this.length -= count
    if (numbers.length > 4 * this.length * STRIDE) this.#resize()
    if (this.#used > 2 * this.live) this.#rebuild(0)
    return count
  }

  /** Opens a place for a row at its index, with no bytes yet. */
  #insert(index: number): void {
    if ((this.#first + this.length + 1) * STRIDE > this.#numbers.length) this.#resize()
    const at = (this.#first + index) * STRIDE
    this.#numbers.copyWithin(at + STRIDE, at, (this.#first + this.length) * STRIDE)
    this.#numbers.fill(0, at, at + STRIDE)
    this.length++
  }

  /** Moves the numbers to an array with room for a quarter more. */
  #resize(): void {
    const from = this.#first * STRIDE
    const larger = new Float64Array((Math.ceil(this.length * 1.25) + 1) * STRIDE)
    larger.set(this.#numbers.subarray(from, from + this.length * STRIDE))
    this.#numbers = larger
    this.#first = 0
  }

  /** Gives the row whose numbers are at `at` its bytes: where the old ones were, if they fit there. */
  #write(at: number, bytes: Uint8Array): void {
    const old = this.#numbers[at + LENGTH]
    let place = this.#numbers[at + PLACE]
    if (bytes.length > old) {
      if (old > 0 && place + old === this.#used) this.#used = place
      this.live -= old
      this.#numbers[at + LENGTH] = 0
      if (this.#used + bytes.length > this.#bytes.length) this.#rebuild(bytes.length)
      place = this.#used
      this.#used += bytes.length
      this.live += bytes.length
    } else this.live += bytes.length - old
    this.#bytes.set(bytes, place)
    this.#numbers[at + PLACE] = place
    this.#numbers[at + LENGTH] = bytes.length
  }

  /** Moves the live bytes to an array with room for `more` and a quarter of all that. */
  #rebuild(more: number): void {
    const old = this.#bytes
    this.#bytes = new Uint8Array(Math.ceil((this.live + more) * 1.25))
    if (this.#used === this.live) this.#bytes.set(old.subarray(0, this.#used))
    else this.#compact(old)
  }

  /** Copies the bytes of all rows, those that lie side by side in one go. */
  #compact(old: Uint8Array): void {
    const numbers = this.#numbers
    const last = (this.#first + this.length) * STRIDE
    let begin = 0
    let end = 0
    let used = 0
    for (let at = this.#first * STRIDE; at < last; at += STRIDE) {
      const place = numbers[at + PLACE]
      if (place !== end) {
        this.#bytes.set(old.subarray(begin, end), used - (end - begin))
        begin = place
      }
      numbers[at + PLACE] = used
      end = place + numbers[at + LENGTH]
      used += numbers[at + LENGTH]
    }
    this.#bytes.set(old.subarray(begin, end), used - (end - begin))
    this.#used = used
  }
}
