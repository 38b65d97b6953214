import { tzOffset } from '@date-fns/tz/tzOffset'
import { LAST_INSTANT } from '../../time/instant'
import { DAY } from '../../time/units'
import { pageCache } from './page-cache'

/** A stretch of time in which a zone's clocks stay at one offset from UTC: instant + offset is what they read. */
export interface OffsetPeriod {
  readonly start: number
  readonly end: number
  readonly offset: number
}

/** The clocks of a time zone. What they read is a wall time: milliseconds, as if it were UTC. */
export interface Zone {
  /** The offset periods within MARGIN of an instant, ascending; the first and the last are open-ended. */
  spellsAround(time: number): readonly OffsetPeriod[]
  /** The latest wall time that the clocks have shown up to an instant: later than the present one if they were set back. */
  peakAt(time: number): number
  /** The first instant at which the clocks reach a wall time, or pass it if they skip it. */
  firstAt(wall: number): number
}

/** Samples this far apart find every offset period: the shortest in the tz database is four days (Africa/Freetown, 1939). */
const STEP = 3 * DAY

/** More than the largest change of clocks (a day) and the largest offset from UTC (16 hours) together. */
const MARGIN = 3 * DAY

const PAGE = 32 * STEP

/** The cache is emptied when it holds this many zones. */
const MAX_CACHED_ZONES = 32
const zones = new Map<string, Zone>()

/** Returns the clocks of a zone that Intl knows; calendars of one zone share one cache. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name)
  if (zone === undefined) {
    if (zones.size >= MAX_CACHED_ZONES) zones.clear()
    zone = makeZone(name)
    zones.set(name, zone)
  }
  return zone
}

function makeZone(name: string): Zone {
  const offsetAt = offsetsOf(name)
  const spellsAround = pageCache(PAGE, (from, to) => offsetPeriodsWithin(offsetAt, from - MARGIN, to + MARGIN))

  const peakAt = (time: number) => {
    let peak = Number.NEGATIVE_INFINITY
    for (const { start, end, offset } of spellsAround(time))
      if (start <= time) peak = Math.max(peak, Math.min(time, end - 1) + offset)
    return peak
  }

  const firstAt = (wall: number) => {
    for (const { start, end, offset } of spellsAround(clampInstant(wall)))
      if (wall < end + offset) return Math.max(start, wall - offset)
    return wall
  }

  return { spellsAround, peakAt, firstAt }
}

/** The instants from `from` to `to` at which a zone's clocks are changed. */
export function changesOf(zone: Zone, from: number, to: number): number[] {
  const changes = new Set<number>()
  for (let time = from; time < to + PAGE; time += PAGE)
    for (const { start } of zone.spellsAround(time)) if (start >= from && start < to) changes.add(start)
  return [...changes]
}

function offsetPeriodsWithin(offsetAt: OffsetAt, from: number, to: number): OffsetPeriod[] {
  const spells: OffsetPeriod[] = []
  const last = clampInstant(to)
  let time = clampInstant(from)
  let start = Number.NEGATIVE_INFINITY
  let offset = offsetAt(time)
  while (time < last) {
    const next = Math.min(time + STEP, last)
    if (offsetAt(next) !== offset) {
      time = changeBetween(offsetAt, time, next, offset)
      spells.push({ start, end: time, offset })
      start = time
      offset = offsetAt(time)
    } else time = next
  }
  spells.push({ start, end: Number.POSITIVE_INFINITY, offset })
  return spells
}

/** The first whole second after `before` at which the offset is not `offset`; at `after` it is not. */
function changeBetween(offsetAt: OffsetAt, before: number, after: number, offset: number): number {
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000
    if (offsetAt(middle) === offset) before = middle
    else after = middle
  }
  return after
}

/** A zone's offset from UTC at an instant, milliseconds; offsets of old have seconds. */
type OffsetAt = (time: number) => number

function offsetsOf(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  return time => {
    const minutes = tzOffset(timeZone, new Date(time))
    // @date-fns/tz 1.5.0 loses the sign of less than an hour west, as of Africa/Monrovia (GMT-00:44:30) until 1972.
    const west = minutes > 0 && minutes < 60 && format.format(time).includes('GMT-')
    return Math.round((west ? -minutes : minutes) * 60) * 1000
  }
}

/** The nearest instant that there is. */
function clampInstant(time: number): number {
  return Math.min(Math.max(time, -LAST_INSTANT), LAST_INSTANT)
}
