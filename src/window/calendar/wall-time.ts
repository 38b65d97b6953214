import {
  addDays,
  addMonths,
  addQuarters,
  addWeeks,
  addYears,
  startOfDay,
  startOfMonth,
  startOfQuarter,
  startOfWeek,
  startOfYear,
} from 'date-fns'
import { DAY } from '../../time/units'

/** A unit of the calendar longer than an hour. */
export type WallUnitName = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** The days of the week as Date numbers them: 0 is Sunday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** A unit of the calendar in wall time: milliseconds, as if the clocks were at UTC and never changed. */
export interface WallUnit {
  /** The start of the unit that holds a wall time. */
  floor(wall: number): number
  /** The start of the unit after the one that starts at a wall time. */
  next(start: number): number
}

/**
 * A Date whose local fields are those of UTC, so that date-fns counts in wall time whatever zone the process is in.
 * (A TZDate of @date-fns/tz 1.5.0 passes through the process's own zone, and is wrong if that zone skips an hour.)
 */
class WallDate extends Date {
  override getDay(): number {
    return this.getUTCDay()
  }
  override getDate(): number {
    return this.getUTCDate()
  }
  override getMonth(): number {
    return this.getUTCMonth()
  }
  override getFullYear(): number {
    return this.getUTCFullYear()
  }
  override setDate(...args: Parameters<Date['setUTCDate']>): number {
    return this.setUTCDate(...args)
  }
  override setMonth(...args: Parameters<Date['setUTCMonth']>): number {
    return this.setUTCMonth(...args)
  }
  override setFullYear(...args: Parameters<Date['setUTCFullYear']>): number {
    return this.setUTCFullYear(...args)
  }
  override setHours(...args: Parameters<Date['setUTCHours']>): number {
    return this.setUTCHours(...args)
  }
}

const WALL_UNITS = {
  day: [startOfDay, addDays],
  week: [startOfWeek, addWeeks],
  month: [startOfMonth, addMonths],
  quarter: [startOfQuarter, addQuarters],
  year: [startOfYear, addYears],
} as const

/** The Gregorian calendar repeats every 400 years, weekdays included. */
const CYCLE = 146_097 * DAY

/** A unit of the calendar; weeks start on `weekStartsOn`. */
export function wallUnit(name: WallUnitName, weekStartsOn: Weekday): WallUnit {
  const [startOf, add] = WALL_UNITS[name]
  const options = { weekStartsOn, in: (value: number | string | Date) => new WallDate(value) }
  return {
    floor(wall) {
      const aside = towardsEpoch(wall)
      return startOf(wall + aside, options).getTime() - aside
    },
    next(start) {
      const aside = towardsEpoch(start)
      return add(start + aside, 1, options).getTime() - aside
    },
  }
}

/** One cycle nearer to the epoch, a Date holds the unit's edges at either end of time too. */
function towardsEpoch(wall: number): number {
  return wall < 0 ? CYCLE : -CYCLE
}
