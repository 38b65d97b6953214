import type { Codec } from '../codec/codec'
import type { SeriesIndex } from '../series/series-index'
import type { Frame } from '../state/frame'
import type { Lacks } from '../state/missing'
import type { Shape } from '../state/schema'
import type { Row, Store } from '../store/store'
import type { Ledger } from '../store/writer-session'
import type { Ladder, Tier } from './ladder'

/** What commit, seal and retention work with: one writer's tiers, and where they are kept. */
export interface Keeping {
  readonly shape: Shape
  readonly codec: Codec
  readonly ladder: Ladder
  readonly store: Store
  readonly ledger: Ledger
  readonly series: SeriesIndex
}

/** A row as the next commit writes it. */
export function rowOf(
  keeping: Keeping,
  tier: Tier,
  series: number,
  start: number,
  frame: Frame,
  row: number,
  lacks?: Lacks,
): Row {
  return {
    tier: tier.name,
    series,
    start,
    end: tier.partition.endOf(start),
    writer: keeping.ledger.writer,
    sequence: keeping.ledger.next,
    bytes: keeping.codec.encode(frame, row, lacks),
  }
}
