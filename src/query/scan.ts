import type { Codec } from '../codec/codec'
import type { RouteSegment } from '../route/route'
import { Frame } from '../state/frame'
import { type MissingAggregates, unionMissing } from '../state/missing'
import type { Store } from '../store/store'
import { type Grid, windowIndex } from '../table/grid'
import { type WorkBudget, yieldToEventLoop } from '../time/yield'
import type { Group, WriterView } from './writers'

const SERIES_PER_READ = 256

/** Windows [first, last) of a grid, within [from, to): what is gathered at a time. */
export interface WindowChunk {
  readonly grid: Grid
  readonly first: number
  readonly last: number
  readonly from: number
  readonly to: number
}

/** The merged states of a stretch: row w of the frame is window first + w, if it holds something. */
export interface MergedWindows {
  readonly frame: Frame
  readonly holds: Uint8Array
  /** By window, what its rows lack: empty where none lacks anything. */
  readonly lacks: (MissingAggregates | undefined)[]
}

/** What gathering reads from, and what it counts. */
export interface Scan {
  readonly store: Store
  readonly codec: Codec
  readonly segments: ReadonlyMap<WriterView, readonly RouteSegment[]>
  /** The last commit of this process whose outcome is known: rows written later may hold a delta. */
  readonly sequence: number
  readonly signal: AbortSignal | undefined
  /** How many rows were read, by leg; how many were taken from the head. */
  readonly read: Map<RouteSegment, number>
  head: number
  readonly pace: WorkBudget
}

/** Where a query starts to count. */
export function newScan(from: Omit<Scan, 'read' | 'head'>): Scan {
  return { ...from, read: new Map(), head: 0 }
}

/** Merges all that a group holds in a stretch: committed rows of each leg, and the deltas that are not in them yet. */
export async function scanGroup(
  gathering: Scan,
  group: Group,
  stretch: WindowChunk,
  into: MergedWindows,
): Promise<void> {
  const scratch = new Frame(into.frame.schema, 1)
  scratch.append()
  for (const { writer: source, series } of group.members)
    for (let s = 0; s < series.length; s += SERIES_PER_READ) {
      const part = series.length <= SERIES_PER_READ ? series : series.slice(s, s + SERIES_PER_READ)
      const written = new Map<string, number>()
      for (const leg of gathering.segments.get(source)!)
        await scanSegment(gathering, source, leg, part, stretch, into, scratch, written)
      for (const id of part) await mergeDeltas(gathering, source, id, stretch, into, written)
    }
}

async function scanSegment(
  gathering: Scan,
  source: WriterView,
  leg: RouteSegment,
  series: readonly number[],
  stretch: WindowChunk,
  into: MergedWindows,
  scratch: Frame,
  written: Map<string, number>,
): Promise<void> {
  const from = Math.max(leg.from, stretch.from)
  const to = Math.min(leg.to, stretch.to)
  if (!leg.tier || from >= to) return
  const { store, codec, read, sequence, signal } = gathering
  for await (const row of store.read({ writer: source.writer, tier: leg.tier.name, series, from, to })) {
    const w = windowIndex(stretch.grid, row.start, stretch.first, stretch.last) - stretch.first
    let lacks: MissingAggregates | undefined
    if (into.holds[w]) {
      lacks = codec.decodeLenient(row.bytes, scratch, 0)
      into.frame.merge(w, scratch, 0)
      scratch.reset(0)
    } else {
      lacks = codec.decodeLenient(row.bytes, into.frame, w)
      into.holds[w] = 1
    }
    if (lacks) into.lacks[w] = unionMissing(into.lacks[w], lacks)
    read.set(leg, (read.get(leg) ?? 0) + 1)
    if (row.sequence > sequence) written.set(`${row.series}/${row.start}`, row.sequence)
    if (gathering.pace.spent(1)) await yieldOrAbort(signal)
  }
}

/** Merges the rows of deltas, but for those that a row which was read holds already: its commit was the delta's or a later one. */
async function mergeDeltas(
  gathering: Scan,
  source: WriterView,
  series: number,
  stretch: WindowChunk,
  into: MergedWindows,
  written: ReadonlyMap<string, number>,
): Promise<void> {
  const { signal } = gathering
  const legs = gathering.segments.get(source)!
  for (const delta of source.deltas)
    for (const row of delta.rowsOf(series, stretch.from, stretch.to)) {
      const start = delta.starts[row]
      const tier = legs.find(leg => start >= leg.from && start < leg.to)?.tier
      if (!tier) continue
      const held = written.get(`${series}/${tier.partition.startOf(start)}`) ?? 0
      if (held >= delta.sequence) continue
      const w = windowIndex(stretch.grid, start, stretch.first, stretch.last) - stretch.first
      into.frame.merge(w, delta.frame, row)
      into.holds[w] = 1
      gathering.head++
      if (gathering.pace.spent(1)) await yieldOrAbort(signal)
    }
}

/** Lets others run; ends the query where its signal says so. */
export async function yieldOrAbort(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  await yieldToEventLoop()
  signal?.throwIfAborted()
}
