import type { Columns } from '../aggregate/aggregate'
import { columnsOf, type Shape } from './shape'

/** Rows of states in columns: the one shape that flows through the library. It grows; rows are numbers. */
export class Frame {
  readonly shape: Shape
  /** The columns of each aggregate, in the shape's order. Their arrays are replaced when the frame grows. */
  readonly columns: Columns[]
  /** How many rows are in use. */
  length = 0
  #capacity: number

  constructor(shape: Shape, capacity = 16) {
    this.shape = shape
    this.columns = shape.fields.map(fields => columnsOf(fields, capacity))
    this.#capacity = capacity
  }

  /** Appends `count` rows at their identity and gives the first. */
  append(count = 1): number {
    const first = this.length
    const wanted = first + count
    if (wanted > this.#capacity) this.#grow(Math.max(wanted, this.#capacity * 2))
    this.length = wanted
    return first
  }

  /** Folds values[from..to) at times[from..to) into a row: one tight loop an aggregate. */
  fold(row: number, values: Float64Array, times: Float64Array, from: number, to: number): void {
    const { aggregates } = this.shape
    for (let a = 0; a < aggregates.length; a++) {
      const aggregate = aggregates[a]
      const s = this.columns[a]
      if (aggregate.fold && to - from > 1) aggregate.fold(s, row, values, times, from, to)
      else for (let p = from; p < to; p++) aggregate.add(s, row, values[p], times[p])
    }
  }

  /** Merges a row of another frame of the same shape into a row of this one. */
  merge(row: number, other: Frame, otherRow: number): void {
    const { aggregates } = this.shape
    for (let a = 0; a < aggregates.length; a++) aggregates[a].merge(this.columns[a], row, other.columns[a], otherRow)
  }

  /** Puts a row back to its identity. */
  reset(row: number): void {
    this.#fill(row, row + 1)
  }

  /** Lets go of the last row. */
  pop(): void {
    this.reset(--this.length)
  }

  /** Lets go of all rows; the memory is kept for the next ones. */
  clear(): void {
    this.#fill(0, this.length)
    this.length = 0
  }

  #fill(from: number, to: number): void {
    const { fields } = this.shape
    for (let a = 0; a < fields.length; a++) {
      const columns = this.columns[a]
      for (const { name, width, identity } of fields[a]) {
        const column = columns[name]
        if (to - from === 1 && width === 1) column[from] = identity
        else column.fill(identity, from * width, to * width)
      }
    }
  }

  #grow(capacity: number): void {
    for (let a = 0; a < this.columns.length; a++) {
      const larger = columnsOf(this.shape.fields[a], capacity)
      const mine = this.columns[a] as Record<string, Float64Array>
      for (const name in mine) {
        larger[name].set(mine[name])
        mine[name] = larger[name]
      }
    }
    this.#capacity = capacity
  }
}

/** How many rows of this shape make up about `numbers` numbers: the size of a batch in bounded memory. */
export function rowsWithin(numbers: number, shape: Shape): number {
  return Math.max(1, Math.floor(numbers / shape.width))
}
