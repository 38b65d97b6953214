import type { ByteReader } from '../codec/byte-reader'
import type { ByteWriter } from '../codec/byte-writer'

/** The counters of a stream. Always: events = accepted + partlyLate + late + unassigned. */
export interface StreamStats {
  /** The watermark in epoch milliseconds; -Infinity until it first moves, Infinity after `finish`. */
  readonly watermark: number
  /** Events that were pushed or absorbed. */
  readonly events: number
  /** Events that were on time for all their windows. */
  readonly accepted: number
  /** Events that were too late for some of their windows. */
  readonly partlyLate: number
  /** Events that were too late for all their windows. */
  readonly late: number
  /** Pairs of an event and a window for which the event was too late. */
  readonly latePairs: number
  /** Events that belong to no window. */
  readonly unassigned: number
  /** Open states: one per window and key, or per slice and key for sliding windows. */
  readonly open: number
  /** Keys that hold at least one state. */
  readonly keys: number
  /** Events too far ahead of the clock to move the watermark. */
  readonly ahead: number
  /** Events that counted into the overflow key. */
  readonly overflowed: number
}

/** The mutable counters of a stream. */
export class StreamCounters {
  events = 0
  accepted = 0
  partlyLate = 0
  late = 0
  latePairs = 0
  unassigned = 0
  ahead = 0
  overflowed = 0

  save(writer: ByteWriter): void {
    for (const name of COUNTER_NAMES) writer.number(this[name])
  }

  restore(reader: ByteReader): void {
    for (const name of COUNTER_NAMES) this[name] = reader.whole()
  }
}

const COUNTER_NAMES = [
  'events',
  'accepted',
  'partlyLate',
  'late',
  'latePairs',
  'unassigned',
  'ahead',
  'overflowed',
] as const
