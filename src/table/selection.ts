import type { Aggregates, Readings } from '../aggregate/aggregate'
import { inspect } from '../check/inspect'
import { isObject } from '../check/objects'
import { invalidOption } from '../check/options'
import { TidemarkError } from '../error'
import { Frame } from '../state/frame'
import { guardSelect, refusePromise } from '../state/guard-select'
import type { MissingAggregates } from '../state/missing'
import { readOne, rowReader } from '../state/readings'
import type { StateSchema } from '../state/schema'

/** The names that each row of a table has besides its columns. */
export type TableRowName = 'start' | 'end'

/** The names that each row of an answer has besides its columns. */
export type AnswerRowName = TableRowName | 'tags' | 'status'

/**
 * Columns by name: each is a number, or null or undefined for no value. Write `S extends Selected<S>`, and interfaces
 * are columns too.
 */
export type Selected<S = any> = { readonly [K in keyof S]: number | null | undefined }

/** Reads a window: an object with a number for each column, from the readings of the aggregates. */
export type Select<A extends Aggregates, S> = (row: Readings<A>) => S

/** The columns of an answer by name: one number per window, NaN for no value. */
export type AnswerColumns<S> = { readonly [K in keyof S]: Float64Array }

export const TABLE_ROW_NAMES: readonly TableRowName[] = ['start', 'end']
const ANSWER_ROW_NAMES: readonly AnswerRowName[] = [...TABLE_ROW_NAMES, 'tags', 'status']

/** Reads rows of states into columns of numbers, by the user's `select`. */
export class Selection {
  /** The columns, in the order in which `select` names them. */
  readonly names: readonly string[]
  readonly #select: (row: Readings<Aggregates>) => Selected
  /** The aggregates that are read as they are; undefined if there is a `select`. */
  readonly #plain: readonly number[] | undefined
  readonly #readRow: (frame: Frame, row: number, missing?: MissingAggregates) => Readings<Aggregates>

  /**
   * Throws TIDEMARK_INVALID_OPTION if `select` is not a function, or does not return an object of numbers by names that
   * are not reserved.
   */
  constructor(schema: StateSchema, select?: Select<any, any>, reserved: readonly string[] = ANSWER_ROW_NAMES) {
    if (select !== undefined && typeof select !== 'function')
      throw invalidOption('select', 'a function like r => ({ n: r.count })', select)
    this.#readRow = rowReader(schema)
    const empty = new Frame(schema, 1)
    const emptyRow = this.#readRow(empty, empty.append())
    this.#select = select ? guardSelect(select) : numericReadingsOf(emptyRow)
    this.#plain = select ? undefined : Object.keys(this.#select(emptyRow)).map(name => schema.names.indexOf(name))
    const columns = this.#select(emptyRow)
    refusePromise(columns, 'an object of numbers')
    if (!isObject(columns) || Array.isArray(columns))
      throw new TidemarkError(
        'TIDEMARK_INVALID_OPTION',
        `select must return an object of numbers like { n: r.count }, got ${inspect(columns)}`,
      )
    this.names = Object.keys(columns)
    if (this.names.length === 0) throw noColumns(schema, select, columns)
    for (const name of this.names) {
      if (reserved.includes(name)) throw reservedColumn(name, reserved)
      toNumber(name, columns[name])
    }
  }

  /** A column of `length` windows for each name, without values. */
  columns(length: number): Float64Array[] {
    return this.names.map(() => new Float64Array(length).fill(Number.NaN))
  }

  /** Reads a row into entry `at` of the columns. Aggregates that it lacks read as NaN. */
  read(frame: Frame, row: number, columns: readonly Float64Array[], at: number, missing?: MissingAggregates): void {
    const { names } = this
    if (this.#plain && !missing) {
      const page = frame.page(row)
      const i = frame.at(row)
      const plain = this.#plain
      for (let c = 0; c < plain.length; c++)
        columns[c][at] = readOne(frame.schema, plain[c], page[plain[c]], i) as number
      return
    }
    const selected = this.#select(this.#readRow(frame, row, missing))
    let found = 0
    for (const name in selected) {
      const c = names[found] === name ? found : names.indexOf(name)
      if (c < 0)
        throw new TidemarkError(
          'TIDEMARK_INVALID_OPTION',
          `select must name the same columns for every window, got ${inspect(name)} besides ${names.join(', ')}`,
        )
      columns[c][at] = toNumber(name, selected[name])
      found++
    }
  }

  /** The index of a column. Throws TIDEMARK_INVALID_OPTION if there is none of that name. */
  indexOf(name: string, what: string): number {
    const c = this.names.indexOf(name)
    if (c >= 0) return c
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `${what} must name a column, one of ${this.names.join(', ')}; got ${inspect(name)}`,
    )
  }
}

/** Columns as an object. A name like `__proto__` is a name like any other. */
export function byName<S>(names: readonly string[], columns: readonly Float64Array[]): AnswerColumns<S> {
  return Object.fromEntries(names.map((name, c) => [name, columns[c]])) as AnswerColumns<S>
}

/** Window `w` as an object: the fields of `known`, and the columns by name with null for no value. */
export function rowAt<T extends object, S>(
  known: T,
  columns: AnswerColumns<S>,
  w: number,
): T & { readonly [K in keyof S]: number | null } {
  const cells = Object.entries<Float64Array>(columns).map(([name, column]) => {
    const value = column[w]
    return [name, Number.isNaN(value) ? null : value]
  })
  return { ...known, ...Object.fromEntries(cells) }
}

function numericReadingsOf(emptyRow: Readings<Aggregates>): (row: Readings<Aggregates>) => Selected {
  const names = Object.keys(emptyRow).filter(name => typeof emptyRow[name] === 'number')
  return row => Object.fromEntries(names.map(name => [name, row[name]]))
}

function noColumns(schema: StateSchema, select: unknown, columns: unknown): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    select
      ? `select must name at least one column, like { n: r.count }, got ${inspect(columns)}`
      : `none of the aggregates (${schema.names.join(', ')}) reads as a number: name columns by select, like r => ({ p99: r.latency.quantile(0.99) })`,
  )
}

function reservedColumn(name: string, reserved: readonly string[]): TidemarkError {
  return new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `a column must not be called ${inspect(name)}, since rows() has its own ${reserved.join(', ')}: give it another name by select`,
  )
}

function toNumber(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  if (value === null || value === undefined) return Number.NaN
  throw invalidOption(`select: column ${inspect(name)}`, 'a number', value)
}
