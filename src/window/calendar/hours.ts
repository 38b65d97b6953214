import { HOUR } from '../../time/units'
import type { Window } from '../windower'
import type { OffsetPeriod, Zone } from './zone'

/**
 * Returns the local hours of a zone. One starts whenever the clocks read a whole hour, or skip one. So an hour that is
 * repeated is two windows, and when clocks move by half an hour one window has 90 minutes or 30.
 */
export function hoursOf(zone: Zone): (time: number) => Window {
  return time => {
    const spells = zone.spellsAround(time)
    let i = spells.length - 1
    while (time < spells[i].start) i--
    return { start: startIn(spells, i, time), end: endIn(spells, i, time) }
  }
}

function startIn(spells: readonly OffsetPeriod[], i: number, time: number): number {
  const { start, offset } = spells[i]
  const whole = floor(time + offset) - offset
  if (whole >= start) return whole
  return startsHour(spells[i - 1], spells[i]) ? start : startIn(spells, i - 1, start - 1)
}

function endIn(spells: readonly OffsetPeriod[], i: number, time: number): number {
  const { end, offset } = spells[i]
  const whole = floor(time + offset) + HOUR - offset
  if (whole < end) return whole
  return startsHour(spells[i], spells[i + 1]) ? end : endIn(spells, i + 1, end)
}

/** Whether the clocks, changed between two spells, then read a whole hour or have passed one by the change. */
function startsHour(before: OffsetPeriod, after: OffsetPeriod): boolean {
  const reads = after.start + after.offset
  return floor(reads) === reads || floor(reads) > floor(after.start - 1 + before.offset)
}

function floor(wall: number): number {
  return Math.floor(wall / HOUR) * HOUR
}
