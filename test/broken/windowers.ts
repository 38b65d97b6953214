import { calendar, fixed, type Partition, type Session, type Sliding, session, sliding } from '../../src/window'

/** A windower with a fault, and the laws that must reject it. */
export interface BrokenWindower {
  readonly fault: string
  readonly windower: Partition | Sliding | Session
  readonly breaks: readonly string[]
  /** Where the fault shows. */
  readonly around?: readonly number[]
}

const MINUTE = 60_000
const DAY = 86_400_000
const minute = fixed('1m')

const partition = (startOf: (time: number) => number, endOf: (time: number) => number, width = MINUTE): Partition => ({
  kind: 'partition',
  name: 'broken',
  width,
  startOf,
  endOf,
  windowsOf: time => [{ start: startOf(time), end: endOf(time) }],
})

const trunc = (time: number) => Math.trunc(time / MINUTE) * MINUTE
const before = (time: number) => (Math.ceil(time / MINUTE) - 1) * MINUTE
const short = (time: number) => minute.startOf(time) + MINUTE - 1

/** St Johns, 2010-11-07: at 00:01 its clocks went back to 23:01 of the day before. */
const ST_JOHNS = Date.parse('2010-11-07T02:31:00Z')
const nextDays = calendar('day', { timeZone: 'America/St_Johns' })
const localDate = (time: number) => {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/St_Johns', dateStyle: 'short' })
  return Date.parse(`${parts.format(time)}T00:00:00Z`)
}
const localDay = (time: number) => nextDays.startOf(localDate(time) + DAY / 2)

const remembersHalf = (): Partition => {
  let start = Number.POSITIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  const seek = (time: number) => {
    if (time < end && time >= start - MINUTE) return
    start = minute.startOf(time)
    end = start + MINUTE
  }
  return partition(
    time => {
      seek(time)
      return start
    },
    time => {
      seek(time)
      return end
    },
  )
}

const hop = sliding({ size: 12, every: 5 })
const hopping = (change: Partial<Sliding>): Sliding => ({ ...hop, name: 'broken', ...change })

export const brokenWindowers: readonly BrokenWindower[] = [
  {
    fault: 'truncates towards zero, so that -1 is in [0, 60000)',
    windower: partition(trunc, time => trunc(time) + MINUTE),
    breaks: ['each window holds the time that was asked for'],
  },
  {
    fault: 'descends',
    windower: hopping({ windowsOf: time => hop.windowsOf(time).reverse() }),
    breaks: ['windows come in ascending order, each once, with edges in whole milliseconds'],
  },
  {
    fault: 'has edges between milliseconds',
    windower: partition(
      time => Math.floor(time / 2.5) * 2.5,
      time => Math.floor(time / 2.5) * 2.5 + 2.5,
    ),
    breaks: ['windows come in ascending order, each once, with edges in whole milliseconds'],
  },
  {
    fault: 'remembers its last window and forgets to look where it starts',
    windower: remembersHalf(),
    breaks: ['the same time has the same windows whenever it is asked for'],
  },
  {
    fault: 'holds its end and not its start, (start, end]',
    windower: partition(before, time => before(time) + MINUTE),
    breaks: ['a window is half-open: its start is in it, its end and what is before its start are not'],
  },
  {
    fault: 'answers with the next window too',
    windower: {
      ...minute,
      windowsOf: time => [...minute.windowsOf(time), { start: minute.endOf(time), end: minute.endOf(time) + MINUTE }],
    },
    breaks: ['each time is in exactly one window, from startOf to endOf'],
  },
  {
    fault: 'leaves the last millisecond of each minute out',
    windower: partition(minute.startOf, short),
    breaks: ['the end of a window is the start of the next'],
  },
  {
    fault: 'takes the local date of the time for its day',
    windower: partition(localDay, time => nextDays.startOf(localDate(time) + (3 * DAY) / 2), 25 * 3_600_000),
    breaks: ['later times are never in earlier windows'],
    around: [ST_JOHNS],
  },
  {
    fault: 'starts in the window before',
    windower: partition(time => minute.startOf(time) - 1, minute.endOf),
    breaks: ["a window's start is in the window that it starts"],
  },
  {
    fault: 'says that a day of 25 hours is no wider than 24',
    windower: { ...calendar('day', { timeZone: 'Europe/Berlin' }), width: DAY },
    breaks: ['no window of the years 1970 to 2037 is wider than width'],
    around: [Date.parse('2026-10-25T01:00:00Z')],
  },
  {
    fault: 'forgets the window that opens with the time',
    windower: hopping({ windowsOf: time => hop.windowsOf(time).filter((_, i) => i > 0) }),
    breaks: ['a time is in size / every windows, rounded down or up'],
  },
  {
    fault: 'forgets its offset',
    windower: hopping({ offset: 2 }),
    breaks: ['the windows are all that hold the time, of those that start at offset + i * every'],
  },
  {
    fault: 'has panes that windows cut through',
    windower: hopping({ panes: fixed(5) }),
    breaks: ['a window is made of whole panes'],
  },
  {
    fault: 'has panes of the greatest common divisor, 12 a window where 5 do',
    windower: hopping({ panes: fixed(1) }),
    breaks: ['a pane has its edges only where a window has one'],
  },
  {
    fault: 'has panes with a gap',
    windower: hopping({ panes: partition(minute.startOf, short) }),
    breaks: ['of panes: the end of a window is the start of the next'],
  },
  {
    fault: 'counts the gap in, so that points a gap apart are one session',
    windower: { ...session({ gap: '10s' }), windowsOf: time => [{ start: time, end: time + 10_001 }] },
    breaks: ['a time alone is a session of its own, [time, time + gap)'],
  },
]
