import { DAY, HOUR, MINUTE, SECOND } from '../time/units'
import { fixed, MAX_WIDTH } from '../window/fixed'
import type { Partition } from '../window/windower'

/** The widths of charts: ones that people read at a glance, each a part of a longer one. */
const NICE_WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 3, 6, 12].map(n => n * HOUR),
  ...[1, 2, 7, 14, 28].map(n => n * DAY),
]

/** The natural widths, at least `least`, that cut [from, to) into at most `maxWindows` windows, the finest first. */
export function* niceWidths(maxWindows: number, from: number, to: number, least: number): Iterable<Partition> {
  for (const width of NICE_WIDTHS)
    if (width >= least && windowsOfWidth(width, from, to) <= maxWindows) yield fixed(width)
  // Beyond the list, whole multiples of its last: some width gives few enough windows.
  for (let width = 56 * DAY; width <= MAX_WIDTH; width *= 2)
    if (width >= least && windowsOfWidth(width, from, to) <= maxWindows) yield fixed(width)
}

function windowsOfWidth(width: number, from: number, to: number): number {
  return Math.ceil(to / width) - Math.floor(from / width)
}
