import { rejectUnknownOptions } from '../check/options'
import { TidemarkError } from '../error'
import { type Duration, formatDuration } from '../time/duration'
import { toInstant } from '../time/instant'
import { makeFixed } from './fixed'
import { floorMod, toOffset } from './offset'
import type { Partition, Sliding, Window } from './windower'

const MAX_WINDOWS_PER_TIME = 1_000_000

/** Throws TIDEMARK_TOO_MANY_WINDOWS if a time is in more than a million windows: listing them would exhaust memory. @internal */
export function checkAtOnce(windows: number, name: string): void {
  if (windows > MAX_WINDOWS_PER_TIME)
    throw new TidemarkError(
      'TIDEMARK_TOO_MANY_WINDOWS',
      `${name}: a time is in more than ${MAX_WINDOWS_PER_TIME} windows: make them shorter, or start fewer of them`,
    )
}

/**
 * Windows of `size` that start every `every`: [offset + i * every, offset + i * every + size), so a time is in several.
 *
 * `size` and `every` are Durations of at least 1 ms; `offset` is a Duration or any whole number of milliseconds.
 *
 * @throws TIDEMARK_INVALID_DURATION if `size` or `every` is not a positive duration
 * @throws TIDEMARK_INVALID_OPTION if `every` is longer than `size`, because times between two windows would be in neither
 * @throws TIDEMARK_TOO_MANY_WINDOWS from `windowsOf` and from streams, if a time is in more than 1,000,000 windows
 *
 * * keeps: its size, step and offset; states are kept per pane, and each pane edge is the start or end of a window
 * * size: constant; a window is made of at most 2 * ceil(size / every) panes
 * * exact
 * * order needed: none
 * * source: Krishnamurthy, Wu and Franklin, "On-the-fly sharing for streamed aggregation", SIGMOD 2006 (paired panes)
 *
 * @example
 * const windows = sliding({ size: 12, every: 5 })
 * windows.windowsOf(21)   // => [{ start: 10, end: 22 }, { start: 15, end: 27 }, { start: 20, end: 32 }]
 * sliding({ size: '10s', every: '1s' }).name   // => 'sliding(10s, 1s)'
 */
export function sliding(options: {
  readonly size: Duration
  readonly every: Duration
  readonly offset?: Duration | undefined
}): Sliding {
  rejectUnknownOptions('sliding', options, { size: true, every: true, offset: true })
  const { size } = makeFixed(options.size, 'size')
  const { size: every } = makeFixed(options.every, 'every')
  if (every > size)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `sliding: every ${formatDuration(every)} is more than size ${formatDuration(size)}, so times would be in no window; ` +
        `make every ${formatDuration(size)} or less`,
    )
  const offset = toOffset(options.offset ?? 0, every)
  const shifted = offset === 0 ? '' : `+${formatDuration(offset)}`
  const name = `sliding(${formatDuration(size)}, ${formatDuration(every)})${shifted}`
  return Object.freeze({
    kind: 'sliding',
    name,
    size,
    every,
    offset,
    panes: pairedPanes(size, every, offset, name),
    windowsOf,
  })

  function windowsOf(time: number): Window[] {
    const windows: Window[] = []
    const last = Math.floor((toInstant(time) - offset) / every)
    const first = Math.floor((time - size - offset) / every) + 1
    checkAtOnce(last - first + 1, name)
    for (let i = first; i <= last; i++) windows.push({ start: offset + i * every, end: offset + i * every + size })
    return windows
  }
}

/** Returns a partition whose edges are the starts and ends of the windows, so size 12 every 5 has 5 panes per window. */
function pairedPanes(size: number, every: number, offset: number, name: string): Partition {
  const first = floorMod(size, every)
  if (first === 0) return makeFixed(every, 'every', { offset })
  const baseOf = (time: number) => Math.floor((time - offset) / every) * every + offset
  const startOf = (time: number) => {
    const base = baseOf(time)
    return time - base < first ? base : base + first
  }
  const endOf = (time: number) => {
    const base = baseOf(time)
    return time - base < first ? base + first : base + every
  }
  return Object.freeze({
    kind: 'partition',
    name: `panes of ${name}`,
    width: Math.max(first, every - first),
    startOf,
    endOf,
    windowsOf: (time: number) => [{ start: startOf(toInstant(time)), end: endOf(time) }],
  })
}
