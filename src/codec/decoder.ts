import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import type { Frame } from '../state/frame'
import { MissingAggregates } from '../state/missing'
import { crc32c } from './crc32c'
import { arraysOf, CHECKSUM, FORMAT_VERSION, HEADER, type Layout, type LayoutSection, MAGIC } from './layout'
import { BYTES, EMPTY, F64, unpack } from './number-encoding'

/** Reads rows of one layout: checks all of the bytes first, then writes the row. @internal */
export class Decoder {
  readonly #layout: Layout
  readonly #buffer: Uint8Array
  readonly #shared: DataView
  /** Of the current row, by field: the tag, the count of numbers, and the offset of the first one. */
  readonly #tags: Uint8Array
  readonly #counts: Int32Array
  readonly #offsets: Int32Array
  /** The end of the varint that was read last. */
  #next = 0
  #arrays: readonly Float64Array[] = []
  /** Of the current row: the sections of the layout that it lacks, and its fingerprints that the layout lacks. */
  readonly #missing: LayoutSection[] = []
  readonly #unknown: number[] = []
  /** What the last incomplete row lacked: most rows that follow lack the same. */
  #lacks: MissingAggregates | undefined

  constructor(layout: Layout) {
    this.#layout = layout
    this.#buffer = new Uint8Array(layout.largest)
    this.#shared = new DataView(this.#buffer.buffer)
    this.#tags = new Uint8Array(layout.fields.length)
    this.#counts = new Int32Array(layout.fields.length)
    this.#offsets = new Int32Array(layout.fields.length)
  }

  decode(bytes: Uint8Array, frame: Frame, row: number): void {
    const view = this.#viewOf(bytes)
    this.#checkSections(view, checkEnvelope(view, bytes.length))
    if (this.#missing.length > 0 || this.#unknown.length > 0) mismatch(this.#missing, this.#unknown)
    this.#write(view, frame, row)
  }

  decodeLenient(bytes: Uint8Array, frame: Frame, row: number): MissingAggregates | undefined {
    const view = this.#viewOf(bytes)
    this.#checkSections(view, checkEnvelope(view, bytes.length))
    const missing = this.#missing
    if (missing.length > 0) for (const { first, end } of missing) this.#counts.fill(0, first, end)
    this.#write(view, frame, row)
    return missing.length === 0 ? undefined : this.#lacksOf(missing)
  }

  #write(view: DataView, frame: Frame, row: number): void {
    this.#arrays = arraysOf(this.#layout, frame.page(row), this.#arrays)
    const i = frame.at(row)
    const { fields } = this.#layout
    for (let f = 0; f < fields.length; f++) {
      const count = this.#counts[f]
      const from = i * fields[f].width
      if (count > 0) unpack(view, this.#offsets[f], this.#tags[f], this.#arrays[f], from, from + count)
    }
  }

  /** A view of a copy, which is cheaper than a new view. Bytes that are larger than any row of this layout are damaged, or hold more. */
  #viewOf(bytes: Uint8Array): DataView {
    if (bytes.length > this.#buffer.length) return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#buffer.set(bytes)
    return this.#shared
  }

  #lacksOf(missing: readonly LayoutSection[]): MissingAggregates {
    if (this.#lacks?.size !== missing.length || !missing.every(({ aggregate }) => this.#lacks!.has(aggregate)))
      this.#lacks = new MissingAggregates(missing.map(({ aggregate }) => aggregate))
    return this.#lacks
  }

  #checkSections(view: DataView, end: number): void {
    const { sections } = this.#layout
    const [missing, unknown] = [this.#missing, this.#unknown]
    if (missing.length > 0) missing.length = 0
    if (unknown.length > 0) unknown.length = 0
    const count = this.#varint(view, HEADER, end)
    let at = this.#next
    let last = -1
    let known = 0
    for (let k = 0; k < count; k++) {
      if (end - at < 5) damaged(at, `section ${k + 1} of ${count} is cut off`)
      const fingerprint = view.getUint32(at, true)
      if (fingerprint <= last) damaged(at, 'sections must ascend by fingerprint')
      last = fingerprint
      const size = this.#varint(view, at + 4, end)
      at = this.#next
      if (size > end - at) damaged(at, `a section of ${size} bytes, but ${end - at} are left`)
      while (known < sections.length && sections[known].fingerprint < fingerprint) missing.push(sections[known++])
      if (known < sections.length && sections[known].fingerprint === fingerprint)
        this.#checkFields(view, at, at + size, sections[known++])
      else unknown.push(fingerprint)
      at += size
    }
    if (at !== end) damaged(at, `${end - at} bytes follow the last section`)
    while (known < sections.length) missing.push(sections[known++])
  }

  #checkFields(view: DataView, at: number, end: number, section: LayoutSection): void {
    const { fields } = this.#layout
    for (let f = section.first; f < section.end; f++) {
      const { slots, width } = fields[f]
      if (at >= end) damaged(at, `${this.#field(f, section)} is cut off`)
      const tag = view.getUint8(at++)
      if (tag > F64) damaged(at - 1, `${this.#field(f, section)} has the unknown tag ${tag}`)
      let count = tag === EMPTY ? 0 : 1
      if (slots && count === 1) {
        count = this.#varint(view, at, end)
        if (count < 1 || count > width)
          damaged(at, `${this.#field(f, section)} claims ${count} numbers, but can have 1 to ${width}`)
        at = this.#next
      }
      this.#tags[f] = tag
      this.#counts[f] = count
      this.#offsets[f] = at
      at += count * BYTES[tag]
      if (at > end) damaged(end, `${this.#field(f, section)} is cut off`)
    }
    if (at !== end) damaged(at, `${end - at} bytes follow the last field of ${inspect(section.key)}`)
  }

