import type { StateColumns } from '../aggregate/aggregate'
import { summarizeRun } from '../aggregate/kernel/run-summary'
import { areFinite } from '../point/batch'
import { newStateColumns, type StateSchema } from './schema'

/** The size of a page: large enough that pages are few, small enough that allocating one takes little time. */
const NUMBERS_PER_PAGE = 32_768

/** The columns of each aggregate in the order of the schema, for the rows of one page. */
export type Page = readonly StateColumns[]

/**
 * Rows of states in columns: the one form in which states flow through the library. It grows, and a row is a number.
 *
 * Its columns are cut into pages of 2^n rows, so that growing copies nothing: row r is row `at(r)` of `page(r)`.
 */
export class Frame {
  readonly schema: StateSchema
  /** How many rows are in use. */
  length = 0
  readonly #bits: number
  readonly #pages: Page[]
  /** The capacity of the first page, which alone may begin small. */
  #firstCapacity: number
  /** The rows in [length, #ready) are at their identity. Later ones have no memory yet, or hold what was there before a clear. */
  #ready: number

  constructor(schema: StateSchema, capacity = 16) {
    this.schema = schema
    this.#bits = 31 - Math.clz32(rowsWithin(NUMBERS_PER_PAGE, schema))
    this.#firstCapacity = Math.min(Math.max(1, capacity), 2 ** this.#bits)
    this.#pages = [pageOf(schema, this.#firstCapacity)]
    this.#ready = this.#firstCapacity
  }

  /** The columns that hold a row. */
  page(row: number): Page {
    return this.#pages[row >>> this.#bits]
  }

  /** The place of a row in its page: the `i` of kernels. */
  at(row: number): number {
    return row & ((1 << this.#bits) - 1)
  }

  /** Appends `count` rows at their identity and returns the first. */
  append(count = 1): number {
    const first = this.length
    this.length += count
    while (this.#ready < this.length) this.#prepare()
    return first
  }

  /** Folds values[from..to) at times[from..to) into a row: one tight loop per aggregate, or one for all that share a summary. */
  fold(row: number, values: Float64Array, times: Float64Array, from: number, to: number): void {
    this.#fold(row, values, times, from, to, this.#summarize(values, from, to))
  }

  /**
   * Folds values that are not checked yet. If one is not a finite number, or is -0, it folds nothing and returns false. A
   * summary that all aggregates share is itself the check.
   */
  foldUnchecked(row: number, values: Float64Array, times: Float64Array, from: number, to: number): boolean {
    const summarized = this.#summarize(values, from, to)
    const checked = summarized && !this.schema.summaries!.includes(undefined)
    if (!checked && !areFinite(values, from, to)) return false
    this.#fold(row, values, times, from, to, summarized)
    return true
  }

  #summarize(values: Float64Array, from: number, to: number): boolean {
    return this.schema.summaries !== undefined && summarizeRun(values, from, to)
  }

  #fold(row: number, values: Float64Array, times: Float64Array, from: number, to: number, summarized: boolean): void {
    const { aggregates, summaries } = this.schema
    const page = this.page(row)
    const i = this.at(row)
    for (let a = 0; a < aggregates.length; a++) {
      const aggregate = aggregates[a]
      const s = page[a]
      const summary = summarized ? summaries![a] : undefined
      if (summary) aggregate.merge(s, i, summary, 0)
      else if (aggregate.fold && to - from > 1) aggregate.fold(s, i, values, times, from, to)
      else for (let p = from; p < to; p++) aggregate.add(s, i, values[p], times[p])
    }
  }

  /** Adds one value, at a time, to a row. */
  add(row: number, value: number, time: number): void {
    const { aggregates } = this.schema
    const page = this.page(row)
    const i = this.at(row)
    for (let a = 0; a < aggregates.length; a++) aggregates[a].add(page[a], i, value, time)
  }

  /** Merges a row of another frame of the same schema into a row of this one. */
  merge(row: number, other: Frame, otherRow: number): void {
    const { aggregates } = this.schema
    const page = this.page(row)
    const i = this.at(row)
    const others = other.page(otherRow)
    const j = other.at(otherRow)
    for (let a = 0; a < aggregates.length; a++) aggregates[a].merge(page[a], i, others[a], j)
  }

  /** Copies a row of another frame of the same schema. The result is that of merging into a row at its identity. */
  copy(row: number, other: Frame, otherRow: number): void {
    const { fields } = this.schema
    const page = this.page(row)
    const i = this.at(row)
    const others = other.page(otherRow)
    const j = other.at(otherRow)
    for (let a = 0; a < fields.length; a++)
      for (const { name, width } of fields[a]) {
        const to = page[a][name]
        const from = others[a][name]
        if (width === 1) to[i] = from[j]
        else for (let k = 0; k < width; k++) to[i * width + k] = from[j * width + k]
      }
  }

  /** Sets a row to its identity. */
  reset(row: number): void {
    const { fields } = this.schema
    const page = this.page(row)
    const i = this.at(row)
    for (let a = 0; a < fields.length; a++)
      for (const { name, width, identity } of fields[a]) {
        if (width === 1) page[a][name][i] = identity
        else page[a][name].fill(identity, i * width, (i + 1) * width)
      }
  }

  /** Removes the last row. */
  pop(): void {
    this.reset(--this.length)
  }

  /** Removes all rows. Memory for about `rows` rows stays, and is cleaned page by page when they are appended. */
  clear(rows = Number.POSITIVE_INFINITY): void {
    if (this.length > 0) this.#ready = 0
    this.length = 0
    const pages = Math.max(1, Math.ceil(rows / 2 ** this.#bits))
    if (pages >= this.#pages.length) return
    this.#pages.length = pages
    this.#ready = Math.min(this.#ready, pages * 2 ** this.#bits)
  }

  /** Makes the rows from #ready on ready, to the end of their page. */
  #prepare(): void {
    const size = 2 ** this.#bits
    const p = this.#ready >>> this.#bits
    if (p === this.#pages.length) this.#pages.push(pageOf(this.schema, size))
    else if (this.#ready === 0 || p > 0) this.#clean(this.#pages[p])
    else this.#growFirst(Math.min(size, Math.max(this.length, this.#firstCapacity * 2)))
    this.#ready = p === 0 ? this.#firstCapacity : (p + 1) * size
  }

  #clean(page: Page): void {
    const { fields } = this.schema
    for (let a = 0; a < fields.length; a++) for (const { name, identity } of fields[a]) page[a][name].fill(identity)
  }

  /** Moves the rows of the first page to larger arrays. Its columns stay the same objects. */
  #growFirst(rows: number): void {
    const larger = pageOf(this.schema, rows)
    for (const [a, columns] of this.#pages[0].entries()) {
      for (const name in columns) larger[a][name].set(columns[name])
      Object.assign(columns, larger[a])
    }
    this.#firstCapacity = rows
  }
}

function pageOf({ fields }: StateSchema, rows: number): Page {
  return fields.map(fieldsOfOne => newStateColumns(fieldsOfOne, rows))
}

/** How many rows of a schema have about `numbers` numbers, at least 1: the size of a batch in bounded memory. */
export function rowsWithin(numbers: number, schema: StateSchema): number {
  return Math.max(1, Math.floor(numbers / schema.width))
}
