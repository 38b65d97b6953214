import type { Aggregates, Readings, StateColumns } from '../aggregate/aggregate'
import { userCodeError } from '../check/user-code'
import type { Frame, Page } from './frame'
import type { MissingAggregates } from './missing'
import { missingReading } from './missing-reading'
import type { StateSchema } from './schema'

/**
 * A view that reads rows: one object for all of them, whose getters read the aggregates of the row it was last put on.
 * What `select` asks for is read, once a row; the rest costs nothing.
 */
export function rowReader<A extends Aggregates>(
  schema: StateSchema,
): (frame: Frame, row: number, lacks?: MissingAggregates) => Readings<A> {
  const view = makeProxy(schema)
  if (!specimens.has(schema)) specimens.set(schema, makeProxy(schema))
  return (frame, row, lacks) => {
    RowProxy.put(view, frame, row, lacks)
    return view as unknown as Readings<A>
  }
}

/** A view of each schema is kept as long as the schema: with the last of a kind an engine lets go of what it compiled for it. */
const specimens = new WeakMap<StateSchema, RowProxy>()

function makeProxy(schema: StateSchema): RowProxy {
  const view = new RowProxy(schema)
  schema.names.forEach((name, a) => {
    Object.defineProperty(view, name, { enumerable: true, get: getterOf(a) })
  })
  return view
}

/** Its state is private, so that what is seen of it is the readings alone. */
class RowProxy {
  readonly #schema: StateSchema
  readonly #readings: unknown[]
  #page: Page | undefined
  #row = 0
  #lacks: MissingAggregates | undefined

  constructor(schema: StateSchema) {
    this.#schema = schema
    this.#readings = schema.names.map(() => undefined)
  }

  static put(view: RowProxy, frame: Frame, row: number, lacks: MissingAggregates | undefined): void {
    view.#page = frame.page(row)
    view.#row = frame.at(row)
    view.#lacks = lacks
    view.#readings.fill(undefined)
  }

  static read(view: RowProxy, a: number): unknown {
    view.#readings[a] ??= readOne(view.#schema, a, view.#page![a], view.#row, view.#lacks)
    return view.#readings[a]
  }
}
Object.setPrototypeOf(RowProxy.prototype, null)

const getters: (() => unknown)[] = []

/** The getter of the aggregate at a place: one for all views, so that views of one form are of one kind to an engine. */
function getterOf(a: number): () => unknown {
  getters[a] ??= function (this: RowProxy) {
    return RowProxy.read(this, a)
  }
  return getters[a]
}

/** What the aggregate at a place of the schema reads in row `i` of its columns, NaN where the row lacks it; what it throws is known for its own, as with `select`. */
export function readOne(
  { names, aggregates }: StateSchema,
  a: number,
  s: StateColumns,
  i: number,
  lacks?: MissingAggregates,
): unknown {
  try {
    return lacks?.has(a) ? missingReading(aggregates[a]) : aggregates[a].read(s, i)
  } catch (error) {
    throw userCodeError(`aggregates.${names[a]}: read`, error, 'it is also asked of a window that holds nothing')
  }
}

/** The readings of one row, all at once and for good: the row must not be written afterwards. */
export function readAll(frame: Frame, row: number, lacks?: MissingAggregates): Readings<Aggregates> {
  const { names } = frame.schema
  const page = frame.page(row)
  const i = frame.at(row)
  return Object.fromEntries(names.map((name, a) => [name, readOne(frame.schema, a, page[a], i, lacks)]))
}
