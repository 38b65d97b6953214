import type { Grid } from './grid'
import {
  type ChartColumns,
  chartColumns,
  type PlainColumns,
  plainColumns,
  type ToColumnsOptions,
} from './plain-columns'
import { lazyRows } from './rows'
import { type AnswerColumns, rowAt } from './selection'

/** A window of a table as an object: its time in epoch milliseconds, and the columns by name, null for no value. */
export type TableRow<S> = { readonly start: number; readonly end: number } & { readonly [K in keyof S]: number | null }

/** What `resample` returns: windows, and a column of numbers for each thing selected. */
export class Table<S> {
  /** The start of each window, epoch milliseconds. */
  readonly starts: Float64Array
  /** The end of each window, itself excluded; epoch milliseconds. */
  readonly ends: Float64Array
  /** The columns by name: one number per window, NaN for no value. */
  readonly columns: AnswerColumns<S>

  /** @internal */
  constructor(grid: Grid, columns: AnswerColumns<S>) {
    this.starts = grid.starts
    this.ends = grid.ends
    this.columns = columns
  }

  /**
   * Returns the windows as objects, null for no value.
   *
   * It is a read-only array that makes each row when it is read: a loop over a million rows holds one at a time.
   */
  rows(): readonly TableRow<S>[] {
    const { starts, ends, columns } = this
    return lazyRows(starts.length, w => rowAt({ start: starts[w], end: ends[w] }, columns, w))
  }

  /** Returns the table as plain arrays: no value is null, as are infinities. */
  toJSON(): { readonly starts: number[]; readonly ends: number[]; readonly columns: PlainColumns<S> } {
    const { starts, ends, columns } = this
    return { starts: Array.from(starts), ends: Array.from(ends), columns: plainColumns<S>(columns) }
  }

  /**
   * Returns the starts of the windows, then every column, as charts take them; null for no value.
   *
   * @throws TIDEMARK_INVALID_OPTION if an option is unknown
   */
  toColumns(options: ToColumnsOptions = {}): ChartColumns {
    return chartColumns(this.starts, Object.values<Float64Array>(this.columns), options)
  }
}
