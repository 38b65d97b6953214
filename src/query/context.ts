import type { Selection } from '../table/selection'
import type { WriterContext } from '../tier/context'
import { markOf } from '../tier/marks'
import type { WorkBudget } from '../time/yield'
import type { ParsedQuery } from './query-options'
import { type GroupColumns, readGroup } from './read-group'
import { type RoutedRange, routeWriters } from './route-writers'
import { newScan, type Scan } from './scan'
import type { Group, WriterView } from './writers'

/** What a query looks at: the writers with their marks, and what was pending when it began. */
export interface QueryContext {
  readonly writer: WriterContext
  readonly writers: readonly WriterView[]
  readonly selection: Selection
  /** The last commit of this process whose outcome was known: rows written later may hold a delta. */
  readonly sequence: number
  /** One pace for all that the query reads. */
  readonly pace: WorkBudget
}

/** A look at one range and its windows. */
export interface RangeQuery extends QueryContext {
  readonly query: ParsedQuery
  readonly route: RoutedRange
  readonly scan: Scan
}

/** Looks at the range and the windows of a question; throws TIDEMARK_UNSERVABLE. */
export function rangeQueryOf(look: QueryContext, question: ParsedQuery): RangeQuery {
  const { writer: context, writers: sources, selection, sequence, pace } = look
  const way = routeWriters(context.ladder, sources, question)
  const { store, codec } = context
  const gathering = newScan({ store, codec, segments: way.segments, sequence, signal: question.signal, pace })
  return { writer: context, writers: sources, selection, sequence, pace, query: question, route: way, scan: gathering }
}

/** The columns of a group as a view sees them. */
export function readColumns(view: RangeQuery, group: Group): Promise<GroupColumns> {
  const { writer: context, writers: sources, selection, route: way, scan: gathering } = view
  const sealed = Math.min(...sources.map(({ marks, ladder }) => markOf(marks, ladder[0]).sealed))
  return readGroup(gathering, context.schema, way, selection, group, sealed)
}
