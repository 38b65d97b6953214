import type { Delta } from '../ingest/delta'
import { isServed, type Segment } from '../route/plan'
import type { Tags } from '../series/series-key'
import type { Marks } from '../store/store'
import { isSameRollup } from '../store/writer-name'
import type { WriterContext } from '../tier/context'
import { readableTiers } from '../tier/definition'
import type { Ladder } from '../tier/ladder'

/** A writer whose rows a query reads. */
export interface WriterView {
  readonly writer: string
  readonly marks: Marks
  /** Its own tiers, which may differ from ours. */
  readonly ladder: Ladder
  /** What this process has not committed yet; empty for other writers. */
  readonly deltas: readonly Delta[]
}

/** The series of one writer that a group reads. */
export interface GroupMember {
  readonly writer: WriterView
  readonly series: number[]
}

/** Series that an answer merges into one line. */
export interface Group {
  /** The values that all its series share, of the tags that the query groups by. */
  readonly tags: Tags
  readonly members: GroupMember[]
}

/**
 * Loads all writers of this rollup, with their marks as the store has them now.
 *
 * @throws TIDEMARK_MISMATCH if a writer keeps other aggregates under the same keys, or windows that are not known here
 * @throws TIDEMARK_FENCED if the writer of this process was taken over: it does not know the new owner's series
 */
export async function loadWriters(own: WriterContext, deltas: readonly Delta[]): Promise<WriterView[]> {
  const { store, session, ladder } = own
  const writers: WriterView[] = []
  for await (const record of store.writers()) {
    const { writer, epoch, marks } = record
    if (!isSameRollup(writer, session.writer)) continue
    if (writer === session.writer) {
      session.checkEpoch(epoch)
      writers.push({ writer, marks, ladder, deltas })
    } else writers.push({ writer, marks, ladder: readableTiers(record, own), deltas: [] })
  }
  return writers
}

/** Whether retention has dropped rows of these segments since they were chosen or, if `anyTier`, rows of any tier. */
export function droppedSince(
  segments: ReadonlyMap<WriterView, readonly Segment[]>,
  currentWriters: readonly WriterView[],
  anyTier: boolean,
): boolean {
  const marks = new Map(currentWriters.map(view => [view.writer, view.marks]))
  return [...segments].some(([{ writer, marks: before }, ofWriter]) => {
    const droppedOf = (tier: string) => marks.get(writer)?.[tier]?.dropped ?? Number.NEGATIVE_INFINITY
    return (
      ofWriter.some(segment => isServed(segment) && droppedOf(segment.tier) > segment.from) ||
      (anyTier && Object.keys(before).some(tier => droppedOf(tier) > before[tier].dropped))
    )
  })
}
