import { isServed, type Segment } from '../route/plan'
import { rowsWithin } from '../state/frame'
import { MergedRows, mergeRow } from '../state/merge-row'
import { windowIndex } from '../table/grid'
import { markOf } from '../tier/marks'
import { yieldOrAbort } from '../time/yield'
import { Status } from './answer'
import type { RangeQuery } from './context'
import type { Group, WriterView } from './writers'

const NUMBERS_PER_CHUNK = 65_536
const WINDOWS_PER_CHUNK = 8192
const SERIES_PER_READ = 256

/** The windows [first, last) of a grid, which cover [from, to): row w of `rows` merges window first + w. */
interface WindowChunk {
  readonly first: number
  readonly last: number
  readonly from: number
  readonly to: number
  readonly rows: MergedRows
}

/** Reads the columns of a group and the status of each window, chunk by chunk: as many windows as fit into bounded memory. */
export async function readGroup(
  range: RangeQuery,
  group: Group,
): Promise<{ readonly columns: Float64Array[]; readonly status: Uint8Array }> {
  const { grid, selection, own, budget, query } = range
  const windows = grid.starts.length
  const columns = selection.columns(windows)
  const status = new Uint8Array(windows)
  const sealed = Math.min(...range.writers.map(({ marks, ladder }) => markOf(marks, ladder[0]).sealed))
  const size = Math.min(windows, WINDOWS_PER_CHUNK, rowsWithin(NUMBERS_PER_CHUNK, own.schema))
  const rows = new MergedRows(own.schema, size)
  for (let first = 0; first < windows; first += size) {
    const last = Math.min(first + size, windows)
    const from = Math.max(grid.starts[first], range.from)
    const to = Math.min(grid.ends[last - 1], range.to)
    rows.clear()
    rows.append(last - first)
    await scanChunk(range, group, { first, last, from, to, rows })
    for (let w = first; w < last; w++) {
      if (!rows.isFilled[w - first]) continue
      selection.read(rows.frame, w - first, columns, w, rows.missing[w - first])
      status[w] = Math.min(grid.ends[w], range.to) <= sealed ? Status.sealed : Status.open
    }
    if (budget.spent(last - first)) await yieldOrAbort(query.signal)
  }
  return { columns, status }
}

/** Merges all that a group holds in a chunk: the stored rows of each segment, and the deltas that are not in them yet. */
async function scanChunk(range: RangeQuery, group: Group, chunk: WindowChunk): Promise<void> {
  for (const { writer, series } of group.members)
    for (let s = 0; s < series.length; s += SERIES_PER_READ) {
      const part = series.length <= SERIES_PER_READ ? series : series.slice(s, s + SERIES_PER_READ)
      const newerSequences = new Map<string, number>()
      for (const segment of range.segments.get(writer)!)
        if (isServed(segment)) await scanSegment(range, writer, segment, part, chunk, newerSequences)
      for (const id of part) await mergeDeltas(range, writer, id, chunk, newerSequences)
    }
}

/** Merges the stored rows of a segment; notes in `newerSequences` the sequence of those that may hold a delta. */
async function scanSegment(
  range: RangeQuery,
  { writer }: WriterView,
  segment: Segment,
  series: readonly number[],
  chunk: WindowChunk,
  newerSequences: Map<string, number>,
): Promise<void> {
  const from = Math.max(segment.from, chunk.from)
  const to = Math.min(segment.to, chunk.to)
  if (from >= to) return
  const { own, sequence, rowsRead, budget, query } = range
  for await (const row of own.store.read({ writer, tier: segment.tier, series, from, to })) {
    mergeRow(chunk.rows, rowOf(range, chunk, row.start), row.bytes, own.codec)
    rowsRead.set(segment, (rowsRead.get(segment) ?? 0) + 1)
    if (row.sequence > sequence) newerSequences.set(rowKey(row.series, row.start), row.sequence)
    if (budget.spent(1)) await yieldOrAbort(query.signal)
  }
}

/** Merges the rows of deltas, except those that a stored row holds already: its commit was the delta's or a later one. */
async function mergeDeltas(
  range: RangeQuery,
  writer: WriterView,
  series: number,
  chunk: WindowChunk,
  newerSequences: ReadonlyMap<string, number>,
): Promise<void> {
  const segments = range.segments.get(writer)!
  for (const delta of writer.deltas)
    for (const row of delta.rowsOf(series, chunk.from, chunk.to)) {
      const start = delta.starts[row]
      const segment = segments.find(({ from, to }) => start >= from && start < to)
      if (!segment || !isServed(segment)) continue
      if (newerSequences.size > 0) {
        const { partition } = writer.ladder.find(({ name }) => name === segment.tier)!
        const sequence = newerSequences.get(rowKey(series, partition.startOf(start)))
        if (sequence !== undefined && sequence >= delta.sequence) continue
      }
      chunk.rows.merge(rowOf(range, chunk, start), delta.frame, row)
      range.headRows++
      if (range.budget.spent(1)) await yieldOrAbort(range.query.signal)
    }
}

/** The row of a chunk that merges what starts at a time. */
function rowOf({ grid }: RangeQuery, { first, last }: WindowChunk, start: number): number {
  return windowIndex(grid, start, first, last) - first
}

function rowKey(series: number, start: number): string {
  return `${series}/${start}`
}
