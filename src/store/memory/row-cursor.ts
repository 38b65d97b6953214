import { PAUSE, type Step } from '../iterate'
import type { ReadAsk, Row } from '../store'
import { among } from './among'
import type { TierRows } from './btree'

/** How many series without a row in the range, or keys without a row, are passed over before others get a turn. */
const MISSES_A_BREATH = 1000

/**
 * Gives the rows that an ask names, one a call, then undefined.
 *
 * What it remembers is the key of the row it gave last, never a place: so whatever is committed in between, the rows that
 * are still there are given, each once.
 *
 * @internal
 */
export function cursor(tier: TierRows, ask: ReadAsk): Step<Row> {
  return 'keys' in ask ? byKeys(tier, ask) : byRange(tier, ask)
}

type Keys = Extract<ReadAsk, { readonly keys: unknown }>
type Range = Exclude<ReadAsk, Keys>

function byKeys(tier: TierRows, { writer, tier: name, keys }: Keys): Step<Row> {
  let next = 0
  return () => {
    for (let missed = 0; next < keys.length; missed++) {
      if (missed === MISSES_A_BREATH) return PAUSE
      const { series, start } = keys[next++]
      if (tier.seek(series, start) && tier.series === series && tier.start === start) return tier.row(name, writer)
    }
  }
}

function byRange(tier: TierRows, ask: Range): Step<Row> {
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
      if (missed === MISSES_A_BREATH) return PAUSE
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
function after(tier: TierRows): (above: number) => number | undefined {
  return above => (tier.seek(above, Number.POSITIVE_INFINITY) ? tier.series : undefined)
}
