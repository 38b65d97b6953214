import {
  type Aggregate,
  type Aggregates,
  aggregate,
  identityOf,
  type StateColumns,
  widthOf,
} from '../aggregate/aggregate'
import { hasRunSummary, runSummary } from '../aggregate/kernel/run-summary'
import { inspect } from '../check/inspect'
import { isObject } from '../check/objects'
import { invalidOption } from '../check/options'
import { TidemarkError } from '../error'
import { dryRun } from './dry-run'

/** The aggregates that the rows of a frame hold, in the order of their names in the code; checked once. */
export interface StateSchema {
  readonly names: readonly string[]
  readonly aggregates: readonly Aggregate[]
  /** The fields of each aggregate's state. */
  readonly fields: readonly (readonly SchemaField[])[]
  /** How many numbers one row has, over all aggregates. */
  readonly width: number
  /** The summary of a run as columns of each aggregate, undefined for one that takes none; undefined if it is not worth it. */
  readonly summaries: readonly (StateColumns | undefined)[] | undefined
}

/** A field of a state: its name, how many numbers a row has of it, and their value before anything is added. */
export interface SchemaField {
  readonly name: string
  readonly width: number
  readonly identity: number
}

/** The schema of rows that hold these aggregates. Throws TIDEMARK_INVALID_OPTION if one is not an aggregate. */
export function schemaOf(aggregates: Aggregates): StateSchema {
  const names = isObject(aggregates) ? Object.keys(aggregates) : []
  if (names.length === 0)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `aggregates must name at least one, like { n: count() }, got ${inspect(aggregates)}`,
    )
  for (const name of names)
    if (!isAggregate(aggregates[name]))
      throw invalidOption(`aggregates.${name}`, 'an aggregate like count() or aggregate({ ... })', aggregates[name])
  const list = names.map(name => aggregates[name])
  const fields = list.map((one, a) => knownFields(one) ?? register(one, names[a]))
  const width = fields.flat().reduce((numbers, field) => numbers + field.width, 0)
  return { names, aggregates: list, fields, width, summaries: summariesOf(list) }
}

/** One pass for several aggregates is worth it if one of them sums: count, min and max are faster by themselves. */
function summariesOf(aggregates: readonly Aggregate[]): StateSchema['summaries'] {
  const readers = aggregates.filter(one => hasRunSummary(one) && Object.keys(one.state).some(name => name !== 'n'))
  if (readers.length < 2 || !readers.some(({ state }) => 'total' in state)) return undefined
  return aggregates.map(aggregate => {
    if (!hasRunSummary(aggregate)) return undefined
    const columns = newStateColumns(knownFields(aggregate)!, 0) as Record<string, Float64Array>
    for (const name in columns) columns[name] = runSummary[name as keyof typeof runSummary]
    return columns
  })
}

/**
 * An object without inherited names, so that any name may be a field. It has a constructor, because engines store the
 * result of Object.create(null) as a hash table, which makes a kernel ten times slower.
 */
class Bare {}
Object.setPrototypeOf(Bare.prototype, null)

/** Columns for `capacity` rows of these fields, each at its identity. */
export function newStateColumns(fields: readonly SchemaField[], capacity: number): StateColumns {
  const columns: Record<string, Float64Array> = new Bare() as Record<string, Float64Array>
  for (const { name, width, identity } of fields) {
    const column = new Float64Array(capacity * width)
    columns[name] = identity === 0 ? column : column.fill(identity)
  }
  return columns
}

const known = new WeakMap<Aggregate, { readonly fields: readonly SchemaField[]; readonly specimen: StateColumns }>()

/** The fields of an aggregate that was registered. */
function knownFields(aggregate: Aggregate): readonly SchemaField[] | undefined {
  return known.get(aggregate)?.fields
}

/**
 * Checks and tries out an aggregate that is new, whether `aggregate()` made it or not, and returns its fields. Columns
 * without rows stay as long as it lives: engines discard compiled kernels with the last object of a shape.
 */
function register(one: Aggregate, name: string): readonly SchemaField[] {
  const { state } = aggregate(one)
  const fields = Object.keys(state).map(name => ({
    name,
    width: widthOf(state[name]),
    identity: identityOf(state[name]),
  }))
  dryRun(one, `aggregates.${name}`, newStateColumns(fields, 1), newStateColumns(fields, 1))
  known.set(one, { fields, specimen: newStateColumns(fields, 0) })
  return fields
}

function isAggregate(value: unknown): value is Aggregate {
  return isObject(value) && typeof value.add === 'function' && isObject(value.state)
}
