import { DAY } from '../../time/units'
import type { Window } from '../windower'
import { pageCache } from './page-cache'
import { type WallUnitName, type Weekday, wallUnit } from './wall-time'
import type { Zone } from './zone'

/** The longest that each unit is if the clocks do not change, milliseconds. */
export const MAX_UNIT_LENGTH: Readonly<Record<WallUnitName, number>> = {
  day: DAY,
  week: 7 * DAY,
  month: 31 * DAY,
  quarter: 92 * DAY,
  year: 366 * DAY,
}

/** How many windows are computed at once. */
const WINDOWS_PER_PAGE = 32

/**
 * The days, weeks, months, quarters or years of a zone: from the first instant at which the clocks have reached one to
 * that of the next.
 */
export function unitsOf(zone: Zone, name: WallUnitName, weekStartsOn: Weekday): (time: number) => Window {
  const longest = MAX_UNIT_LENGTH[name]
  const unit = wallUnit(name, weekStartsOn)
  const edgesAround = pageCache(WINDOWS_PER_PAGE * longest, (from, to) => {
    let wall = unit.floor(zone.peakAt(from))
    const edges = [zone.firstAt(wall)]
    for (let last = edges[0]; last < to; last = edges[edges.length - 1]) {
      wall = unit.next(wall)
      const edge = zone.firstAt(wall)
      // Equal edges: a day that the clocks skipped, as in Apia on 2011-12-30, has no window.
      if (edge > last) edges.push(edge)
    }
    return Float64Array.from(edges)
  })
  return time => {
    const edges = edgesAround(time)
    // Never too high, as clocks set back lengthen a page by less than a window; too low by a few at most.
    let i = Math.max(0, Math.floor((time - edges[0]) / longest) - 1)
    while (edges[i + 1] <= time) i++
    return { start: edges[i], end: edges[i + 1] }
  }
}
