import type { ByteReader } from '../../codec/byte-reader'
import type { ByteWriter } from '../../codec/byte-writer'
import type { Codec } from '../../codec/codec'
import { Frame } from '../../state/frame'
import type { StateSchema } from '../../state/schema'
import type { EventRecord } from '../input/event'

/** As many free rows are kept for the next ones when nothing is held any more. */
const MAX_SPARE_ROWS = 4096

/** Rows of states that come and go, each with the first and the last time of what was put into it. */
export class RowPool {
  readonly frame: Frame
  first = new Float64Array(16)
  last = new Float64Array(16)
  #free: number[] = []
  #held = 0
  #reserved = 0

  constructor(schema: StateSchema) {
    this.frame = new Frame(schema)
  }

  /** A row to work in, for good; asked for before any is taken. */
  reserve(): number {
    this.#reserved++
    return this.#append()
  }

  /** A row at its identity. */
  acquire(): number {
    this.#held++
    const row = this.#free.pop() ?? this.#append()
    this.first[row] = Number.POSITIVE_INFINITY
    this.last[row] = Number.NEGATIVE_INFINITY
    return row
  }

  /** Takes a row back. */
  release(row: number): void {
    if (--this.#held === 0 && this.frame.length > MAX_SPARE_ROWS) {
      this.frame.clear(MAX_SPARE_ROWS)
      this.frame.append(this.#reserved)
      this.#free = []
      this.first = this.first.slice(0, MAX_SPARE_ROWS)
      this.last = this.last.slice(0, MAX_SPARE_ROWS)
      return
    }
    this.frame.reset(row)
    this.#free.push(row)
  }

  /** Puts what arrives into a row. */
  add(row: number, record: EventRecord): void {
    const { time, states } = record
    if (states) this.frame.merge(row, states, 0)
    else this.frame.add(row, record.value, time)
    if (time < this.first[row]) this.first[row] = time
    if (time > this.last[row]) this.last[row] = time
  }

  /** Merges one row into another, with its times. */
  merge(row: number, other: number): void {
    this.frame.merge(row, this.frame, other)
    this.first[row] = Math.min(this.first[row], this.first[other])
    this.last[row] = Math.max(this.last[row], this.last[other])
  }

  save(row: number, codec: Codec, writer: ByteWriter): void {
    writer.number(this.first[row])
    writer.number(this.last[row])
    writer.bytes(codec.encode(this.frame, row))
  }

  /** Takes a row and fills it with what was saved. */
  restore(codec: Codec, reader: ByteReader): number {
    const row = this.acquire()
    this.first[row] = reader.time()
    this.last[row] = reader.time()
    codec.decode(reader.bytes(), this.frame, row)
    return row
  }

  #append(): number {
    const row = this.frame.append()
    if (row >= this.first.length) {
      this.first = enlarged(this.first)
      this.last = enlarged(this.last)
    }
    return row
  }
}

function enlarged(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2)
  larger.set(column)
  return larger
}
