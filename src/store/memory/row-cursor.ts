import { type NextPage, nextAbove } from '../paging'
import type { Row, RowQuery } from '../store'
import type { BTree } from './btree'

/** Rows that are copied at once; a key or a series without a row costs as much as a row. */
const LOOKUPS_PER_PAGE = 128

type KeyQuery = Extract<RowQuery, { readonly keys: unknown }>
type RangeRowQuery = Exclude<RowQuery, KeyQuery>

/**
 * Reads the rows of a query page by page.
 *
 * It remembers the key of the last row, never its place. So whatever is committed in between, each row that stays is
 * returned once.
 *
 * @internal
 */
export function rowCursor(tier: BTree, query: RowQuery): NextPage<Row> {
  return 'keys' in query ? byKeys(tier, query) : byRange(tier, query)
}

function byKeys(tier: BTree, { writer, tier: name, keys }: KeyQuery): NextPage<Row> {
  let next = 0
  return () => {
    const page: Row[] = []
    for (const end = Math.min(next + LOOKUPS_PER_PAGE, keys.length); next < end; next++) {
      const { series, start } = keys[next]
      if (tier.seek(series, start) && tier.series === series && tier.start === start) page.push(tier.row(name, writer))
    }
    return page.length > 0 || next < keys.length ? page : undefined
  }
}

function byRange(tier: BTree, query: RangeRowQuery): NextPage<Row> {
  const { from, to, descending = false, limit = Number.POSITIVE_INFINITY } = query
  const seriesAbove = query.series ? nextAbove(query.series) : seriesAboveIn(tier)
  let series = seriesAbove(Number.NEGATIVE_INFINITY)
  let left = limit
  // Starts are whole numbers, so the rows that are left of this series start in [low, high).
  let low = from
  let high = to
  return () => {
    if (!tier.mayHold(from, to)) return undefined
    const page: Row[] = []
    for (let lookups = 0; series !== undefined && lookups < LOOKUPS_PER_PAGE; lookups++) {
      const found = left > 0 && (descending ? tier.seekBefore(series, high) : tier.seek(series, low))
      if (found && tier.series === series && tier.start >= low && tier.start < high) {
        left--
        if (descending) high = tier.start
        else low = tier.start + 1
        page.push(tier.row(query.tier, query.writer))
      } else {
        series = seriesAbove(series)
        left = limit
        low = from
        high = to
      }
    }
    return page.length > 0 || series !== undefined ? page : undefined
  }
}

/** Returns the first series of a tier above another one. */
function seriesAboveIn(tier: BTree): (above: number) => number | undefined {
  return above => (tier.seek(above, Number.POSITIVE_INFINITY) ? tier.series : undefined)
}
