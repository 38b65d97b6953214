import type { Codec } from '../codec/codec'
import type { SeriesIndex } from '../series/series-index'
import type { Frame } from '../state/frame'
import type { MissingAggregates } from '../state/missing'
import type { StateSchema } from '../state/schema'
import type { Row, Store } from '../store/store'
import type { WriterSession } from '../store/writer-session'
import type { Ladder, Tier } from './ladder'

/** What commit, seal and retention work on: the tiers of one writer, and the store that holds their rows. */
export interface WriterContext {
  readonly schema: StateSchema
  readonly codec: Codec
  readonly ladder: Ladder
  readonly store: Store
  readonly session: WriterSession
  readonly series: SeriesIndex
}

/** Encodes a row of states as a row of the next commit. */
export function encodeRow(
  context: WriterContext,
  tier: Tier,
  series: number,
  start: number,
  frame: Frame,
  row: number,
  missing?: MissingAggregates,
): Row {
  return {
    tier: tier.name,
    series,
    start,
    end: tier.partition.endOf(start),
    writer: context.session.writer,
    sequence: context.session.next,
    bytes: context.codec.encode(frame, row, missing),
  }
}
