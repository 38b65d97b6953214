import type { Frame } from '../state/frame'
import { crc32c } from './crc32c'
import { CHECKSUM, HEADER, MAGIC, VERSION } from './format'
import { arraysOf, type Layout, type LayoutSection } from './layout'
import { BYTES, NOTHING, pack, packVarint, smallest, varintBytes } from './numbers'

/** Writes rows of one layout: into a buffer that all rows share, from which each row's bytes are cut. @internal */
export class Encoder {
  readonly #layout: Layout
  readonly #buffer: Uint8Array
  readonly #view: DataView
  /** Of the row at hand, by field: the tag, and how many numbers are written. */
  readonly #tags: Uint8Array
  readonly #counts: Int32Array
  #arrays: readonly Float64Array[] = []

  constructor(layout: Layout) {
    this.#layout = layout
    this.#buffer = new Uint8Array(layout.largest)
    this.#view = new DataView(this.#buffer.buffer)
    this.#tags = new Uint8Array(layout.fields.length)
    this.#counts = new Int32Array(layout.fields.length)
  }

  encode(frame: Frame, row: number): Uint8Array {
    this.#arrays = arraysOf(this.#layout, frame, this.#arrays)
    const view = this.#view
    const { sections } = this.#layout
    view.setUint8(0, MAGIC)
    view.setUint8(1, VERSION)
    let at = packVarint(view, HEADER, sections.length)
    for (let k = 0; k < sections.length; k++) at = this.#section(at, sections[k], row)
    view.setUint32(at, crc32c(view, 0, at), true)
    return this.#buffer.slice(0, at + CHECKSUM)
  }

  #section(at: number, section: LayoutSection, row: number): number {
    const { first, end, fingerprint } = section
    const view = this.#view
    const { fields } = this.#layout
    let size = 0
    for (let f = first; f < end; f++) size += this.#measure(f, row)
    view.setUint32(at, fingerprint, true)
    at = packVarint(view, at + 4, size)
    for (let f = first; f < end; f++) {
      const count = this.#counts[f]
      const from = row * fields[f].width
      view.setUint8(at++, this.#tags[f])
      if (fields[f].slots && count > 0) at = packVarint(view, at, count)
      at = pack(view, at, this.#tags[f], this.#arrays[f], from, from + count)
    }
    return at
  }

  /** Chooses the tag and the length of a field; gives its bytes. */
  #measure(f: number, row: number): number {
    const { width, identity, slots } = this.#layout.fields[f]
    const values = this.#arrays[f]
    const from = row * width
    let count = width
    while (count > 0 && values[from + count - 1] === identity) count--
    const tag = count === 0 ? NOTHING : smallest(values, from, from + count)
    this.#counts[f] = count
    this.#tags[f] = tag
    return 1 + count * BYTES[tag] + (slots && count > 0 ? varintBytes(count) : 0)
  }
}