  #field(f: number, section: LayoutSection): string {
    return `field ${inspect(this.#layout.fields[f].name)} of ${inspect(section.key)}`
  }

  #varint(view: DataView, at: number, end: number): number {
    const first = at
    let n = 0
    for (let scale = 1; at < end && at < first + 5; scale *= 128) {
      const byte = view.getUint8(at++)
      n += (byte & 0x7f) * scale
      if (byte < 0x80) {
        this.#next = at
        return n
      }
    }
    return damaged(first, 'a length that does not end')
  }
}

/** Checks what surrounds the sections; returns where they end. */
function checkEnvelope(view: DataView, length: number): number {
  const end = length - CHECKSUM
  if (end <= HEADER) damaged(length, `the row ends here, but the shortest one has ${HEADER + 1 + CHECKSUM} bytes`)
  const magic = view.getUint8(0)
  if (magic !== MAGIC) damaged(0, `a row starts with ${MAGIC}, not with ${magic}; these bytes are something else`)
  const version = view.getUint8(1)
  if (version > FORMAT_VERSION)
    damaged(
      1,
      `version ${version} is newer than ${FORMAT_VERSION}, the newest that this tidemark reads. Update tidemark to read it.`,
    )
  if (version === 0) damaged(1, 'there is no version 0')
  if (view.getUint32(end, true) !== crc32c(view, 0, end))
    damaged(end, 'the checksum is not that of the bytes before it')
  return end
}

function mismatch(missing: readonly LayoutSection[], unknown: readonly number[]): never {
  const parts = missing.map(({ key, name }) => `${inspect(key)} (${name}) is missing`)
  for (const fingerprint of unknown) parts.push(`${fingerprint.toString(16).padStart(8, '0')} is unknown`)
  throw new TidemarkError(
    'TIDEMARK_MISMATCH',
    `the row holds other aggregates: ${parts.join('; ')}. Read it with the aggregates that it was written with.`,
  )
}

function damaged(at: number, what: string): never {
  throw new TidemarkError('TIDEMARK_DECODE', `byte ${at}: ${what}`)
}
