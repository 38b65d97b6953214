import type { Delta } from '../ingest/delta'
import { Frame, rowsWithin } from '../state/frame'
import type { MissingAggregates } from '../state/missing'
import type { Mark, Row } from '../store/store'
import { yieldToEventLoop } from '../time/yield'
import { encodeRow, type WriterContext } from './context'
import type { Tier } from './ladder'
import { isSealed, markOf } from './marks'

const NUMBERS_PER_COMMIT_BATCH = 65_536

/** Rows of a delta that merge into one row of a tier. */
interface RowGroup {
  readonly series: number
  readonly start: number
  readonly rows: number[]
}

/**
 * The rows that a delta changes: in the finest tier each of its windows, and in a coarser one those that are sealed, so
 * that late data shows at every resolution at once. What a tier has dropped is not begun again there.
 * Nothing is written; works in batches and lets others run between them.
 */
export async function changedRows(context: WriterContext, delta: Delta): Promise<Row[]> {
  const rows: Row[] = []
  const size = Math.min(256, rowsWithin(NUMBERS_PER_COMMIT_BATCH, context.schema))
  const scratch = new Frame(context.schema, size)
  for (const tier of context.ladder) {
    const finest = tier === context.ladder[0]
    const mark = markOf(context.session.marks, tier)
    if (!finest && delta.earliest >= Math.max(mark.sealed, mark.sealing?.to ?? mark.sealed)) continue
    let batch: RowGroup[] = []
    for (const group of targetRows(delta, tier, mark, finest)) {
      batch.push(group)
      if (batch.length < size) continue
      await mergeInto(rows, context, tier, delta, batch, scratch)
      batch = []
      await yieldToEventLoop()
    }
    if (batch.length > 0) await mergeInto(rows, context, tier, delta, batch, scratch)
  }
  return rows
}

function* targetRows(delta: Delta, tier: Tier, mark: Mark, finest: boolean): Iterable<RowGroup> {
  const mine: number[] = []
  for (const series of delta.touched()) {
    let group: RowGroup | undefined
    for (const row of delta.rowsOf(series, undefined, undefined, mine)) {
      const start = tier.partition.startOf(delta.starts[row])
      if (start < mark.dropped) continue
      if (!finest && !isSealed(mark, series, tier.partition.endOf(start))) continue
      if (group?.start === start) group.rows.push(row)
      else {
        if (group) yield group
        group = { series, start, rows: [row] }
      }
    }
    if (group) yield group
  }
}

/** Merges each group with the row that is stored of it, if there is one; a single row that meets none is written as it is. */
async function mergeInto(
  rows: Row[],
  context: WriterContext,
  tier: Tier,
  delta: Delta,
  groups: readonly RowGroup[],
  scratch: Frame,
): Promise<void> {
  scratch.clear()
  const merged = new Int32Array(groups.length).fill(-1) // the scratch row of each group that needs one
  const lacks = new Map<number, MissingAggregates>()
  let g = 0
  for await (const row of context.store.read({ writer: context.session.writer, tier: tier.name, keys: groups })) {
    while (groups[g].series !== row.series || groups[g].start !== row.start) g++
    merged[g] = scratch.append()
    const lacked = context.codec.decodeLenient(row.bytes, scratch, merged[g])
    if (lacked) lacks.set(g, lacked)
  }
  for (const [g, group] of groups.entries()) {
    const alone = merged[g] < 0 && group.rows.length === 1
    const row = alone ? group.rows[0] : merged[g] < 0 ? scratch.append() : merged[g]
    if (!alone) for (const part of group.rows) scratch.merge(row, delta.frame, part)
    rows.push(encodeRow(context, tier, group.series, group.start, alone ? delta.frame : scratch, row, lacks.get(g)))
  }
}
