import type { Frame } from '../../state/frame'

/** An event as it was read, each part once; one object serves all events of a stream. */
export class EventRecord {
  /** What was pushed or absorbed, to be shown to `onLate`. */
  event: unknown = undefined
  key = ''
  time = 0
  value = 1
  /** Whether it is too far ahead of the clock to move the watermark. */
  ahead = false
  /** Row 0 of this frame is what arrives, in place of the value: states of another stream. */
  states: Frame | undefined = undefined
}
