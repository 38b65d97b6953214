import type { Delta } from '../ingest/delta'
import { rowsWithin } from '../state/frame'
import { MergedRows, mergeRow } from '../state/merge-row'
import type { Mark, Row } from '../store/store'
import { yieldToEventLoop } from '../time/yield'
import { encodeRow, type WriterContext } from './context'
import type { Tier } from './ladder'
import { isSealed, markOf } from './marks'

const NUMBERS_PER_COMMIT_BATCH = 65_536

/** The rows of a delta that merge into one row of a tier. */
interface RowGroup {
  readonly series: number
  readonly start: number
  readonly rows: number[]
}

/**
 * Merges a delta with the stored rows that it changes, and returns the new rows. In the finest tier these are all of its
 * windows, in a coarser tier the sealed ones, so that late data shows at every resolution at once. Windows that a tier has
 * dropped are not begun again. Writes nothing; yields between batches.
 */
export async function changedRows(context: WriterContext, delta: Delta): Promise<Row[]> {
  const rows: Row[] = []
  const size = Math.min(256, rowsWithin(NUMBERS_PER_COMMIT_BATCH, context.schema))
  const merged = new MergedRows(context.schema, size)
  for (const tier of context.ladder) {
    const finest = tier === context.ladder[0]
    const mark = markOf(context.session.marks, tier)
    if (!finest && delta.earliest >= Math.max(mark.sealed, mark.sealing?.to ?? mark.sealed)) continue
    let batch: RowGroup[] = []
    for (const group of targetRows(delta, tier, mark, finest)) {
      batch.push(group)
      if (batch.length < size) continue
      await mergeBatch(rows, context, tier, delta, batch, merged)
      batch = []
      await yieldToEventLoop()
    }
    if (batch.length > 0) await mergeBatch(rows, context, tier, delta, batch, merged)
  }
  return rows
}

/** The rows of a tier that a delta changes, by series and in order of time. */
function* targetRows(delta: Delta, tier: Tier, mark: Mark, finest: boolean): Iterable<RowGroup> {
  const reused: number[] = []
  for (const series of delta.touched()) {
    let group: RowGroup | undefined
    for (const row of delta.rowsOf(series, undefined, undefined, reused)) {
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

/** Merges each group with its stored row, if there is one. A single row without a stored one is written as it is. */
async function mergeBatch(
  rows: Row[],
  context: WriterContext,
  tier: Tier,
  delta: Delta,
  groups: readonly RowGroup[],
  merged: MergedRows,
): Promise<void> {
  merged.clear()
  const mergedRow = new Int32Array(groups.length).fill(-1) // by group; -1 if no row was merged yet
  let g = 0
  for await (const row of context.store.read({ writer: context.session.writer, tier: tier.name, keys: groups })) {
    while (groups[g].series !== row.series || groups[g].start !== row.start) g++
    mergedRow[g] = merged.append()
    mergeRow(merged, mergedRow[g], row.bytes, context.codec)
  }
  for (const [g, { series, start, rows: parts }] of groups.entries()) {
    if (mergedRow[g] < 0 && parts.length === 1) {
      rows.push(encodeRow(context, tier, series, start, delta.frame, parts[0]))
      continue
    }
    const row = mergedRow[g] < 0 ? merged.append() : mergedRow[g]
    for (const part of parts) merged.merge(row, delta.frame, part)
    rows.push(encodeRow(context, tier, series, start, merged.frame, row, merged.missing[row]))
  }
}
