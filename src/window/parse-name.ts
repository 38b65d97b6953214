import { TidemarkError } from '../error'
import { type CalendarUnit, calendar, WEEKDAYS } from './calendar/calendar'
import type { Weekday } from './calendar/wall-time'
import { fixed } from './fixed'
import type { Partition } from './windower'

const OF_CALENDAR = /^(hour|day|week|month|quarter|year)(?:\((.+)\))?$/

/** The partition that fixed() or calendar() gives this name; undefined where it is somebody's own. @internal */
export function partitionNamed(name: string): Partition | undefined {
  try {
    const partition = OF_CALENDAR.test(name) ? calendarNamed(name) : fixedNamed(name)
    return partition.name === name ? partition : undefined
  } catch (error) {
    if (error instanceof TidemarkError) return undefined
    throw error
  }
}

function fixedNamed(name: string): Partition {
  const [size, offset = 0] = name.split('+')
  return fixed(size, { offset })
}

function calendarNamed(name: string): Partition {
  const [, unit, details = ''] = OF_CALENDAR.exec(name)!
  const [, zone = 'UTC', first = 'Monday'] = /^(?:(?!from )(.+?))?(?:, )?(?:from (\w+))?$/.exec(details) ?? []
  return calendar(unit as CalendarUnit, { timeZone: zone, weekStartsOn: WEEKDAYS.indexOf(first) as Weekday })
}
