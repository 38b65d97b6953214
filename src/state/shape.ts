import { type Aggregate, type Aggregates, type Columns, identityOf, widthOf } from '../aggregate/aggregate'
import { show, TidemarkError } from '../error'

/** Which aggregates the rows of a frame hold, in the order of their names in the code; checked once. */
export interface Shape {
  readonly names: readonly string[]
  readonly aggregates: readonly Aggregate[]
  /** How many numbers one row holds, over all aggregates. */
  readonly width: number
}

/** The shape of rows that hold these aggregates; throws TIDEMARK_INVALID_OPTION where one is not an aggregate. */
export function shapeOf(aggregates: Aggregates): Shape {
  const names = typeof aggregates === 'object' && aggregates !== null ? Object.keys(aggregates) : []
  if (names.length === 0)
    throw new TidemarkError(
      'TIDEMARK_INVALID_OPTION',
      `aggregates must name at least one, like { n: count() }, got ${show(aggregates)}`,
    )
  for (const name of names)
    if (!isAggregate(aggregates[name]))
      throw new TidemarkError(
        'TIDEMARK_INVALID_OPTION',
        `aggregates.${name} must be an aggregate like count() or aggregate({ ... }), got ${show(aggregates[name])}`,
      )
  const list = names.map(name => aggregates[name])
  let width = 0
  for (const { state } of list) for (const field of Object.values(state)) width += widthOf(field as number)
  return { names, aggregates: list, width }
}

/** Columns for `capacity` rows of an aggregate's states, each at its identity. */
export function columnsOf(aggregate: Aggregate, capacity: number): Columns {
  const columns: Record<string, Float64Array> = Object.create(null)
  for (const [name, field] of Object.entries(aggregate.state) as [string, number][]) {
    const column = new Float64Array(capacity * widthOf(field))
    const identity = identityOf(field)
    columns[name] = identity === 0 ? column : column.fill(identity)
  }
  return columns
}

function isAggregate(value: unknown): value is Aggregate {
  const a = value as Aggregate
  return typeof a === 'object' && a !== null && typeof a.add === 'function' && typeof a.state === 'object'
}
