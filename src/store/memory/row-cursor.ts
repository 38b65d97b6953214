import { type NextItem, PAUSE } from '../iterate'
import type { Row, RowQuery } from '../store'
import { among } from './among'
import type { BTree } from './btree'

/** How many series without a row in the range, or keys without a row, are passed over before others get a turn. */
const MISSES_PER_YIELD = 1000

/**
 * Gives the rows that an ask names, one a call, then undefined.
 *
 * What it remembers is the key of the row it gave last, never a place: so whatever is committed in between, the rows that
 * are still there are given, each once.
 *
 * @internal
 */
export function rowCursor(tier: BTree, ask: RowQuery): NextItem<Row> {
  return 'keys' in ask ? byKeys(tier, ask) : byRange(tier, ask)
}

type KeyQuery = Extract<RowQuery, { readonly keys: unknown }>
type SpanQuery = Exclude<RowQuery, KeyQuery>

function byKeys(tier: BTree, { writer, tier: name, keys }: KeyQuery): NextItem<Row> {
  let next = 0
  return () => {
    for (let missed = 0; next < keys.length; missed++) {
      if (missed === MISSES_PER_YIELD) return PAUSE
      const { series, start } = keys[next++]
      if (tier.seek(series, start) && tier.series === series && tier.start === start) return tier.row(name, writer)
    }
  }
}

function byRange(tier: BTree, ask: SpanQuery): NextItem<Row> {
  const { from, to, descending = false, limit = Number.POSITIVE_INFINITY } = ask
  const following = ask.series ? among(ask.series) : after(tier)
  let series = following(Number.NEGATIVE_INFINITY)
  let left = limit
  // Starts are whole, so the rows yet to come are those with start in [low, high).
  let low = from
  let high = to
  return () => {
    if (!tier.mayHold(from, to)) return
    for (let missed = 0; series !== undefined; missed++) {
      if (missed === MISSES_PER_YIELD) return PAUSE
      const found = left > 0 && (descending ? tier.seekBefore(series, high) : tier.seek(series, low))
      if (found && tier.series === series && tier.start >= low && tier.start < high) {
        left--
        if (descending) high = tier.start
        else low = tier.start + 1
        return tier.row(ask.tier, ask.writer)
      }
      series = following(series)
      left = limit
      low = from
      high = to
    }
  }
}

/** The series of a tier: the first above another one. */
function after(tier: BTree): (above: number) => number | undefined {
  return above => (tier.seek(above, Number.POSITIVE_INFINITY) ? tier.series : undefined)
}
