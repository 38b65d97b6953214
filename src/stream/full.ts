import { TidemarkError } from '../error'
import type { StreamSettings } from './settings'

/** The error where no further state may be held. */
export function full({ maxOpen }: StreamSettings): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_BACKPRESSURE',
    `${maxOpen} states are held, as many as maxOpen allows: move the watermark so that windows close, take a smaller lateness or outOfOrder, or raise maxOpen`,
  )
}
