import { DAY, HOUR, MINUTE, SECOND } from '../time/units'
import { fixed, WIDEST } from '../window/fixed'
import type { Partition } from '../window/windower'

/** The widths of charts: ones that people read at a glance, each a part of a longer one. */
const NATURAL = [
  ...[1, 2, 5, 10, 15, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 3, 6, 12].map(n => n * HOUR),
  ...[1, 2, 7, 14, 28].map(n => n * DAY),
]

/** The natural widths, at least `least`, that cut [from, to) into at most `points` windows, the finest first. */
export function* widthFor(points: number, from: number, to: number, least: number): Iterable<Partition> {
  for (const width of NATURAL) if (width >= least && windows(width, from, to) <= points) yield fixed(width)
  // Beyond the list, whole multiples of its last: some width gives few enough windows.
  for (let width = 56 * DAY; width <= WIDEST; width *= 2)
    if (width >= least && windows(width, from, to) <= points) yield fixed(width)
}

function windows(width: number, from: number, to: number): number {
  return Math.ceil(to / width) - Math.floor(from / width)
}
