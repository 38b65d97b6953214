import { TidemarkError } from '../../error'
import type { EventRecord } from '../input/event'
import type { StreamSettings } from '../settings'
import type { WindowOperator } from '../window-operator'

/** The error where no further state may be held. */
export function atCapacity({ maxOpen }: StreamSettings): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_BACKPRESSURE',
    `${maxOpen} states are held, as many as maxOpen allows: move the watermark so that windows close, take a smaller lateness or outOfOrder, or raise maxOpen`,
  )
}

/** Throws TIDEMARK_BACKPRESSURE where there may not be room for a batch, as if nothing closed meanwhile. */
export function checkCapacity(settings: StreamSettings, windows: WindowOperator, batch: readonly EventRecord[]): void {
  const { maxOpen, maxKeys, overflowKey } = settings
  const { open, keys } = windows
  if (open + batch.length <= maxOpen && (overflowKey !== undefined || keys + batch.length <= maxKeys)) return
  const strangers = new Set<string>()
  let opening = 0
  for (const { key, time } of batch) {
    if (!windows.holds(key, time)) opening++
    if (!windows.knows(key)) strangers.add(key)
  }
  const isFull = overflowKey === undefined && keys + strangers.size > maxKeys
  if (open + opening <= maxOpen && !isFull) return
  throw new TidemarkError(
    'TIDEMARK_BACKPRESSURE',
    isFull
      ? `a batch with ${strangers.size} new keys, where ${keys} of maxKeys ${maxKeys} are held: push it in parts, raise maxKeys, or give an overflowKey`
      : `a batch that may open ${opening} states, where ${open} of maxOpen ${maxOpen} are held: push it in parts, or raise maxOpen`,
  )
}
