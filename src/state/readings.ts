import type { Aggregates, Readings, StateColumns } from '../aggregate/aggregate'
import { userCodeError } from '../check/user-code'
import type { Frame, Page } from './frame'
import type { MissingAggregates } from './missing'
import type { StateSchema } from './schema'

/**
 * Returns a function that puts a proxy onto a row: one object for all rows, whose getters read the aggregates of the row
 * that it stands on. What `select` uses is read, once per row; the rest costs nothing.
 */
export function rowReader<A extends Aggregates>(
  schema: StateSchema,
): (frame: Frame, row: number, missing?: MissingAggregates) => Readings<A> {
  const proxy = makeProxy(schema)
  if (!specimens.has(schema)) specimens.set(schema, makeProxy(schema))
  return (frame, row, missing) => {
    RowProxy.put(proxy, frame, row, missing)
    return proxy as unknown as Readings<A>
  }
}

/** A proxy stays as long as its schema: engines discard compiled code with the last object of a shape. */
const specimens = new WeakMap<StateSchema, RowProxy>()

function makeProxy(schema: StateSchema): RowProxy {
  const proxy = new RowProxy(schema)
  schema.names.forEach((name, a) => {
    Object.defineProperty(proxy, name, { enumerable: true, get: getterOf(a) })
  })
  return proxy
}

/** Its fields are private, so that only readings are visible. */
class RowProxy {
  readonly #schema: StateSchema
  readonly #readings: unknown[]
  #page: Page | undefined
  #row = 0
  #missing: MissingAggregates | undefined

  constructor(schema: StateSchema) {
    this.#schema = schema
    this.#readings = schema.names.map(() => undefined)
  }

  static put(proxy: RowProxy, frame: Frame, row: number, missing: MissingAggregates | undefined): void {
    proxy.#page = frame.page(row)
    proxy.#row = frame.at(row)
    proxy.#missing = missing
    proxy.#readings.fill(undefined)
  }

  static read(proxy: RowProxy, a: number): unknown {
    proxy.#readings[a] ??= readOne(proxy.#schema, a, proxy.#page![a], proxy.#row, proxy.#missing)
    return proxy.#readings[a]
  }
}
Object.setPrototypeOf(RowProxy.prototype, null)

const getters: (() => unknown)[] = []

/** The getter of the aggregate at a place: shared by all proxies, so that an engine sees one shape. */
function getterOf(a: number): () => unknown {
  getters[a] ??= function (this: RowProxy) {
    return RowProxy.read(this, a)
  }
  return getters[a]
}

/** The reading of the aggregate at a place of the schema in row `i` of its columns. What it throws is TIDEMARK_INVALID_OPTION, as with `select`. */
export function readOne(
  { names, aggregates }: StateSchema,
  a: number,
  s: StateColumns,
  i: number,
  missing?: MissingAggregates,
): unknown {
  try {
    return missing?.has(a) ? missing.reading(aggregates[a]) : aggregates[a].read(s, i)
  } catch (error) {
    throw userCodeError(`aggregates.${names[a]}: read`, error, 'it is also called for windows that hold nothing')
  }
}

/** All readings of one row. The row must not be written afterwards, because some readings refer to it. */
export function readAll(frame: Frame, row: number, missing?: MissingAggregates): Readings<Aggregates> {
  const { names } = frame.schema
  const page = frame.page(row)
  const i = frame.at(row)
  return Object.fromEntries(names.map((name, a) => [name, readOne(frame.schema, a, page[a], i, missing)]))
}
