import type { Selection } from '../table/selection'
import type { Keeping } from '../tier/context'
import { markOf } from '../tier/marks'
import type { Pace } from '../time/yield'
import type { Question } from './query-options'
import { type GroupColumns, readGroup } from './read-group'
import { type Itinerary, itineraryOf } from './route-writers'
import { type Gathering, gatheringOf } from './scan'
import type { Group, Source } from './writers'

/** What a query looks at: the writers with their marks, and what was pending when it began. */
export interface Look {
  readonly keeping: Keeping
  readonly sources: readonly Source[]
  readonly selection: Selection
  /** The last commit of this process whose outcome was known: rows written later may hold a delta. */
  readonly sequence: number
  /** One pace for all that the query reads. */
  readonly pace: Pace
}

/** A look at one range and its windows. */
export interface View extends Look {
  readonly question: Question
  readonly way: Itinerary
  readonly gathering: Gathering
}

/** Looks at the range and the windows of a question; throws TIDEMARK_UNSERVABLE. */
export function viewOf(look: Look, question: Question): View {
  const { keeping, sources, selection, sequence, pace } = look
  const way = itineraryOf(keeping.ladder, sources, question)
  const { store, codec } = keeping
  const gathering = gatheringOf({ store, codec, legs: way.legs, sequence, signal: question.signal, pace })
  return { keeping, sources, selection, sequence, pace, question, way, gathering }
}

/** The columns of a group as a view sees them. */
export function columnsOf(view: View, group: Group): Promise<GroupColumns> {
  const { keeping, sources, selection, way, gathering } = view
  const sealed = Math.min(...sources.map(({ marks, ladder }) => markOf(marks, ladder[0]).sealed))
  return readGroup(gathering, keeping.shape, way, selection, group, sealed)
}
