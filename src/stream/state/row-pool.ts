import type { ByteReader } from '../../codec/byte-reader'
import type { ByteWriter } from '../../codec/byte-writer'
import type { Codec } from '../../codec/codec'
import { Frame } from '../../state/frame'
import type { StateSchema } from '../../state/schema'
import type { EventRecord } from '../input/event'

/** Not a row: a slice or session without a state, or with a released one. */
export const NO_POOL_ROW = -1

/** At most this many free rows are kept when no row is in use. */
const MAX_SPARE_ROWS = 4096

/** A pool of state rows, each with the first and the last time that was added to it. */
export class RowPool {
  readonly frame: Frame
  first = new Float64Array(16)
  last = new Float64Array(16)
  #free: number[] = []
  #used = 0
  #reserved = 0

  constructor(schema: StateSchema) {
    this.frame = new Frame(schema)
  }

  /** Returns a scratch row that is never released. Call it before the first `acquire`, so that shrinking keeps these rows. */
  reserve(): number {
    this.#reserved++
    return this.#append()
  }

  /** Returns a row with empty states. */
  acquire(): number {
    this.#used++
    const row = this.#free.pop() ?? this.#append()
    this.first[row] = Number.POSITIVE_INFINITY
    this.last[row] = Number.NEGATIVE_INFINITY
    return row
  }

  /** Returns a row to the pool. */
  release(row: number): void {
    if (--this.#used === 0 && this.frame.length > MAX_SPARE_ROWS) {
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

  /** Adds an event to a row, or merges the states of an absorbed pane. */
  add(row: number, record: EventRecord): void {
    const { time, states } = record
    if (states) this.frame.merge(row, states, 0)
    else this.frame.add(row, record.value, time)
    if (time < this.first[row]) this.first[row] = time
    if (time > this.last[row]) this.last[row] = time
  }

  /** Merges another row into a row, with its times. */
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

  /** Acquires a row and reads saved states into it. */
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
