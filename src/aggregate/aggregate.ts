import { inspect } from '../check/inspect'
import { TidemarkError } from '../error'

/** A field of several numbers a row: row i owns [i * slots, (i + 1) * slots) of its column. */
export interface Slots {
  readonly slots: number
  readonly identity: number
}

/** The fields of a state and their identities: `{ n: 0, low: Infinity, bins: slots(16) }`. */
export type Fields = Readonly<Record<string, number | Slots>>

/** States in columns: one Float64Array a field, one entry (or `slots` entries) a row. */
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

/** Aggregates by the names under which they are kept and read. */
export type Aggregates = Readonly<Record<string, Aggregate>>

/** What `select` is given: the reading of each aggregate that is kept, by name. */
export type Readings<A extends Aggregates> = {
  readonly [K in keyof A]: A[K] extends Aggregate<infer R> ? R : never
}

/** The aggregates that read as a number: what is selected where nothing is said. */
export type NumericReadings<A extends Aggregates> = {
  [K in { [N in keyof A]: Readings<A>[N] extends number ? N : never }[keyof A]]: number
}

/**
 * A field of `n` numbers a row, each of which starts as `identity`.
 *
 * @example
 * slots(3)   // => { slots: 3, identity: 0 }
 */
export function slots(n: number, identity = 0): Slots {
  if (!Number.isSafeInteger(n) || n < 1 || n > MAX_SLOTS)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `slots(n) takes 1 to ${MAX_SLOTS} numbers a row, got ${inspect(n)}`,
    )
  return Object.freeze({ slots: n, identity: checkIdentity(identity, 'slots') })
}

/**
 * Makes an aggregate of one's own: a name, the fields of its state, and how to add, merge and read.
 *
 * It is checked when it is made; whether it keeps the laws, `aggregateLaws` of `tidemark/testing` tells.
 * Throws TIDEMARK_INVALID_OPTION where a part is missing or an identity is NaN or -0.
 *
 * Where it is used first, add, merge, fold and read are tried once, in columns of their own, on the value 1 at time 0: a
 * TypeError or ReferenceError there, as of a field that `state` does not name, is the cause of a TIDEMARK_INVALID_OPTION. So is
 * all that `read` throws when it is asked, also of a state that nothing was added to. What add, merge and fold throw for
 * a later point goes to the caller, but its state is lost by then: let them take every finite value.
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
  const refuse = (what: string, got: unknown): never => {
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', `aggregate(${inspect(name)}): ${what}, got ${inspect(got)}`)
  }
  if (typeof name !== 'string' || name === '') refuse('name must be a non-empty string', name)
  if (typeof state !== 'object' || state === null || Object.keys(state).length === 0)
    refuse('state must name at least one field and its identity, like { n: 0 }', state)
  const copy: Record<string, number | Slots> = Object.create(null)
  for (const [field, start] of Object.entries(state)) copy[field] = checkField(start, `${name}.${field}`)
  for (const [verb, f] of Object.entries({ add, merge, read }))
    if (typeof f !== 'function') refuse(`${verb} must be a function`, f)
  if (fold !== undefined && typeof fold !== 'function') refuse('fold must be a function where it is given', fold)
  const made = { name, state: Object.freeze(copy) as F, add, merge, read }
  return Object.freeze(fold ? { ...made, fold } : made)
}

/** How many numbers of a field one row holds. @internal */
export function widthOf(field: number | Slots): number {
  return typeof field === 'number' ? 1 : field.slots
}

/** What a field's numbers are before anything was added. @internal */
export function identityOf(field: number | Slots): number {
  return typeof field === 'number' ? field : field.identity
}

const MAX_SLOTS = 65_535

function checkField(field: unknown, where: string): number | Slots {
  if (typeof field === 'number') return checkIdentity(field, where)
  if (typeof field === 'object' && field !== null && 'slots' in field && 'identity' in field)
    return slots(field.slots as number, field.identity as number)
  throw new TidemarkError('TIDEMARK_INVALID_OPTION', `${where}: a field is a number or slots(n), got ${inspect(field)}`)
}

function checkIdentity(identity: unknown, where: string): number {
  if (typeof identity === 'number' && !Number.isNaN(identity) && !Object.is(identity, -0)) return identity
  throw new TidemarkError(
    'TIDEMARK_INVALID_OPTION',
    `${where}: an identity is a number other than NaN and -0 (their bytes have no one form), got ${inspect(identity)}`,
  )
}
