import { TidemarkError } from '../../error'
import { checkAtOnce } from '../../window/sliding'
import type { Partition, Sliding, Window } from '../../window/windower'

/** Up to so many slices a window is merged anew each time: that is as quick, and keeps nothing. */
const MAX_DIRECT_SLICES = 8

/** Windows as they are made of slices: of one, or, where they slide, of those that they share with others. */
export interface SliceLayout {
  /** A time is in one slice; all times of a slice are in the same windows. */
  readonly slices: Partition
  /** Whether a window may have so many slices that merging them anew each time is slow. */
  readonly many: boolean
  /** The start of the first and of the last window that hold a time; for any time that starts no window they are those of its slice. */
  first(time: number): number
  last(time: number): number
  /** The end of the window that starts at `start`, and the start of the one after it. */
  endOf(start: number): number
  after(start: number): number
  /** How many windows start from `start` on and before `until`, which starts one too or is after the last of a slice. */
  count(start: number, until: number): number
  /**
   * Blocks, at least as wide as a window: it reaches over two of them at most. The start of that which holds a time; where
   * blocks begin is up to a phase, any whole number.
   */
  blockOf(time: number, phase: number): number
  readonly block: number
}

/** How windows are made of slices. */
export function sliceLayout(windower: Partition | Sliding): SliceLayout {
  return windower.kind === 'sliding' ? ofSliding(windower) : ofPartition(windower)
}

function ofPartition(windower: Partition): SliceLayout {
  const startOf = (time: number) => windower.startOf(time)
  const endOf = (start: number) => windower.endOf(start)
  return {
    slices: windower,
    many: false,
    first: startOf,
    last: startOf,
    endOf,
    after: endOf,
    count: (start, until) => (start < until ? 1 : 0),
    blockOf: startOf,
    block: windower.width,
  }
}

function ofSliding({ size, every, offset, panes }: Sliding): SliceLayout {
  const steps = Math.ceil(size / every)
  const block = steps * every
  return {
    slices: panes,
    many: steps * (size === block ? 1 : 2) > MAX_DIRECT_SLICES,
    first: time => offset + (Math.floor((time - size - offset) / every) + 1) * every,
    last: time => offset + Math.floor((time - offset) / every) * every,
    endOf: start => start + size,
    after: start => start + every,
    count: (start, until) => (until - start) / every,
    blockOf: (time, phase) => {
      const from = offset + (phase % steps) * every
      return from + Math.floor((time - from) / block) * block
    },
    block,
  }
}

/** The windows from `first` on that start before `until`. */
export function windowsFrom({ slices, count, after, endOf }: SliceLayout, first: number, until: number): Window[] {
  checkAtOnce(count(first, until), slices.name)
  const windows: Window[] = []
  for (let start = first; start < until; start = after(start)) windows.push({ start, end: endOf(start) })
  return windows
}

/** The start of the last of the windows from `first` to `last` that ends by `time`; the first one does. */
export function lastBy({ after, endOf }: SliceLayout, time: number, first: number, last: number): number {
  let start = first
  for (let next = after(start); next <= last && endOf(next) <= time; next = after(next)) start = next
  return start
}

/** A partition of one's own may be none: what is put into no window, or into one that never ends, would be lost. */
export function checkSlice({ slices }: SliceLayout, start: number, time: number): void {
  const end = slices.endOf(start)
  if (start <= time && time < end && Number.isSafeInteger(start) && Number.isSafeInteger(end)) return
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `window ${slices.name} puts ${time} into [${start}, ${end}): a window holds its times, and starts and ends at whole milliseconds`,
  )
}
