import type { ByteReader } from '../codec/byte-reader'
import type { ByteWriter } from '../codec/byte-writer'

/** What a stream has counted: events = accepted + partlyLate + late + unassigned, always. */
export interface StreamStats {
  /** No further event on time is before it, epoch milliseconds; -Infinity at first, Infinity after `finish`. */
  readonly watermark: number
  readonly events: number
  /** Events that were in time for all their windows. */
  readonly accepted: number
  /** Events that were too late for some of their windows. */
  readonly partlyLate: number
  /** Events that were too late for all their windows. */
  readonly late: number
  /** Pairs of an event and a window that it was too late for. */
  readonly latePairs: number
  /** Events whose time is in no window. */
  readonly unassigned: number
  /** States that are held: windows of a key, of sliding windows panes of a key. */
  readonly open: number
  /** Keys of which a state is held. */
  readonly keys: number
  /** Events too far ahead of the clock to move the watermark. */
  readonly ahead: number
  /** Events that were counted into the overflow key. */
  readonly overflowed: number
}

/** The counters of a stream, as it counts. */
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
    for (const name of COUNTED) writer.number(this[name])
  }

  restore(reader: ByteReader): void {
    for (const name of COUNTED) this[name] = reader.whole()
  }
}

const COUNTED = ['events', 'accepted', 'partlyLate', 'late', 'latePairs', 'unassigned', 'ahead', 'overflowed'] as const
