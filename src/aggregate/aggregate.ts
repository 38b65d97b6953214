import { inspect } from '../check/inspect'
import { isObject } from '../check/objects'
import { invalidOption } from '../check/options'

/** A field of several numbers per row: row i owns [i * slots, (i + 1) * slots) of its column. */
export interface Slots {
  readonly slots: number
  readonly identity: number
}

/** The fields of a state and their identities: `{ n: 0, low: Infinity, bins: slots(16) }`. */
export type Fields = Readonly<Record<string, number | Slots>>

/** States in columns: one Float64Array per field, with one number (or `slots` numbers) per row. */
export type StateColumns<F extends Fields = Fields> = { readonly [K in keyof F]: Float64Array }

/** What `aggregate()` takes: a name, the fields of a state, and how a state is added to, merged and read. */
export interface AggregateDefinition<F extends Fields, R> {
  /** With its parameters, like `tdigest(100)`: states merge only if their names are equal. */
  readonly name: string
  /** The fields of a state, each with the value it has before anything is added. */
  readonly state: F
  /** Adds a value (finite, never -0) at a time (epoch milliseconds) to row `i`. */
  add(s: StateColumns<F>, i: number, value: number, time: number): void
  /** Merges row `j` of `o` into row `i` of `s`, and leaves `o` as it was. */
  merge(s: StateColumns<F>, i: number, o: StateColumns<F>, j: number): void
  /** Reads row `i`: a number, or an object with further readings. Changes nothing. */
  read(s: StateColumns<F>, i: number): R
  /** The fast path: adds values[from..to) at times[from..to) to row `i`. Its law: the same bytes as adding point by point. */
  fold?(s: StateColumns<F>, i: number, values: Float64Array, times: Float64Array, from: number, to: number): void
}

/**
 * Keeps a state of the points in a window, and reads it as `R`: a number, or an object like {@link Quantiles}.
 *
 * The fields of its state are no part of the type: two aggregates that read alike are of one type.
 */
export interface Aggregate<R = any> extends AggregateDefinition<Fields, R> {}

/** Aggregates by the names under which you select them. */
export type Aggregates = Readonly<Record<string, Aggregate>>

/** The argument of `select`: the reading of each aggregate, by its key. */
export type Readings<A extends Aggregates> = {
  readonly [K in keyof A]: A[K] extends Aggregate<infer R> ? R : never
}

/** The readings that are numbers: what is selected if you give no `select`. */
export type NumericReadings<A extends Aggregates> = {
  [K in { [N in keyof A]: Readings<A>[N] extends number ? N : never }[keyof A]]: number
}

/**
 * A field of `n` numbers per row, each of which starts as `identity`.
 *
 * @throws TIDEMARK_INVALID_OPTION if `n` is not a whole number from 1 to 65,535, or if the identity is NaN or -0
 *
 * @example
 * slots(3)   // => { slots: 3, identity: 0 }
 */
export function slots(n: number, identity = 0): Slots {
  if (!Number.isSafeInteger(n) || n < 1 || n > MAX_SLOTS)
    throw invalidOption('slots(n): n', `a whole number from 1 to ${MAX_SLOTS}`, n)
  return Object.freeze({ slots: n, identity: checkIdentity(identity, 'slots') })
}

/**
 * Defines a custom aggregate: a name, the fields of its state, and how to add, merge and read.
 *
 * Check it in a test with `aggregateLaws` of `tidemark/testing`.
 *
 * Before its first use, add, merge, fold and read are each called once with value 1 at time 0, on scratch columns. A
 * TypeError or ReferenceError, for example for a field that `state` does not name, is reported as TIDEMARK_INVALID_OPTION.
 * So is any error of `read`, which must also read a state without points. An error that add, merge or fold throws for a
 * later point is thrown to you, but the state may be incomplete by then: accept every finite value.
 *
 * @throws TIDEMARK_INVALID_OPTION if a part is missing, or if an identity is NaN or -0
 *
 * @example
 * const rms = aggregate({
 *   name: 'rms',
 *   state: { n: 0, squares: 0 },
 *   add(s, i, x) { s.n[i]++; s.squares[i] += x * x },
 *   merge(s, i, o, j) { s.n[i] += o.n[j]; s.squares[i] += o.squares[j] },
 *   read: (s, i) => Math.sqrt(s.squares[i] / s.n[i]),
 * })
 * const columns = { times: [0, 1], values: [3, 4] }
 * resample(columns, { every: '1s', aggregates: { rms } }).columns.rms[0]   // => Math.sqrt(12.5)
 */
export function aggregate<const F extends Fields, R>(definition: AggregateDefinition<F, R>): Aggregate<R> {
  const { name, state, add, merge, read, fold } = definition ?? {}
  const refuse = (part: string, wanted: string, got: unknown): never => {
    throw invalidOption(`aggregate(${inspect(name)}): ${part}`, wanted, got)
  }
  if (typeof name !== 'string' || name === '') refuse('name', 'a non-empty string', name)
  if (!isObject(state) || Object.keys(state).length === 0)
    refuse('state', 'at least one field with its identity, for example { n: 0 }', state)
  const copy: Record<string, number | Slots> = Object.create(null)
  for (const [field, start] of Object.entries(state)) copy[field] = checkField(start, `${name}.${field}`)
  for (const [verb, f] of Object.entries({ add, merge, read }))
    if (typeof f !== 'function') refuse(verb, 'a function', f)
  if (fold !== undefined && typeof fold !== 'function') refuse('fold', 'a function, or left out', fold)
  const made = { name, state: Object.freeze(copy) as F, add, merge, read }
  return Object.freeze(fold ? { ...made, fold } : made)
}

/** How many numbers a row has of a field. @internal */
export function widthOf(field: number | Slots): number {
  return typeof field === 'number' ? 1 : field.slots
}

/** The value of a field's numbers before anything is added. @internal */
export function identityOf(field: number | Slots): number {
  return typeof field === 'number' ? field : field.identity
}

const MAX_SLOTS = 65_535

function checkField(field: unknown, where: string): number | Slots {
  if (typeof field === 'number') return checkIdentity(field, where)
  if (isObject(field) && 'slots' in field && 'identity' in field)
    return slots(field.slots as number, field.identity as number)
  throw invalidOption(where, 'a number or slots(n)', field)
}

function checkIdentity(identity: unknown, where: string): number {
  if (typeof identity === 'number' && !Number.isNaN(identity) && !Object.is(identity, -0)) return identity
  const wanted = 'a number other than NaN and -0, which have more than one form as bytes'
  throw invalidOption(`the identity of ${where}`, wanted, identity)
}
