import type { Delta } from '../ingest/delta'
import type { RouteSegment } from '../route/route'
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
  /** Its own tiers, which may be others than ours. */
  readonly ladder: Ladder
  /** What this process holds and has not committed; nothing for other writers. */
  readonly deltas: readonly Delta[]
}

/** The series of one writer that a group reads. */
export interface GroupMember {
  readonly writer: WriterView
  readonly series: number[]
}

/** Series that are merged into one line of an answer. */
export interface Group {
  /** The tags that all its series share, of those that were asked for. */
  readonly tags: Tags
  readonly members: GroupMember[]
}

/**
 * All writers of this rollup, with their marks as the store has them now. Throws TIDEMARK_MISMATCH where one keeps
 * other aggregates under the same keys or windows that are not known here, and TIDEMARK_FENCED where this one was taken over: its rows are the new owner's, whose series it does not know.
 */
export async function loadWriters(context: WriterContext, deltas: readonly Delta[]): Promise<WriterView[]> {
  const { store, session, ladder } = context
  const sources: WriterView[] = []
  for await (const one of store.writers()) {
    const { writer, epoch, marks } = one
    if (!isSameRollup(writer, session.writer)) continue
    const own = writer === session.writer
    if (own) session.checkEpoch(epoch)
    sources.push({ writer, marks, ladder: own ? ladder : readableTiers(one, context), deltas: own ? deltas : [] })
  }
  return sources
}

/** Whether retention has dropped something of these legs since they were chosen; or, `anywhere`, whatever it was. */
export function droppedSince(
  legs: ReadonlyMap<WriterView, readonly RouteSegment[]>,
  now: readonly WriterView[],
  anywhere: boolean,
): boolean {
  const marks = new Map(now.map(source => [source.writer, source.marks]))
  return [...legs].some(([{ writer, marks: before }, ofWriter]) => {
    const droppedOf = (tier: string) => marks.get(writer)?.[tier]?.dropped ?? Number.NEGATIVE_INFINITY
    return (
      ofWriter.some(({ tier, from }) => tier && droppedOf(tier.name) > from) ||
      (anywhere && Object.keys(before).some(tier => droppedOf(tier) > before[tier].dropped))
    )
  })
}
