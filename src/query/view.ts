import type { Keeping } from '../tier/keeping'
import { markOf } from '../tier/marks'
import type { Question } from './ask'
import { type Gathering, gatheringOf } from './gather'
import { type Itinerary, itineraryOf } from './itinerary'
import { type GroupColumns, readGroup } from './read-group'
import type { Group, Source } from './scope'
import type { Selection } from './selection'

/** One look at a rollup: everything that a query reads with. It holds what was pending when the query began. */
export interface View {
  readonly keeping: Keeping
  readonly sources: readonly Source[]
  readonly question: Question
  readonly selection: Selection
  readonly way: Itinerary
  readonly gathering: Gathering
}

/** The same question over another range of the same windows. */
export function viewOf(
  keeping: Keeping,
  sources: readonly Source[],
  question: Question,
  selection: Selection,
  sequence: number,
): View {
  const way = itineraryOf(keeping.ladder, sources, question)
  const { store, codec } = keeping
  const gathering = gatheringOf({ store, codec, legs: way.legs, sequence, signal: question.signal })
  return { keeping, sources, question, selection, way, gathering }
}

/** The columns of a group as a view sees them. */
export function columnsOf(view: View, group: Group): Promise<GroupColumns> {
  const { keeping, sources, selection, way, gathering } = view
  const sealed = Math.min(...sources.map(({ marks }) => markOf(marks, keeping.ladder[0]).sealed))
  return readGroup(gathering, keeping.shape, way, selection, group, sealed)
}
