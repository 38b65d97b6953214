import type { Aggregates, Readings } from '../aggregate/aggregate'
import { show, TidemarkError } from '../error'
import { Frame } from '../state/frame'
import { readerOf } from '../state/readings'
import type { Shape } from '../state/shape'

/** The columns of an answer by name; null and undefined are no value. */
export type Selected = { readonly [column: string]: number | null | undefined }

/** Reads a merged row: what each column holds. */
export type Select<A extends Aggregates, S extends Selected> = (row: Readings<A>) => S

/** The aggregates that read as a number: what is selected where nothing is said. */
export type Numbers<A extends Aggregates> = {
  [K in keyof A as Readings<A>[K] extends number ? K : never]: number
}

/** A column of an answer by name: one number a window, NaN for no value. */
export type AnswerColumns<S> = { readonly [K in keyof S]: Float64Array }

/** Reads rows of states into columns of numbers, by the user's `select`. */
export class Selection {
  /** The columns, in the order in which `select` names them. */
  readonly names: readonly string[]
  readonly #select: (view: Readings<Aggregates>) => Selected
  readonly #view: (frame: Frame, row: number) => Readings<Aggregates>

  /** Throws TIDEMARK_INVALID_OPTION where `select` is no function or does not give an object of numbers. */
  constructor(shape: Shape, select?: Select<any, any>) {
    if (select !== undefined && typeof select !== 'function')
      throw new TidemarkError(
        'TIDEMARK_INVALID_OPTION',
        `select must be a function like r => ({ n: r.count }), got ${show(select)}`,
      )
    this.#view = readerOf(shape)
    const empty = new Frame(shape, 1)
    const view = this.#view(empty, empty.append())
    this.#select = select ? guarded(select) : numbersOf(view)
    const columns = this.#select(view)
    if (typeof columns !== 'object' || columns === null)
      throw new TidemarkError(
        'TIDEMARK_INVALID_OPTION',
        `select must give an object of numbers like { n: r.count }, got ${show(columns)}`,
      )
    this.names = Object.keys(columns)
    for (const name of this.names) toNumber(name, columns[name])
  }

  /** An empty column for each name, of `length` windows. */
  columns(length: number): Float64Array[] {
    return this.names.map(() => new Float64Array(length).fill(Number.NaN))
  }

  /** Reads a row into entry `at` of the columns. */
  read(frame: Frame, row: number, columns: readonly Float64Array[], at: number): void {
    const { names } = this
    const selected = this.#select(this.#view(frame, row))
    let found = 0
    for (const name in selected) {
      const c = names[found] === name ? found : names.indexOf(name)
      if (c < 0)
        throw new TidemarkError(
          'TIDEMARK_INVALID_OPTION',
          `select must name the same columns for every window, got ${show(name)} besides ${names.join(', ')}`,
        )
      columns[c][at] = toNumber(name, selected[name])
      found++
    }
  }

  /** The index of a column. Throws TIDEMARK_INVALID_OPTION where there is none of that name. */
  indexOf(name: string, what: string): number {
    const c = this.names.indexOf(name)
    if (c >= 0) return c
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `${what} must name a column, one of ${this.names.join(', ')}; got ${show(name)}`,
    )
  }
}

/** What `select` throws is the question's fault, not the store's. */
function guarded(select: Select<any, any>): (view: Readings<Aggregates>) => Selected {
  return view => {
    try {
      return select(view)
    } catch (error) {
      if (error instanceof TidemarkError) throw error
      const what = error instanceof Error ? error.message : String(error)
      const advice = 'it is also asked of a window that holds nothing'
      throw new TidemarkError('TIDEMARK_INVALID_OPTION', `select threw: ${what}; ${advice}`, { cause: error })
    }
  }
}

/** Columns by name; a name like `__proto__` is a name like any other. */
export function byName<S>(names: readonly string[], columns: readonly Float64Array[]): AnswerColumns<S> {
  return Object.fromEntries(names.map((name, c) => [name, columns[c]])) as AnswerColumns<S>
}

/** One window of an answer as an object: its columns by name, null for no value, over what else is known of it. */
export function rowAt<T extends object>(
  known: T,
  names: readonly string[],
  columns: readonly Float64Array[],
  at: number,
): T {
  const cells = names.map((name, c): [string, number | null] => [
    name,
    Number.isNaN(columns[c][at]) ? null : columns[c][at],
  ])
  return { ...known, ...Object.fromEntries(cells) }
}

function numbersOf(view: Readings<Aggregates>): (view: Readings<Aggregates>) => Selected {
  const names = Object.keys(view).filter(name => typeof view[name] === 'number')
  return row => Object.fromEntries(names.map(name => [name, row[name]]))
}

function toNumber(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  if (value === null || value === undefined) return Number.NaN
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `select: column ${show(name)} must be a number, got ${show(value)}`,
  )
}
