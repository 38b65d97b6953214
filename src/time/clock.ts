import { toFunction } from '../check/options'
import { isInstant, refuseInstant } from './instant'

/** Wraps a clock so that it throws TIDEMARK_INVALID_INSTANT unless it returns an instant: no point would be too far ahead of NaN. */
export function toClock(clock: () => number): () => number {
  toFunction(clock, 'clock')
  return () => {
    const now = clock()
    return isInstant(now) ? now : refuseInstant(now, 'clock')
  }
}
