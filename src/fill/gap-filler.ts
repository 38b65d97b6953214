import { inspect } from '../check/inspect'
import { rejectUnknownOptions } from '../check/options'
import { TidemarkError } from '../error'
import { type Duration, formatDuration, toDuration } from '../time/duration'
import type { Filler, Neighbor, Neighbors } from './filler'

/** How far a filler extends a known value. */
export interface FillLimits {
  /** Fills at most this many windows in a row, counted from the known side; whole, 1 or more. */
  readonly limit?: number | undefined
  /** Leaves a gap as it is if the known points are further apart than this. */
  readonly maxGap?: Duration | undefined
}

/**
 * A run of windows [from, to) without a value, and the known points on both sides. If a side has none, its value is NaN.
 * Window p is `startSteps + p - from` windows after the known start, and `endSteps + to - 1 - p` before the known end.
 * @internal
 */
export interface Gap {
  from: number
  to: number
  startTime: number
  startValue: number
  startSteps: number
  endTime: number
  endValue: number
  endSteps: number
}

/** Fills one gap, no further than `limit` windows and `maxGap` milliseconds. @internal */
export type GapFill = (gap: Gap, times: Float64Array, values: Float64Array, limit: number, maxGap: number) => void

/** Makes a filler from the function that fills one gap: the kernel of previous, next, linear and nearest. @internal */
export function gapFiller(verb: string, needs: Filler['needs'], limits: FillLimits, fillGap: GapFill): Filler {
  rejectUnknownOptions(verb, limits, { limit: true, maxGap: true })
  const limit = checkLimit(verb, limits.limit)
  const maxGap = limits.maxGap === undefined ? Number.POSITIVE_INFINITY : toDuration(limits.maxGap, `${verb}.maxGap`)
  return Object.freeze({
    name: `${verb}(${limitsText(limit, maxGap)})`,
    needs: Object.freeze(needs),
    maxDistance: maxGap,
    fill(times: Float64Array, values: Float64Array, { before, after }: Neighbors) {
      const last = times.length - 1
      const gap: Gap = {
        from: 0,
        to: 0,
        startTime: before?.time ?? 0,
        startValue: before?.value ?? Number.NaN,
        startSteps: before ? stepsTo(before, times[0], times[1] - times[0]) : 1,
        endTime: 0,
        endValue: 0,
        endSteps: 1,
      }
      for (let p = 0; p <= last; ) {
        if (!Number.isNaN(values[p])) {
          gap.startTime = times[p]
          gap.startValue = values[p++]
          gap.startSteps = 1
          continue
        }
        gap.from = p
        while (p <= last && Number.isNaN(values[p])) p++
        gap.to = p
        if (p <= last) {
          gap.endTime = times[p]
          gap.endValue = values[p]
        } else {
          gap.endTime = after?.time ?? 0
          gap.endValue = after?.value ?? Number.NaN
          gap.endSteps = after ? stepsTo(after, times[last], times[last] - times[last - 1]) : 1
        }
        fillGap(gap, times, values, limit, maxGap)
      }
    },
  })
}

// A lone window has no neighbor whose distance is a width: the known point then counts as the next window.
function stepsTo(known: Neighbor, edge: number, width: number): number {
  return known.steps ?? Math.max(1, Math.round(Math.abs(edge - known.time) / width) || 1)
}

function checkLimit(verb: string, limit = Number.POSITIVE_INFINITY): number {
  if (limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit >= 1)) return limit
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `${verb}.limit is a whole number of windows, 1 or more, got ${inspect(limit)}; leave it out for no limit`,
  )
}

function limitsText(limit: number, maxGap: number): string {
  const parts = []
  if (limit < Number.POSITIVE_INFINITY) parts.push(`limit: ${limit}`)
  if (maxGap < Number.POSITIVE_INFINITY) parts.push(`maxGap: '${formatDuration(maxGap)}'`)
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : ''
}
