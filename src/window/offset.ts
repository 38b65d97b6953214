import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'
import { type Duration, toDuration } from '../time/duration'
import { LAST_INSTANT } from '../time/instant'

/** Returns the offset of windows that start at offset + i * every, with 0 <= offset < every. A number may be negative. */
export function toOffset(value: Duration, every: number): number {
  if (typeof value !== 'number') return floorMod(toDuration(value, 'offset'), every)
  if (Number.isInteger(value) && Math.abs(value) <= LAST_INSTANT) return floorMod(value, every)
  throw new TidemarkError('TIDEMARK_INVALID_DURATION', `offset ${inspect(value)}: must be whole milliseconds`)
}

/** Returns the remainder of `n` by `m` with division that floors: never negative, never -0. @internal */
export function floorMod(n: number, m: number): number {
  return n - Math.floor(n / m) * m
}
