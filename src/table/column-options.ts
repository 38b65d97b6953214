import type { Aggregates, NumericReadings } from '../aggregate/aggregate'
import type { FillOption } from './fill-columns'
import type { Select, Selected } from './selection'

/** Without `select` there is a column for each aggregate that reads as a number. */
export interface DefaultColumns<A extends Aggregates> {
  readonly select?: undefined
  /** What to put where there is no value: one filler, or one per column. Default: nothing, it stays NaN. */
  readonly fill?: FillOption<NumericReadings<A>> | undefined
}

/** With `select` there are the columns that it names. */
export interface SelectedColumns<A extends Aggregates, S extends Selected<S>, N extends string> {
  /**
   * Reads each window: an object with a number for each column, or null for no value. Default: each aggregate that
   * reads as a number.
   */
  readonly select: Select<A, S & Renamed<S, N>> | undefined
  /** What to put where there is no value: one filler, or one per column. Default: nothing, it stays NaN. */
  readonly fill?: FillOption<IfUnset<S, any, NoInfer<S>>> | undefined
}

/**
 * The columns of an answer: those of `select`, or the default ones if nothing is selected, and S is `never`.
 *
 * It is an index, not a condition: so nothing is inferred from where an answer goes, and hovers show the columns alone.
 */
export type ColumnsOf<A extends Aggregates, S> = [NumericReadings<A>, S][IfUnset<S, 0, 1>]

/**
 * While a call is checked its `select` may not have been looked at yet: S is `never` then, and any column may be named.
 */
export type IfUnset<S, Then, Else> = [S] extends [never] ? Then : Else

/**
 * Columns named as something that each row has already: they must have another name. Names that only a run knows are
 * checked then.
 */
type Renamed<S, N extends string> = { readonly [K in string extends keyof S ? never : keyof S & N]: NameTakenByRows }

/** The type of a column that must have another name: each row has its own `start`, `end`, `tags` and `status`. */
export interface NameTakenByRows {
  readonly [giveTheColumnAnotherName]: never
}
declare const giveTheColumnAnotherName: unique symbol
