import { inspect } from '../../check/inspect'
import { rejectUnknownOptions } from '../../check/options'
import { TidemarkError } from '../../error'
import { toInstant } from '../../time/instant'
import { HOUR } from '../../time/units'
import type { Partition, Window } from '../windower'
import { hoursOf } from './hours'
import { MAX_UNIT_LENGTH, unitsOf } from './units'
import type { WallUnitName, Weekday } from './wall-time'
import { changesOf, type Zone, zoneOf } from './zone'

/** The units of calendar(). */
export type CalendarUnit = 'hour' | WallUnitName

const CALENDAR_UNITS: readonly CalendarUnit[] = ['hour', 'day', 'week', 'month', 'quarter', 'year']
/** The names of weekdays, by number. @internal */
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const FIRST_CHECKED_YEAR = Date.UTC(1970, 0)
const LAST_CHECKED_YEAR = Date.UTC(2038, 0)

type WindowAt = (time: number) => Window

/**
 * Windows of a calendar in a time zone: local hours, days, weeks, months, quarters or years.
 *
 * A day starts at the first instant at which the zone's clocks have reached its midnight, and longer units likewise. If
 * clocks skip midnight, the day starts when they pass it; if they repeat midnight, it starts at the first one; a day that
 * a zone skipped has no window. A local hour starts whenever the clocks read a whole hour, so a repeated hour is two
 * windows. The windows partition time in every zone. `timeZone` is an IANA name; `weekStartsOn` is 0 (Sunday) to 6.
 *
 * @throws TIDEMARK_INVALID_OPTION if the unit, the zone, the weekday or an option is unknown
 *
 * * keeps: a cache of at most 1,024 pages of 32 windows, and of 96 days of the zone's changes
 * * size: up to 300 KB
 * * exact, to the tz database of the JavaScript engine
 * * order needed: none; sorted times are the fastest
 * * source: the tz database, by Intl; calendar arithmetic by date-fns
 *
 * @example
 * const day = calendar('day', { timeZone: 'Europe/Berlin' })
 * day.name                                       // => 'day(Europe/Berlin)'
 * const [{ start, end }] = day.windowsOf(Date.parse('2026-03-29T12:00:00Z'))
 * (end - start) / 3_600_000                      // => 23
 * calendar('week').windowsOf(0)                  // => [{ start: -259_200_000, end: 345_600_000 }]
 */
export function calendar(
  unit: CalendarUnit,
  options: { readonly timeZone?: string | undefined; readonly weekStartsOn?: Weekday | undefined } = {},
): Partition {
  rejectUnknownOptions('calendar', options, { timeZone: true, weekStartsOn: true })
  const { timeZone = 'UTC', weekStartsOn = 1 } = options
  if (!CALENDAR_UNITS.includes(unit)) throw invalidCalendar('unit', unit, `write one of ${CALENDAR_UNITS.join(', ')}`)
  if (!Number.isInteger(weekStartsOn) || weekStartsOn < 0 || weekStartsOn > 6)
    throw invalidCalendar('weekStartsOn', weekStartsOn, 'write 0 (Sunday) to 6 (Saturday)')
  const name = zoneName(timeZone)
  const zone = zoneOf(name)
  const windowAt = remembered(unit === 'hour' ? hoursOf(zone) : unitsOf(zone, unit, weekStartsOn))
  let width = 0
  return Object.freeze({
    kind: 'partition',
    name: title(unit, name, weekStartsOn),
    get width() {
      width ||= widest(zone, windowAt, unit === 'hour' ? HOUR : MAX_UNIT_LENGTH[unit])
      return width
    },
    startOf: (time: number) => windowAt(time).start,
    endOf: (time: number) => windowAt(time).end,
    windowsOf: (time: number) => [{ ...windowAt(toInstant(time)) }],
  })
}

/** The same windows, quick while times stay in one. */
function remembered(windowAt: WindowAt): WindowAt {
  let last: Window = { start: 0, end: 0 }
  return time => {
    if (time < last.start || time >= last.end) last = windowAt(time)
    return last
  }
}

/** Returns the width of the widest window: one is longer than its unit's longest only if clocks change in it. */
function widest(zone: Zone, windowAt: WindowAt, longest: number): number {
  let width = longest
  for (const change of changesOf(zone, FIRST_CHECKED_YEAR, LAST_CHECKED_YEAR))
    for (const time of [change - 1, change]) {
      const { start, end } = windowAt(time)
      width = Math.max(width, end - start)
    }
  return width
}

function zoneName(timeZone: string): string {
  if (typeof timeZone !== 'string' || timeZone === '')
    throw invalidCalendar('timeZone', timeZone, "write an IANA name like 'Europe/Berlin'")
  try {
    const known = new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone
    // Engines answer with old names (Asia/Calcutta): only the case and the spellings of UTC are theirs.
    return known === 'UTC' || known.toLowerCase() === timeZone.toLowerCase() ? known : timeZone
  } catch (cause) {
    throw invalidCalendar(
      'timeZone',
      timeZone,
      "write an IANA name like 'Europe/Berlin', as in Intl.supportedValuesOf('timeZone')",
      cause,
    )
  }
}

function title(unit: CalendarUnit, zone: string, weekStartsOn: number): string {
  const details = zone === 'UTC' ? [] : [zone]
  if (unit === 'week' && weekStartsOn !== 1) details.push(`from ${WEEKDAYS[weekStartsOn]}`)
  return details.length === 0 ? unit : `${unit}(${details.join(', ')})`
}

function invalidCalendar(what: string, value: unknown, advice: string, cause?: unknown): TidemarkError {
  const options = cause === undefined ? undefined : { cause }
  return new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `calendar: ${what} ${inspect(value)} is not known; ${advice}`,
    options,
  )
}
