import type { ReadAsk, Row } from './store'
import type { TierRows } from './tier-rows'

/**
 * Gives the rows that an ask names, one a call, then undefined.
 *
 * What it remembers is the key of the row it gave last, never a place: so whatever is committed in between, the rows that
 * are still there are given, each once.
 *
 * @internal
 */
export function cursor(tier: TierRows, ask: ReadAsk): () => Row | undefined {
  return 'keys' in ask ? byKeys(tier, ask) : byRange(tier, ask)
}

type Keys = Extract<ReadAsk, { readonly keys: unknown }>
type Range = Exclude<ReadAsk, Keys>

function byKeys(tier: TierRows, { writer, tier: name, keys }: Keys): () => Row | undefined {
  let next = 0
  return () => {
    while (next < keys.length) {
      const { series, start } = keys[next++]
      const rows = tier.of(series)
      const index = rows?.find(start) ?? 0
      if (rows && index < rows.length && rows.start(index) === start) return rows.row(index, name, series, writer)
    }
  }
}

function byRange(tier: TierRows, ask: Range): () => Row | undefined {
  const { from, to, descending = false, limit = Number.POSITIVE_INFINITY } = ask
  const following = ask.series ? among(ask.series) : (series: number) => tier.after(series)
  let series = following(Number.NEGATIVE_INFINITY)
  let left = limit
  // Starts are whole, so the rows yet to come are those with start in [low, high).
  let low = from
  let high = to
  return () => {
    while (series !== undefined) {
      const rows = left > 0 ? tier.of(series) : undefined
      const index = rows === undefined ? 0 : descending ? rows.find(high) - 1 : rows.find(low)
      if (rows && index >= 0 && index < rows.length) {
        const start = rows.start(index)
        if (start >= low && start < high) {
          left--
          if (descending) high = start
          else low = start + 1
          return rows.row(index, ask.tier, series, ask.writer)
        }
      }
      series = following(series)
      left = limit
      low = from
      high = to
    }
  }
}

/** The first of these numbers above another one. */
function among(numbers: readonly number[]): (above: number) => number | undefined {
  const sorted = Float64Array.from(numbers).sort()
  let next = 0
  return above => {
    while (next < sorted.length && sorted[next] <= above) next++
    return sorted[next]
  }
}
