import type { Frame } from '../../state/frame'
import type { Window } from '../../window/windower'
import type { StreamSettings } from '../settings'

/** An event after its parts were read. `push` reuses one record for all events, so that it allocates none. */
export class EventRecord {
  /** The event that was pushed or the pane that was absorbed, for `onLate`. */
  event: unknown = undefined
  key = ''
  time = 0
  value = 1
  /** Whether the event is too far ahead of the clock to move the watermark. */
  ahead = false
  /** For an absorbed pane: row 0 of this frame holds its states and is merged instead of `value`. */
  states: Frame | undefined = undefined
}

/** Passes an event that is too late for some windows to `onLate`, before anything has changed, because `onLate` may throw. */
export function reportLate(
  { onLate }: StreamSettings,
  { event, key, time }: EventRecord,
  watermark: number,
  windowsOf: () => Window[],
): void {
  onLate?.({ event: event as never, key, windows: windowsOf(), lateBy: watermark - time, watermark })
}
