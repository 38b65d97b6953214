import type { Grid } from './grid'
import { type AnswerColumns, rowAt } from './selection'

/** A window of a table as an object, with the columns by name and null for no value. */
export type TableRow<S> = { readonly start: number; readonly end: number } & { readonly [K in keyof S]: number | null }

/** What `resample` gives: windows, and a column of numbers for each thing selected. */
export class Table<S> {
  /** Of each window, epoch milliseconds. */
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** One number a window, NaN for no value. */
  readonly columns: AnswerColumns<S>

  constructor(grid: Grid, columns: AnswerColumns<S>) {
    this.starts = grid.starts
    this.ends = grid.ends
    this.columns = columns
  }

  /** The windows as objects. */
  *rows(): IterableIterator<TableRow<S>> {
    const names = Object.keys(this.columns)
    const list = names.map(name => this.columns[name as keyof S])
    for (let w = 0; w < this.starts.length; w++) {
      const known = { start: this.starts[w], end: this.ends[w] }
      yield rowAt(known, names, list, w) as TableRow<S>
    }
  }
}
