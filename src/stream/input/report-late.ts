import type { Window } from '../../window/windower'
import type { StreamSettings } from '../settings'
import type { EventRecord } from './event'

/** Tells the user of an event that came too late for some windows: nothing has changed yet, so it may throw. */
export function reportLate(
  { onLate }: StreamSettings,
  { event, key, time }: EventRecord,
  watermark: number,
  windowsOf: () => Window[],
): void {
  onLate?.({ event: event as never, key, windows: windowsOf(), lateBy: watermark - time, watermark })
}
