import { TidemarkError } from '../error'
import { type CalendarUnit, calendar, WEEKDAYS } from './calendar/calendar'
import type { Weekday } from './calendar/wall-time'
import { fixed } from './fixed'
import type { Partition } from './windower'

const CALENDAR_NAME = /^(hour|day|week|month|quarter|year)(?:\((.+)\))?$/

/** Returns the partition to which fixed() or calendar() gives this name; undefined for a custom partition. @internal */
export function parseWindowName(name: string): Partition | undefined {
  try {
    const partition = CALENDAR_NAME.test(name) ? parseCalendarName(name) : parseFixedName(name)
    return partition.name === name ? partition : undefined
  } catch (error) {
    if (error instanceof TidemarkError) return undefined
    throw error
  }
}

function parseFixedName(name: string): Partition {
  const [size, offset = 0] = name.split('+')
  return fixed(size, { offset })
}

function parseCalendarName(name: string): Partition {
  const [, unit, details = ''] = CALENDAR_NAME.exec(name)!
  const [, zone = 'UTC', first = 'Monday'] = /^(?:(?!from )(.+?))?(?:, )?(?:from (\w+))?$/.exec(details) ?? []
  return calendar(unit as CalendarUnit, { timeZone: zone, weekStartsOn: WEEKDAYS.indexOf(first) as Weekday })
}
