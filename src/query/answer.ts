import type { Plan, Segment } from '../route/plan'
import type { Grid } from '../table/grid'
import {
  type ChartColumns,
  chartColumns,
  type PlainColumns,
  plainColumns,
  type ToColumnsOptions,
} from '../table/plain-columns'
import { lazyRows } from '../table/rows'
import { type AnswerColumns, rowAt } from '../table/selection'

/**
 * Whether a window of an answer holds nothing, may still change, or changes only by late data: the numbers of
 * `answer.groups[0].status`.
 *
 * @example
 * Status   // => { empty: 0, open: 1, sealed: 2 }
 */
export const Status = Object.freeze({ empty: 0, open: 1, sealed: 2 } as const)

/** The status of a window as a number: `Status.empty`, `Status.open` or `Status.sealed`. */
export type Status = (typeof Status)[keyof typeof Status]

/** The status of a window as a word: `'empty'`, `'open'` or `'sealed'`. */
export type StatusName = keyof typeof Status

const STATUS_NAMES = Object.keys(Status) as readonly StatusName[]

/** The tags of a group: those that the query names by `by`. A tag is missing if the series of the group lack it. */
export type GroupTags<By extends string = string> = { readonly [K in By]?: string }

/** One group of an answer: its tags, its columns, and the status of each window. */
export interface AnswerGroup<S, By extends string = string> {
  /** The tags that the series of the group share: those of the query's `by`. */
  readonly tags: GroupTags<By>
  /** The columns by name: one number per window, NaN for no value. */
  readonly columns: AnswerColumns<S>
  /** A {@link Status} per window. A window that was filled is empty. */
  readonly status: Uint8Array
}

/**
 * A window of a group as an object: its time in epoch milliseconds, its tags and status, and the columns by name, null
 * for no value.
 */
export type AnswerRow<S, By extends string = string> = {
  readonly start: number
  readonly end: number
  readonly tags: GroupTags<By>
  readonly status: StatusName
} & { readonly [K in keyof S]: number | null }

/** An answer as JSON holds it: what `answer.toJSON()` returns. Times are epoch milliseconds. */
export interface AnswerJson<S, By extends string = string> {
  readonly from: number
  readonly to: number
  /** Of each window. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly partial: { readonly first: boolean; readonly last: boolean }
  readonly groups: readonly {
    readonly tags: GroupTags<By>
    /** One number per window, null for no value. */
    readonly columns: PlainColumns<S>
    /** One word per window. */
    readonly status: readonly StatusName[]
  }[]
  /** Which tier served which part, and how many rows were read in all. */
  readonly plan: { readonly rows: number; readonly segments: readonly Segment[] }
}

/**
 * The answer to a query: windows, and for each group one column per selected name.
 *
 * Columns are the quick way to a million numbers; `rows()`, `toJSON()` and `toColumns()` return them as people, JSON
 * and charts want them.
 *
 * @example
 * const api = await rollup({ aggregates: { n: count() }, clock: () => 90_000 })
 * for (const time of [0, 5_000, 70_000]) api.add({ metric: 'visits', value: 1, time, tags: { route: '/' } })
 * const answer = await api.query({ metric: 'visits', by: ['route'], last: '90s', every: '1m' })
 * [...answer.groups[0].columns.n]          // => [2, 1]
 * answer.rows()[1]                         // => { start: 60_000, end: 120_000, tags: { route: '/' }, status: 'open', n: 1 }
 * answer.toColumns({ seconds: true })      // => [[0, 60], [2, 1]]
 * JSON.parse(JSON.stringify(answer)).groups   // => [{ tags: { route: '/' }, columns: { n: [2, 1] }, status: ['open', 'open'] }]
 */
export class Answer<S, By extends string = string> {
  /**
   * The start of what is covered: the range of the query, widened where no finer resolution is stored; epoch
   * milliseconds. A part that every tier has dropped holds nothing anymore: a segment of the plan, of tier `none`, says
   * where.
   */
  readonly from: number
  /** The end of what is covered, itself excluded; epoch milliseconds. */
  readonly to: number
  /** The start of each window, epoch milliseconds. */
  readonly starts: Float64Array
  /** The end of each window, itself excluded; epoch milliseconds. */
  readonly ends: Float64Array
  /** The groups by their tags; without `by` there is one. */
  readonly groups: readonly AnswerGroup<S, By>[]
  /** Whether the range cuts the first or the last window. */
  readonly partial: { readonly first: boolean; readonly last: boolean }
  /** Which tier served which part, and how many rows were read. `String(answer.plan)` is for people. */
  readonly plan: Plan

  /** @internal */
  constructor(grid: Grid, groups: readonly AnswerGroup<S, By>[], plan: Plan) {
    this.from = plan.from
    this.to = plan.to
    this.starts = grid.starts
    this.ends = grid.ends
    this.groups = groups
    this.partial = { first: grid.starts[0] < plan.from, last: grid.ends[grid.ends.length - 1] > plan.to }
    this.plan = plan
  }

  /**
   * Returns the windows of all groups as objects, group by group, null for no value.
   *
   * It is a read-only array that makes each row when it is read: a loop over a million rows holds one at a time.
   */
  rows(): readonly AnswerRow<S, By>[] {
    const { starts, ends, groups } = this
    const windows = starts.length
    return lazyRows(groups.length * windows, index => {
      const { tags, columns, status } = groups[Math.floor(index / windows)]
      const w = index % windows
      return rowAt({ start: starts[w], end: ends[w], tags, status: STATUS_NAMES[status[w]] }, columns, w)
    })
  }

  /**
   * Returns the answer as plain arrays and objects: no value is null, as are infinities, and the status of a window is
   * a word.
   */
  toJSON(): AnswerJson<S, By> {
    const { from, to, starts, ends, partial, groups, plan } = this
    return {
      from,
      to,
      starts: Array.from(starts),
      ends: Array.from(ends),
      partial,
      groups: groups.map(({ tags, columns, status }) => ({
        tags,
        columns: plainColumns<S>(columns),
        status: Array.from(status, code => STATUS_NAMES[code]),
      })),
      plan: { rows: plan.rows, segments: plan.segments },
    }
  }

  /**
   * Returns the starts of the windows, then every column of every group, group by group, as charts take them; null for
   * no value.
   *
   * It is the data of a uPlot chart (with `seconds: true`) and a `dataset.source` of ECharts (with `seriesLayoutBy:
   * 'row'`).
   *
   * @throws TIDEMARK_INVALID_OPTION if an option is unknown
   */
  toColumns(options: ToColumnsOptions = {}): ChartColumns {
    const columns = this.groups.flatMap(group => Object.values<Float64Array>(group.columns))
    return chartColumns(this.starts, columns, options)
  }
}
