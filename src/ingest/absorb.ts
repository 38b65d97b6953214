import { TidemarkError } from '../error'
import { errorOf, type Limits } from '../point/batch'
import type { SeriesIndex } from '../series/series-index'
import { formatInstant } from '../time/instant'
import type { Partition } from '../window/windower'
import type { Drained } from './drained'
import type { Head } from './head'

/**
 * Merges drained states into the head, all or none of them; returns how many rows, and how many went into overflow series.
 *
 * Throws TIDEMARK_MISMATCH if a window does not lie within one of the finest tier, TIDEMARK_EXPIRED and TIDEMARK_AHEAD as for
 * points, and TIDEMARK_BACKPRESSURE.
 */
export function absorb(
  head: Head,
  index: SeriesIndex,
  partition: Partition,
  limits: Limits,
  { names, series, starts, ends, frame }: Drained,
): { readonly rows: number; readonly overflowed: number } {
  const into = starts.map((start, row) => windowOf(partition, start, ends[row], limits, row))
  const before = index.length
  const found = names.map(name => index.idOf(name))
  const ids = series.map(k => found[k].id)
  if (!head.hasCapacity(ids, into)) {
    index.truncate(before)
    throw head.backpressureError('states', 'Drain more often')
  }
  for (let row = 0; row < ids.length; row++) head.absorb(ids[row], into[row], frame, row)
  return { rows: ids.length, overflowed: series.filter(k => found[k].overflowed).length }
}

/** The start of the finest tier's window that holds one of a row. */
function windowOf(partition: Partition, start: number, end: number, limits: Limits, row: number): number {
  const where = `absorb: row ${row}`
  const code = start > limits.latest ? 'TIDEMARK_AHEAD' : start < limits.earliest ? 'TIDEMARK_EXPIRED' : undefined
  if (code) throw errorOf(code, start, 0, limits, where)
  const into = partition.startOf(start)
  if (end > start && end <= partition.endOf(start)) return into
  throw new TidemarkError(
    'TIDEMARK_MISMATCH',
    `${where}: its window ${formatInstant(start)} .. ${formatInstant(end)} is not within one of ${partition.name}, the finest tier here: drain from tiers that nest`,
  )
}
