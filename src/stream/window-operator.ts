import type { ByteReader } from '../codec/byte-reader'
import type { ByteWriter } from '../codec/byte-writer'
import type { EventRecord } from './input/event'
import type { Pane } from './pane'

/** Holds the states of a stream's windows for all keys: adds events, and emits panes when the watermark advances. */
export interface WindowOperator {
  /** How many states are open. */
  readonly open: number
  /** How many keys hold at least one state. */
  readonly keys: number
  /** The watermark at which the next window closes or expires. */
  readonly nextTimer: number
  /** The watermark at which the last open window expires; -Infinity if none is open. */
  readonly lastTimer: number
  /** Whether a change was begun and not completed, because an aggregate or `select` threw in the middle. */
  readonly broken: boolean
  /** Whether the key already holds the state to which an event at this time would be added. */
  hasState(key: string, time: number): boolean
  /** Whether the key holds any state. */
  hasKey(key: string): boolean
  /** Adds an event at the current watermark; appends the panes that it causes itself to `out`. */
  add(record: EventRecord, watermark: number, out: Pane[]): void
  /** Closes the windows that end at or before the watermark, then frees the windows whose lateness has passed. */
  advance(watermark: number, out: Pane[]): void
  save(writer: ByteWriter, watermark: number): void
  /** Restores saved states into an operator that is still empty. */
  restore(reader: ByteReader, watermark: number): void
}
