import fc from 'fast-check'
import { LAST_INSTANT } from '../../time/instant'
import { floorMod } from '../../window/offset'
import type { Partition, Session, Sliding, Window, Windower } from '../../window/windower'
import { type Law, law } from './law'

/** Options of `windowerLaws`. */
export interface WindowerLawsOptions {
  /** The earliest time that is tried, epoch milliseconds. Default: the earliest instant. */
  readonly from?: number
  /** The latest time that is tried, epoch milliseconds. Default: the latest instant. */
  readonly to?: number
  /** Times whose neighborhood is tried more often, for example around clock changes. */
  readonly around?: readonly number[]
}

/**
 * The laws that every windower keeps, and those of its kind: a partition's, sliding windows' or sessions'.
 *
 * Times are whole epoch milliseconds within `from` and `to`. Each law throws with a counterexample if it is broken.
 *
 * @example
 * for (const law of windowerLaws(fixed('1m'))) law.check({ runs: 20 })
 * windowerLaws(fixed('1m'))[0].name   // => 'each window holds the time that was asked for'
 */
export function windowerLaws(windower: Windower, options: WindowerLawsOptions = {}): Law[] {
  const { from = -LAST_INSTANT, to = LAST_INSTANT, around = [] } = options
  const times = timesWithin(from, to, around)
  const known = (time: number) => time >= from && time <= to
  const laws = lawsOf(windower, times, known)
  if (windower.kind === 'partition') laws.push(...partitionLaws(windower, times, known))
  else if (windower.kind === 'sliding') laws.push(...slidingLaws(windower, times, known))
  else laws.push(...sessionLaws(windower, times))
  return laws
}

type Known = (time: number) => boolean

const FROM_1970 = Date.UTC(1970, 0)
const UNTIL_2038 = Date.UTC(2038, 0)

function timesWithin(from: number, to: number, around: readonly number[]): fc.Arbitrary<number> {
  const within = (time: number) => Math.min(Math.max(time, from), to)
  const near = (at: number, distance: number) =>
    fc.integer({ min: -distance, max: distance }).map(by => within(at + by))
  return fc.oneof(
    fc.integer({ min: from, max: to }),
    fc.integer({ min: FROM_1970, max: UNTIL_2038 }).map(within),
    near(0, 100_000),
    ...around.flatMap(at => [near(at, 100), near(at, 3 * 86_400_000)]),
  )
}

function has(windows: readonly Window[], { start, end }: Window): boolean {
  return windows.some(window => window.start === start && window.end === end)
}

function lawsOf(windower: Windower, times: fc.Arbitrary<number>, known: Known): Law[] {
  const asked = (time: number) => windower.windowsOf(time)
  const laws = [
    law('each window holds the time that was asked for', 'exact', times, time =>
      asked(time).every(({ start, end }) => start <= time && time < end),
    ),
    law('windows come in ascending order, each once, with edges in whole milliseconds', 'exact', times, time =>
      asked(time).every(
        ({ start, end }, i, all) =>
          Number.isInteger(start) && Number.isInteger(end) && (i === 0 || all[i - 1].start < start),
      ),
    ),
    law(
      'the same time has the same windows whenever it is asked for',
      'exact',
      fc.array(times, { minLength: 1 }),
      list => {
        const first = list.map(time => JSON.stringify(asked(time)))
        const again = list.map((_, i) => JSON.stringify(asked(list[list.length - 1 - i]))).reverse()
        return first.every((windows, i) => windows === again[i])
      },
    ),
  ]
  if (windower.kind === 'session') return laws
  const halfOpen = law(
    'a window is half-open: its start is in it, its end and what is before its start are not',
    'exact',
    times,
    time =>
      asked(time).every(
        window =>
          (!known(window.start) || has(asked(window.start), window)) &&
          (!known(window.end - 1) || has(asked(window.end - 1), window)) &&
          (!known(window.end) || !has(asked(window.end), window)) &&
          (!known(window.start - 1) || !has(asked(window.start - 1), window)),
      ),
  )
  return [...laws, halfOpen]
}

function partitionLaws(windower: Partition, times: fc.Arbitrary<number>, known: Known): Law[] {
  const startOf = (time: number) => windower.startOf(time)
  const endOf = (time: number) => windower.endOf(time)
  return [
    law('each time is in exactly one window, from startOf to endOf', 'exact', times, time => {
      const windows = windower.windowsOf(time)
      return windows.length === 1 && windows[0].start === startOf(time) && windows[0].end === endOf(time)
    }),
    law('the end of a window is the start of the next', 'exact', times, time => {
      const start = startOf(time)
      const end = endOf(time)
      return (!known(end) || startOf(end) === end) && (!known(start - 1) || endOf(start - 1) === start)
    }),
    law("a window's start is in the window that it starts", 'exact', times, time => {
      const start = startOf(time)
      return !known(start) || (startOf(start) === start && endOf(start) === endOf(time))
    }),
    law('later times are never in earlier windows', 'exact', fc.tuple(times, times), ([a, b]) => {
      const [early, late] = a < b ? [a, b] : [b, a]
      return startOf(early) <= startOf(late) && endOf(early) <= endOf(late)
    }),
    law(
      'no window of the years 1970 to 2037 is wider than width',
      'exact',
      times,
      time => time < FROM_1970 || time >= UNTIL_2038 || endOf(time) - startOf(time) <= windower.width,
    ),
  ]
}

function slidingLaws(windower: Sliding, times: fc.Arbitrary<number>, known: Known): Law[] {
  const { size, every, offset, panes } = windower
  const steps = Math.ceil(size / every)
  const isEdge = (time: number) => floorMod(time - offset, every) === 0 || floorMod(time - size - offset, every) === 0
  return [
    law('a time is in size / every windows, rounded down or up', 'exact', times, time => {
      const { length } = windower.windowsOf(time)
      return length === steps || length === Math.floor(size / every)
    }),
    law('the windows are all that hold the time, of those that start at offset + i * every', 'exact', times, time => {
      const holding: Window[] = []
      const last = Math.floor((time - offset) / every)
      for (let i = last - steps - 1; i <= last + 1; i++) {
        const start = offset + i * every
        if (start <= time && time < start + size) holding.push({ start, end: start + size })
      }
      const windows = windower.windowsOf(time)
      return windows.length === holding.length && holding.every(window => has(windows, window))
    }),
    law('a window is made of whole panes', 'exact', times, time =>
      windower
        .windowsOf(time)
        .every(({ start, end }) => [start, end].every(edge => !known(edge) || panes.startOf(edge) === edge)),
    ),
    law('a pane has its edges only where a window has one', 'exact', times, time =>
      [panes.startOf(time), panes.endOf(time)].every(isEdge),
    ),
    ...partitionLaws(panes, times, known).map(({ name, ...rest }) => ({ name: `of panes: ${name}`, ...rest })),
  ]
}

function sessionLaws(windower: Session, times: fc.Arbitrary<number>): Law[] {
  return [
    law('a time alone is a session of its own, [time, time + gap)', 'exact', times, time => {
      const windows = windower.windowsOf(time)
      return windows.length === 1 && windows[0].start === time && windows[0].end === time + windower.gap
    }),
  ]
}
