import type { Codec } from '../codec/codec'
import type { Leg } from '../route/route'
import { Frame } from '../state/frame'
import { type Lacks, lackedBy } from '../state/missing'
import type { Store } from '../store/store'
import { type Grid, indexOf } from '../table/grid'
import { breathe, type Pace } from '../time/yield'
import type { Group, Source } from './writers'

const SERIES_A_READ = 256

/** Windows [first, last) of a grid, within [from, to): what is gathered at a time. */
export interface Stretch {
  readonly grid: Grid
  readonly first: number
  readonly last: number
  readonly from: number
  readonly to: number
}

/** The merged states of a stretch: row w of the frame is window first + w, if it holds something. */
export interface Gathered {
  readonly frame: Frame
  readonly holds: Uint8Array
  /** By window, what its rows lack: empty where none lacks anything. */
  readonly lacks: (Lacks | undefined)[]
}

/** What gathering reads from, and what it counts. */
export interface Gathering {
  readonly store: Store
  readonly codec: Codec
  readonly legs: ReadonlyMap<Source, readonly Leg[]>
  /** The last commit of this process whose outcome is known: rows written later may hold a delta. */
  readonly sequence: number
  readonly signal: AbortSignal | undefined
  /** How many rows were read, by leg; how many were taken from the head. */
  readonly read: Map<Leg, number>
  head: number
  readonly pace: Pace
}

/** Where a query starts to count. */
export function gatheringOf(from: Omit<Gathering, 'read' | 'head'>): Gathering {
  return { ...from, read: new Map(), head: 0 }
}

/** Merges all that a group holds in a stretch: committed rows of each leg, and the deltas that are not in them yet. */
export async function gather(gathering: Gathering, group: Group, stretch: Stretch, into: Gathered): Promise<void> {
  const scratch = new Frame(into.frame.shape, 1)
  scratch.append()
  for (const { source, series } of group.members)
    for (let s = 0; s < series.length; s += SERIES_A_READ) {
      const part = series.length <= SERIES_A_READ ? series : series.slice(s, s + SERIES_A_READ)
      const written = new Map<string, number>()
      for (const leg of gathering.legs.get(source)!)
        await readLeg(gathering, source, leg, part, stretch, into, scratch, written)
      for (const id of part) await layDeltas(gathering, source, id, stretch, into, written)
    }
}

async function readLeg(
  gathering: Gathering,
  source: Source,
  leg: Leg,
  series: readonly number[],
  stretch: Stretch,
  into: Gathered,
  scratch: Frame,
  written: Map<string, number>,
): Promise<void> {
  const from = Math.max(leg.from, stretch.from)
  const to = Math.min(leg.to, stretch.to)
  if (!leg.tier || from >= to) return
  const { store, codec, read, sequence, signal } = gathering
  for await (const row of store.read({ writer: source.writer, tier: leg.tier.name, series, from, to })) {
    const w = indexOf(stretch.grid, row.start, stretch.first, stretch.last) - stretch.first
    let lacks: Lacks | undefined
    if (into.holds[w]) {
      lacks = codec.decodeKept(row.bytes, scratch, 0)
      into.frame.merge(w, scratch, 0)
      scratch.reset(0)
    } else {
      lacks = codec.decodeKept(row.bytes, into.frame, w)
      into.holds[w] = 1
    }
    if (lacks) into.lacks[w] = lackedBy(into.lacks[w], lacks)
    read.set(leg, (read.get(leg) ?? 0) + 1)
    if (row.sequence > sequence) written.set(`${row.series}/${row.start}`, row.sequence)
    if (gathering.pace.spent(1)) await pause(signal)
  }
}

/** Merges the rows of deltas, but for those that a row which was read holds already: its commit was the delta's or a later one. */
async function layDeltas(
  gathering: Gathering,
  source: Source,
  series: number,
  stretch: Stretch,
  into: Gathered,
  written: ReadonlyMap<string, number>,
): Promise<void> {
  const { signal } = gathering
  const legs = gathering.legs.get(source)!
  for (const delta of source.deltas)
    for (const row of delta.rowsOf(series, stretch.from, stretch.to)) {
      const start = delta.starts[row]
      const tier = legs.find(leg => start >= leg.from && start < leg.to)?.tier
      if (!tier) continue
      const held = written.get(`${series}/${tier.partition.startOf(start)}`) ?? 0
      if (held >= delta.sequence) continue
      const w = indexOf(stretch.grid, start, stretch.first, stretch.last) - stretch.first
      into.frame.merge(w, delta.frame, row)
      into.holds[w] = 1
      gathering.head++
      if (gathering.pace.spent(1)) await pause(signal)
    }
}

/** Lets others run; ends the query where its signal says so. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  await breathe()
  signal?.throwIfAborted()
}
