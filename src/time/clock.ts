import { toFunction } from '../check/options'
import { isInstant, refuseInstant } from './instant'

/** A clock that gives instants, and throws TIDEMARK_INVALID_INSTANT otherwise: by what is NaN, nothing would be too far ahead. */
export function toClock(clock: () => number): () => number {
  toFunction(clock, 'clock')
  return () => {
    const now = clock()
    return isInstant(now) ? now : refuseInstant(now, 'clock')
  }
}
