import type { Segment } from '../route/plan'
import type { Grid } from '../table/grid'
import type { Selection } from '../table/selection'
import type { WriterContext } from '../tier/context'
import type { WorkBudget } from '../time/yield'
import type { Partition } from '../window/windower'
import type { ParsedQuery } from './query-options'
import type { WriterView } from './writers'

/** What a query reads from. All of it was fixed when the query began, so that the answer is that of one moment. */
export interface QueryContext {
  /** The writer of this process. */
  readonly own: WriterContext
  /** All writers of the rollup. */
  readonly writers: readonly WriterView[]
  readonly query: ParsedQuery
  readonly selection: Selection
  /**
   * The sequence of our last confirmed commit when the query began. A row with a higher sequence may already contain a
   * delta that we also hold; read-group.ts skips that delta.
   */
  readonly sequence: number
  /** Shared by all that the query reads, so that it yields often enough as a whole. */
  readonly budget: WorkBudget
}

/** A query over one range: its windows, the segments that serve them, and how much was read. */
export interface RangeQuery extends QueryContext {
  /** What is covered: the range that was asked for, widened if no finer resolution is kept. */
  readonly from: number
  readonly to: number
  /** The windows of the grid; undefined if the range is one window. */
  readonly every: Partition | undefined
  readonly grid: Grid
  readonly segments: ReadonlyMap<WriterView, readonly Segment[]>
  /** How many stored rows were read, by segment. */
  readonly rowsRead: Map<Segment, number>
  /** How many rows were read that are not yet committed. */
  headRows: number
}
