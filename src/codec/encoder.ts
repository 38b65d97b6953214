import type { Frame } from '../state/frame'
import type { MissingAggregates } from '../state/missing'
import { crc32c } from './crc32c'
import { arraysOf, CHECKSUM, FORMAT_VERSION, HEADER, type Layout, type LayoutSection, MAGIC } from './layout'
import { BYTES, EMPTY, pack, packVarint, smallest, varintBytes } from './number-encoding'

/** Rows share buffers of this size. An engine tracks each buffer, so few buffers are cheaper. */
const BYTES_PER_BUFFER = 65_536

/** Writes rows of one layout. Each row is its own part of a shared buffer. @internal */
export class Encoder {
  readonly #layout: Layout
  #view = new DataView(new ArrayBuffer(0))
  /** Where the next row begins. */
  #free = 0
  /** Of the current row, by field: the tag, and the count of numbers to write. */
  readonly #tags: Uint8Array
  readonly #counts: Int32Array
  #arrays: readonly Float64Array[] = []

  constructor(layout: Layout) {
    this.#layout = layout
    this.#tags = new Uint8Array(layout.fields.length)
    this.#counts = new Int32Array(layout.fields.length)
  }

  encode(frame: Frame, row: number, missing?: MissingAggregates): Uint8Array {
    this.#arrays = arraysOf(this.#layout, frame.page(row), this.#arrays)
    const i = frame.at(row)
    const { largest } = this.#layout
    const sections = missing
      ? this.#layout.sections.filter(({ aggregate }) => !missing.has(aggregate))
      : this.#layout.sections
    if (this.#free + largest > this.#view.byteLength) {
      this.#view = new DataView(new ArrayBuffer(Math.max(BYTES_PER_BUFFER, largest)))
      this.#free = 0
    }
    const view = this.#view
    const first = this.#free
    view.setUint8(first, MAGIC)
    view.setUint8(first + 1, FORMAT_VERSION)
    let at = packVarint(view, first + HEADER, sections.length)
    for (let k = 0; k < sections.length; k++) at = this.#section(at, sections[k], i)
    view.setUint32(at, crc32c(view, first, at), true)
    this.#free = at + CHECKSUM
    return new Uint8Array(view.buffer, first, this.#free - first)
  }

  #section(at: number, section: LayoutSection, i: number): number {
    const { first, end, fingerprint } = section
    const view = this.#view
    const { fields } = this.#layout
    let size = 0
    for (let f = first; f < end; f++) size += this.#measure(f, i)
    view.setUint32(at, fingerprint, true)
    at = packVarint(view, at + 4, size)
    for (let f = first; f < end; f++) {
      const count = this.#counts[f]
      const from = i * fields[f].width
      view.setUint8(at++, this.#tags[f])
      if (fields[f].slots && count > 0) at = packVarint(view, at, count)
      at = pack(view, at, this.#tags[f], this.#arrays[f], from, from + count)
    }
    return at
  }

  /** Chooses the tag and the count of a field; returns the bytes that it takes. */
  #measure(f: number, i: number): number {
    const { width, identity, slots } = this.#layout.fields[f]
    const values = this.#arrays[f]
    const from = i * width
    let count = width
    while (count > 0 && values[from + count - 1] === identity) count--
    const tag = count === 0 ? EMPTY : smallest(values, from, from + count)
    this.#counts[f] = count
    this.#tags[f] = tag
    return 1 + count * BYTES[tag] + (slots && count > 0 ? varintBytes(count) : 0)
  }
}
