import type { Plan } from '../route/plan'
import type { Tags } from '../series/series-key'
import type { Grid } from '../table/grid'
import { type AnswerColumns, rowAt } from '../table/selection'

/**
 * Whether a window of an answer holds nothing, may still change, or changes only by late data.
 *
 * @example
 * Status   // => { empty: 0, open: 1, sealed: 2 }
 */
export const Status = Object.freeze({ empty: 0, open: 1, sealed: 2 } as const)

/** The status of a window: `Status.empty`, `Status.open` or `Status.sealed`. */
export type Status = (typeof Status)[keyof typeof Status]

/** One group of an answer: its tags, its columns, and the status of each window. */
export interface AnswerGroup<S> {
  readonly tags: Tags
  /** One number a window, NaN for no value. */
  readonly columns: AnswerColumns<S>
  /** A {@link Status} a window; what a filler filled is empty. */
  readonly status: Uint8Array
}

/** A window of a group as an object, with the columns by name and null for no value. */
export type AnswerRow<S> = {
  readonly start: number
  readonly end: number
  readonly tags: Tags
  readonly status: Status
} & { readonly [K in keyof S]: number | null }

/** What a query gives: windows, and for each group a column of numbers for each thing selected. */
export class Answer<S> {
  /**
   * What is covered: the asked range, widened where no finer resolution is kept; epoch milliseconds. A part that every
   * tier has dropped holds nothing any more: a segment of the plan, of tier `none`, says where.
   */
  readonly from: number
  readonly to: number
  /** Of each window, epoch milliseconds. */
  readonly starts: Float64Array
  readonly ends: Float64Array
  readonly groups: readonly AnswerGroup<S>[]
  /** Whether the range cuts the first or the last window. */
  readonly partial: { readonly first: boolean; readonly last: boolean }
  /** Which tier served which part, and how many rows were read. */
  readonly plan: Plan

  constructor(grid: Grid, groups: readonly AnswerGroup<S>[], plan: Plan) {
    this.from = plan.from
    this.to = plan.to
    this.starts = grid.starts
    this.ends = grid.ends
    this.groups = groups
    this.partial = { first: grid.starts[0] < plan.from, last: grid.ends[grid.ends.length - 1] > plan.to }
    this.plan = plan
  }

  /** The windows of all groups as objects, group by group. */
  *rows(): IterableIterator<AnswerRow<S>> {
    for (const { tags, columns, status } of this.groups) {
      const names = Object.keys(columns)
      const list = names.map(name => columns[name as keyof S])
      for (let w = 0; w < this.starts.length; w++) {
        const known = { start: this.starts[w], end: this.ends[w], tags, status: status[w] as Status }
        yield rowAt(known, names, list, w) as AnswerRow<S>
      }
    }
  }
}
