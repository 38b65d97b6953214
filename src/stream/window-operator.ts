import type { ByteReader } from '../codec/byte-reader'
import type { ByteWriter } from '../codec/byte-writer'
import type { EventRecord } from './input/event'
import type { Pane } from './pane'

/** The states of a stream's windows, of all keys: events are put in, and panes come out as the watermark moves. */
export interface WindowOperator {
  /** How many states are held, and of how many keys. */
  readonly open: number
  readonly keys: number
  /** Nothing closes or is freed below this watermark. */
  readonly nextTimer: number
  /** The watermark at which all that is held now would be freed; -Infinity where nothing is. */
  readonly lastTimer: number
  /** Whether something was begun and not finished: an error out of the middle leaves it broken. */
  readonly broken: boolean
  /** Whether the key itself holds a state that an event of this time would be put into. */
  holds(key: string, time: number): boolean
  /** Whether anything is held of a key. */
  knows(key: string): boolean
  /** Puts an event in, as the watermark stands; gives the panes that it lets out itself. */
  add(record: EventRecord, watermark: number, out: Pane[]): void
  /** Closes the windows that end by the watermark, then frees what no event can reach any more. */
  advance(watermark: number, out: Pane[]): void
  save(writer: ByteWriter, watermark: number): void
  /** Takes up what was saved, by one that holds nothing yet. */
  restore(reader: ByteReader, watermark: number): void
}
