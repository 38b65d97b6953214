import { inspect } from '../check/inspect'
import { isObject } from '../check/objects'
import { TidemarkError } from '../error'
import { type SeriesKey, type Tags, toSeriesKey } from '../series/series-key'
import { type Instant, isInstant, toInstant } from '../time/instant'
import { errorOf, faultOf, type Limits } from './batch'

/** A point: a value of a series at a time. `time` defaults to the clock. */
export interface Point {
  readonly metric: string
  readonly value: number
  readonly time?: Instant | undefined
  readonly tags?: Tags | undefined
}

/** A point whose fields were each read once, with a checked key and time. */
export interface CheckedPoint {
  readonly name: SeriesKey
  readonly time: number
  readonly value: number
}

/** Names a point in errors, like `points[5]`: called only if there is an error. */
export type Label = () => string

/** Reads and checks a point; returns its error if it is faulty whatever the limits are. */
export function checkPoint(point: Point, now: number, where: Label): CheckedPoint | TidemarkError {
  try {
    if (!isObject(point)) throw notAPoint(point, where)
    const { metric, value, time, tags } = point
    return { value, time: timeOf(time, now, where), name: toSeriesKey(metric, tags) }
  } catch (error) {
    if (error instanceof TidemarkError) return error
    throw error // a getter of the caller's
  }
}

/** Returns the error for a value that is not a point. */
export function notAPoint(value: unknown, where: Label): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_INVALID_VALUE',
    `${where()} must be { metric, value, time, tags }, got ${inspect(value)}`,
  )
}

/** Returns the epoch milliseconds of a point's time, by default `now`; throws TIDEMARK_INVALID_INSTANT. */
export function timeOf(time: Instant | undefined, now: number, where: Label): number {
  if (time === undefined) return now + 0
  // The usual case comes first: the label for errors is text, and would be built for every point.
  return typeof time === 'number' && isInstant(time) ? time + 0 : toInstant(time, `${where()}: time`)
}

/** Returns a point if it lies within the limits, else its error. */
export function judge(entry: CheckedPoint | TidemarkError, limits: Limits, where: Label): CheckedPoint | TidemarkError {
  if (entry instanceof TidemarkError) return entry
  const { time, value } = entry
  const code = faultOf(time, value, limits)
  return code ? errorOf(code, time, value, limits, where()) : entry
}
