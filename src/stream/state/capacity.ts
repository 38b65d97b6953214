import { TidemarkError } from '../../error'
import type { EventRecord } from '../input/event'
import type { StreamSettings } from '../settings'
import type { WindowOperator } from '../window-operator'

/** The error for an event that needs a state beyond `maxOpen`. */
export function capacityError({ maxOpen }: StreamSettings): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_BACKPRESSURE',
    `${maxOpen} states are open, which is the limit maxOpen. Move the watermark so that windows close, use a smaller lateness or outOfOrder, or raise maxOpen`,
  )
}

/**
 * Checks that a whole batch fits, as if no window closed in between: then no event of it can fail halfway.
 *
 * @throws TIDEMARK_BACKPRESSURE if the batch may exceed `maxOpen` or `maxKeys`
 */
export function checkCapacity(settings: StreamSettings, windows: WindowOperator, batch: readonly EventRecord[]): void {
  const { maxOpen, maxKeys, overflowKey } = settings
  const { open, keys } = windows
  if (open + batch.length <= maxOpen && (overflowKey !== undefined || keys + batch.length <= maxKeys)) return
  const newKeys = new Set<string>()
  let newStates = 0
  for (const { key, time } of batch) {
    if (!windows.hasState(key, time)) newStates++
    if (!windows.hasKey(key)) newKeys.add(key)
  }
  const isFull = overflowKey === undefined && keys + newKeys.size > maxKeys
  if (open + newStates <= maxOpen && !isFull) return
  throw new TidemarkError(
    'TIDEMARK_BACKPRESSURE',
    isFull
      ? `the batch has ${newKeys.size} new keys, and ${keys} of at most ${maxKeys} keys hold states. Push it in parts, raise maxKeys, or give an overflowKey`
      : `the batch may open ${newStates} states, and ${open} of at most ${maxOpen} are open. Push it in parts, or raise maxOpen`,
  )
}
