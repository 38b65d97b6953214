import type { Aggregates, Readings } from '../aggregate/aggregate'
import { isPlainObject } from '../check/objects'
import { userCodeError } from '../check/user-code'
import { TidemarkError } from '../error'

/** A user's `select`, whose errors are known for its own: TIDEMARK_INVALID_OPTION, not a store's or a stream's. */
export function guardSelect<R>(select: (row: any) => R): (row: Readings<Aggregates>) => R {
  return row => {
    try {
      return select(row)
    } catch (error) {
      throw userCodeError('select', error, 'it is also asked of a window that holds nothing')
    }
  }
}

/** A promise would be read before it is kept; that it may fail is then nobody's concern. */
export function refusePromise(selected: unknown, wanted: string): void {
  if (!(selected instanceof Promise)) return
  selected.catch(() => {})
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `select must give ${wanted} at once, got a promise: leave out async`,
  )
}

/**
 * Refuses what is read later than it is given: the row itself, or a reading that answers questions, by itself or as a
 * field. The row is read for others by then.
 */
export function refuseLazy(selected: unknown, row: Readings<Aggregates>): void {
  const lazy = new Set<unknown>([row, ...Object.values(row).filter(isLazyReading)])
  const isLazy = (value: unknown) => lazy.has(value)
  if (!isLazy(selected) && !(typeof selected === 'object' && selected && Object.values(selected).some(isLazy))) return
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    'select must take out what it needs, like r => ({ n: r.count, p99: r.latency.quantile(0.99) }): what it is given is read for other windows afterwards',
  )
}

/** Whether a reading is asked, and does not stand for itself as a number, a list or a plain object of numbers does. */
function isLazyReading(reading: unknown): boolean {
  if (typeof reading !== 'object' || reading === null || Array.isArray(reading) || ArrayBuffer.isView(reading))
    return false
  if (!isPlainObject(reading)) return true
  const fields = Object.values(Object.getOwnPropertyDescriptors(reading))
  return fields.some(({ get, value }) => get !== undefined || typeof value === 'function')
}
