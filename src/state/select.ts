import type { Aggregates, Readings } from '../aggregate/aggregate'
import { reason, TidemarkError } from '../error'

/** A user's `select`, whose errors are known for its own: TIDEMARK_INVALID_OPTION, not a store's or a stream's. */
export function guarded<R>(select: (row: any) => R): (row: Readings<Aggregates>) => R {
  return row => {
    try {
      return select(row)
    } catch (error) {
      if (error instanceof TidemarkError) throw error
      const advice = 'it is also asked of a window that holds nothing'
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', `select threw: ${reason(error)}; ${advice}`, { cause: error })
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
