import { inspect } from '../check/inspect'
import { rejectUnknownOptions } from '../check/options'
import { TidemarkError } from '../error'
import { type Duration, formatDuration, toDuration } from '../time/duration'
import { LAST_INSTANT, toInstant } from '../time/instant'
import { toOffset } from './offset'
import type { Partition } from './windower'

/** Windows of one width: window i is [offset + i * size, offset + (i + 1) * size). */
export interface Fixed extends Partition {
  readonly size: number
  readonly offset: number
}

/** The widest window, about 11,600 years: up to it each edge is a safe integer, for every instant. */
export const MAX_WIDTH = Number.MAX_SAFE_INTEGER - LAST_INSTANT

const fixedPartitions = new WeakSet<Partition>()

/**
 * Windows of one width, side by side: window i is [offset + i * size, offset + (i + 1) * size).
 *
 * By default window 0 starts at the epoch, a Thursday, so the weeks of `fixed('1w')` start on Thursdays. For weeks that
 * start on Mondays, use `calendar('week')`. `size` is a Duration of at least 1 ms; `offset` is a Duration or any whole
 * number of milliseconds.
 *
 * @throws TIDEMARK_INVALID_DURATION if `size` or `offset` is not a duration
 * @throws TIDEMARK_INVALID_OPTION if `size` is over 11,600 years or an option is unknown
 *
 * * keeps: its size and offset
 * * size: constant
 * * exact
 * * order needed: none
 * * source: the tumbling window of stream processing; Akidau et al., "The Dataflow Model", VLDB 2015
 *
 * @example
 * fixed('1m').windowsOf(-1)                    // => [{ start: -60_000, end: 0 }]
 * fixed('1m', { offset: '5s' }).name           // => '1m+5s'
 * fixed('1w').windowsOf(Date.UTC(2026, 0, 1))[0].start === Date.UTC(2026, 0, 1)   // => true
 */
export function fixed(size: Duration, options: { readonly offset?: Duration | undefined } = {}): Partition {
  rejectUnknownOptions('fixed', options, { offset: true })
  return makeFixed(size, 'size', { offset: options.offset, calendar: true })
}

/** Returns fixed windows whose size is called `what` in errors; `calendar` says whether the caller could take calendar() instead. */
export function makeFixed(
  value: Duration,
  what: string,
  { offset: shift = 0, calendar = false }: { readonly offset?: Duration | undefined; readonly calendar?: boolean } = {},
): Fixed {
  const size = toDuration(value, what, { least: 1, calendar })
  if (size > MAX_WIDTH)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `${what} ${inspect(value)}: a window is at most 11,600 years wide. Use a shorter one`,
    )
  const offset = toOffset(shift, size)
  const startOf = (time: number) => Math.floor((time - offset) / size) * size + offset
  const windows: Fixed = Object.freeze({
    kind: 'partition',
    name: offset === 0 ? formatDuration(size) : `${formatDuration(size)}+${formatDuration(offset)}`,
    width: size,
    size,
    offset,
    startOf,
    endOf: (time: number) => startOf(time) + size,
    windowsOf(time: number) {
      const start = startOf(toInstant(time))
      return [{ start, end: start + size }]
    },
  })
  fixedPartitions.add(windows)
  return windows
}

/** Whether fixed() made a partition, so that closed forms hold for it. */
export function isFixed(partition: Partition): partition is Fixed {
  return fixedPartitions.has(partition)
}
