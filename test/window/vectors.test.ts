import { describe, expect, test } from 'vitest'
import { type CalendarUnit, calendar, fixed, session, sliding, type Window } from '../../src/window'
import days from '../vectors/calendar.json'
import windows from '../vectors/windows.json'

const pairs = (list: Window[]) => list.map(({ start, end }) => [start, end])
const of = (kind: string) => windows.vectors.filter(vector => vector.kind === kind) as any[]

describe('windows keep to the vectors', () => {
  test.each(of('assign'))('$id: $source', ({ window, time, expect: expected }) => {
    expect(pairs(sliding(window).windowsOf(time))).toEqual(expected)
    if (window.size === window.every)
      expect(pairs(fixed(window.size, { offset: window.offset }).windowsOf(time))).toEqual(expected)
  })

  test.each(days.vectors)('$id: $unit in $timeZone', ({ unit, timeZone, time, expect: expected }) => {
    expect(pairs(calendar(unit as CalendarUnit, { timeZone }).windowsOf(time))).toEqual([expected])
  })
})

/** Merges proto-windows that overlap, as an operator of sessions does. */
function joined(protos: Window[]): [number, number, number][] {
  const sessions: [number, number, number][] = []
  for (const { start, end } of protos.sort((a, b) => a.start - b.start)) {
    const last = sessions.at(-1)
    if (last && start < last[1]) {
      last[1] = Math.max(last[1], end)
      last[2]++
    } else sessions.push([start, end, 1])
  }
  return sessions
}

describe('proto-windows that overlap strictly are the sessions of the vectors', () => {
  test.each(of('session'))('$id: $source', ({ gap, times, expect: expected }) => {
    expect(joined(times.flatMap((time: number) => session({ gap }).windowsOf(time)))).toEqual(expected)
  })
})
