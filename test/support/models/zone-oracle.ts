import type { CalendarUnit } from '../../../src/window'
import type { Partition } from '../../../src/window/windower'

const MINUTE = 60_000
const DAY = 86_400_000
const STEPS: { readonly [unit: string]: number } = { hour: MINUTE, day: 15 * MINUTE }
const LONG_STEP = 60 * MINUTE

/**
 * What the clocks of a zone read, '2026-11-20 13:17:00': later readings are greater strings. Asks Intl, knows no
 * offset.
 */
export function clockOf(timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return time => format.format(time)
}

/** A name for the unit that a reading lies in; those of later units are greater. */
const keys: Readonly<Record<CalendarUnit, (reading: string) => string>> = {
  hour: reading => reading.slice(0, 13),
  day: reading => reading.slice(0, 10),
  week: reading => String(Math.floor((Date.parse(`${reading.slice(0, 10)}T00:00Z`) / DAY + 3) / 7)).padStart(6, '0'),
  month: reading => reading.slice(0, 7),
  quarter: reading => `${reading.slice(0, 4)}Q${Math.floor((Number(reading.slice(5, 7)) + 2) / 3)}`,
  year: reading => reading.slice(0, 4),
}

/**
 * Holds the windows around a change of the clocks against what the clocks read, step by step; says what is wrong, or
 * nothing. It shares no line with the library: a window starts at the first instant that reads its unit or a later one,
 * hours also at each whole hour that is read.
 */
export function faultsAround(
  calendar: Partition,
  unit: CalendarUnit,
  read: (time: number) => string,
  change: number,
  step = STEPS[unit] ?? LONG_STEP,
): string[] {
  const { startOf, endOf } = calendar
  const starts = [startOf(startOf(change - 1) - 1), startOf(change - 1), startOf(change), endOf(change)]
  const faults: string[] = []
  const key = (time: number) => keys[unit](read(time))
  for (const start of new Set(starts)) {
    const end = endOf(start)
    const say = (what: string) => faults.push(`${calendar.name} [${iso(start)}, ${iso(end)}): ${what}`)
    const own = key(start)
    const wholeHour = (time: number) => unit === 'hour' && time % 1000 === 0 && read(time).endsWith(':00:00')
    if (endOf(start - 1) !== start || startOf(end) !== end || startOf(end - 1) !== start)
      say('does not touch its neighbors')
    if (key(start - 1) >= own && !wholeHour(start)) say('starts where no unit does')
    if (unit !== 'hour')
      for (let time = start - step; time > start - 30 * 60 * MINUTE; time -= step)
        if (key(time) >= own) say(`${iso(time)} is before it and reads ${read(time)}`)
    for (const [from, to] of edgesAndChange(start, end, change))
      for (let time = from; time < to; time += step) {
        if (key(time) > own) say(`${iso(time)} is in it and reads ${read(time)}`)
        if (time > start && wholeHour(time)) say(`${iso(time)} is in it and starts an hour`)
      }
    if (key(end - 1) > own) say(`its last instant reads ${read(end - 1)}`)
  }
  return faults
}

/**
 * The parts of a window where it can go wrong: all of a short one, of a long one the ends and if clocks are changed.
 */
function edgesAndChange(start: number, end: number, change: number): [number, number][] {
  const reach = 30 * 60 * MINUTE
  if (end - start <= 3 * reach) return [[start, end]]
  const middle: [number, number] = [Math.max(start, change - reach), Math.min(end, change + reach)]
  return [[start, start + reach], middle, [end - reach, end]]
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
