import { DAY, HOUR, MINUTE, SECOND } from '../time/units'
import { fixed, MAX_WIDTH } from '../window/fixed'
import type { Partition } from '../window/windower'

/** Widths that people read at a glance in a chart. Each divides a longer one. */
const NICE_WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 3, 6, 12].map(n => n * HOUR),
  ...[1, 2, 7, 14, 28].map(n => n * DAY),
]

/** The nice widths, from `minWidth` up, that cut [from, to) into at most `maxWindows` windows; the finest first. */
export function* niceWidths(maxWindows: number, from: number, to: number, minWidth: number): Iterable<Partition> {
  for (const width of NICE_WIDTHS)
    if (width >= minWidth && windowsOfWidth(width, from, to) <= maxWindows) yield fixed(width)
  // Beyond the list, its last width is doubled until the windows are few enough.
  for (let width = 56 * DAY; width <= MAX_WIDTH; width *= 2)
    if (width >= minWidth && windowsOfWidth(width, from, to) <= maxWindows) yield fixed(width)
}

function windowsOfWidth(width: number, from: number, to: number): number {
  return Math.ceil(to / width) - Math.floor(from / width)
}
