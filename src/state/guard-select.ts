import type { Aggregates, Readings } from '../aggregate/aggregate'
import { isPlainObject } from '../check/objects'
import { userCodeError } from '../check/user-code'
import { TidemarkError } from '../error'

/** Wraps a `select` so that what it throws is TIDEMARK_INVALID_OPTION, and not taken for an error of the store or the stream. */
export function guardSelect<R>(select: (row: any) => R): (row: Readings<Aggregates>) => R {
  return row => {
    try {
      return select(row)
    } catch (error) {
      throw userCodeError('select', error, 'it is also called for windows that hold nothing')
    }
  }
}

/** Throws TIDEMARK_INVALID_OPTION if `select` returned a promise. Its rejection, if any, is then ignored. */
export function refusePromise(selected: unknown, wanted: string): void {
  if (!(selected instanceof Promise)) return
  selected.catch(() => {})
  throw new TidemarkError('TIDEMARK_INVALID_OPTION', `select must return ${wanted}, got a promise: leave out async`)
}

/**
 * Throws TIDEMARK_INVALID_OPTION if `select` returned something that is read later: the row itself, or a reading with
 * methods, by itself or as a field. By then the row stands for another window.
 */
export function refuseLazy(selected: unknown, row: Readings<Aggregates>): void {
  const lazy = new Set<unknown>([row, ...Object.values(row).filter(isLazyReading)])
  const isLazy = (value: unknown) => lazy.has(value)
  if (!isLazy(selected) && !(typeof selected === 'object' && selected && Object.values(selected).some(isLazy))) return
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    'select must return values, like r => ({ n: r.count, p99: r.latency.quantile(0.99) }): the row that it receives stands for other windows afterwards',
  )
}

/** Whether a reading computes values when asked. Numbers, lists and plain objects of numbers are values themselves. */
function isLazyReading(reading: unknown): boolean {
  if (typeof reading !== 'object' || reading === null || Array.isArray(reading) || ArrayBuffer.isView(reading))
    return false
  if (!isPlainObject(reading)) return true
  const fields = Object.values(Object.getOwnPropertyDescriptors(reading))
  return fields.some(({ get, value }) => get !== undefined || typeof value === 'function')
}
