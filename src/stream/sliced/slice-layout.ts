import { TidemarkError } from '../../error'
import { checkAtOnce } from '../../window/sliding'
import type { Partition, Sliding, Window } from '../../window/windower'

/** A window of at most this many slices is merged again for each pane: as fast as keeping prefixes and suffixes, without their memory. */
const MAX_DIRECT_SLICES = 8

/** How windows are made of slices: a fixed or calendar window is one slice, and sliding windows share slices. */
export interface SliceLayout {
  /** Each time is in one slice, and all times of a slice are in the same windows. */
  readonly slices: Partition
  /** Whether a window may have too many slices to merge them again for each pane. */
  readonly usesBlocks: boolean
  /** Returns the start of the first window that contains a time. It is the same for each time of a slice. */
  firstStart(time: number): number
  /** Returns the start of the last window that contains a time. It is the same for each time of a slice. */
  lastStart(time: number): number
  /** Returns the end of the window that starts at `start`. */
  endOf(start: number): number
  /** Returns the start of the window after the one that starts at `start`. */
  nextStart(start: number): number
  /** Counts the windows that start in [start, until). Both are starts of windows. */
  countWindows(start: number, until: number): number
  /** Returns the start of the block that contains a time. The phase, any whole number, shifts the blocks by whole steps. */
  blockOf(time: number, phase: number): number
  /** The length of a block in milliseconds: at least as long as a window, so that a window spans at most two blocks. */
  readonly blockSize: number
}

/** Returns the slices of a windower. */
export function sliceLayout(windower: Partition | Sliding): SliceLayout {
  return windower.kind === 'sliding' ? slidingLayout(windower) : partitionLayout(windower)
}

function partitionLayout(windower: Partition): SliceLayout {
  const startOf = (time: number) => windower.startOf(time)
  const endOf = (start: number) => windower.endOf(start)
  return {
    slices: windower,
    usesBlocks: false,
    firstStart: startOf,
    lastStart: startOf,
    endOf,
    nextStart: endOf,
    countWindows: (start, until) => (start < until ? 1 : 0),
    blockOf: startOf,
    blockSize: windower.width,
  }
}

function slidingLayout({ size, every, offset, panes }: Sliding): SliceLayout {
  const steps = Math.ceil(size / every)
  const blockSize = steps * every
  return {
    slices: panes,
    usesBlocks: steps * (size === blockSize ? 1 : 2) > MAX_DIRECT_SLICES,
    firstStart: time => offset + (Math.floor((time - size - offset) / every) + 1) * every,
    lastStart: time => offset + Math.floor((time - offset) / every) * every,
    endOf: start => start + size,
    nextStart: start => start + every,
    countWindows: (start, until) => (until - start) / every,
    blockOf: (time, phase) => {
      const origin = offset + (phase % steps) * every
      return origin + Math.floor((time - origin) / blockSize) * blockSize
    },
    blockSize,
  }
}

/** Lists the windows that start in [first, until). */
export function windowsFrom(
  { slices, countWindows, nextStart, endOf }: SliceLayout,
  first: number,
  until: number,
): Window[] {
  checkAtOnce(countWindows(first, until), slices.name)
  const windows: Window[] = []
  for (let start = first; start < until; start = nextStart(start)) windows.push({ start, end: endOf(start) })
  return windows
}

/** Returns the start of the last window from `first` to `last` that ends at or before `time`. The window at `first` does. */
export function lastStartEndingBy(
  { nextStart, endOf }: SliceLayout,
  time: number,
  first: number,
  last: number,
): number {
  let start = first
  for (let next = nextStart(start); next <= last && endOf(next) <= time; next = nextStart(next)) start = next
  return start
}

/**
 * Checks a slice of a custom partition, because events in a window that does not contain them, or never ends, would be lost.
 *
 * @throws TIDEMARK_INVALID_OPTION if the slice does not contain its time, or has a bound that is not a whole number
 */
export function checkSlice({ slices }: SliceLayout, start: number, time: number): void {
  const end = slices.endOf(start)
  if (start <= time && time < end && Number.isSafeInteger(start) && Number.isSafeInteger(end)) return
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `window ${slices.name} puts ${time} into [${start}, ${end}): a window must contain its times, and start and end at whole milliseconds`,
  )
}
