import type { Aggregate } from '../aggregate/aggregate'
import { Frame } from './frame'
import { schemaOf } from './schema'

/**
 * The aggregates that a state lacks, by their places in the schema: they were added after the state was started.
 *
 * The set reads them itself, so that code that never meets such a state, like `resample`, does not import how.
 */
export class MissingAggregates extends Set<number> {
  /** The reading of an aggregate that the state lacks. */
  reading(aggregate: Aggregate): unknown {
    return missingReading(aggregate)
  }
}

/** What the merge of two states lacks: whatever one of them lacks. */
export function unionMissing(
  one: MissingAggregates | undefined,
  other: MissingAggregates | undefined,
): MissingAggregates | undefined {
  if (one === other || other === undefined) return one
  return one === undefined ? other : new MissingAggregates([...one, ...other])
}

type AnyFunction = (...args: unknown[]) => unknown

const empties = new WeakMap<Aggregate, Frame>()

/**
 * The reading of an aggregate that a row lacks: the reading of an empty state, with NaN for each number; NaN if an empty
 * state cannot be read. Each call returns a new one, because the caller may change it.
 */
export function missingReading(aggregate: Aggregate): unknown {
  try {
    const empty = emptyOf(aggregate)
    return withNaN(aggregate.read(empty.page(0)[0], empty.at(0)))
  } catch {
    return Number.NaN
  }
}

function emptyOf(aggregate: Aggregate): Frame {
  let empty = empties.get(aggregate)
  if (!empty) {
    empty = new Frame(schemaOf({ aggregate }), 1)
    empty.append()
    empties.set(aggregate, empty)
  }
  return empty
}

/** The same value, with NaN for each number in it and for each number that its methods return. */
function withNaN(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return Number.NaN
  if (Array.isArray(value)) return value.map(part => withNaN(part))
  // Lists of whole numbers cannot hold NaN.
  if (isNumbers(value)) return new Float64Array(value.length).fill(Number.NaN)
  if (typeof value === 'function')
    return proxyWithNaN(value, (...args: unknown[]) => callWithNaN(value as AnyFunction, undefined, args))
  if (typeof value !== 'object' || value === null) return value
  return proxyWithNaN(value, Object.create(Object.getPrototypeOf(value)))
}

/** Makes `target` answer as `value` does, with NaN for numbers. Methods run on `value`, which alone has its private fields. */
function proxyWithNaN(value: object, target: object): object {
  const part = (name: string | symbol) => {
    const found = Reflect.get(value, name, value)
    return typeof found === 'function'
      ? (...args: unknown[]) => callWithNaN(found as AnyFunction, value, args)
      : withNaN(found)
  }
  for (const name of Object.keys(value))
    Object.defineProperty(target, name, { get: () => part(name), enumerable: true, configurable: true })
  return new Proxy(target, { get: (_, name) => part(name) })
}

/** The result of a call, with NaN for numbers. Functions among the arguments receive NaN for numbers, too. */
function callWithNaN(called: AnyFunction, self: unknown, args: readonly unknown[]): unknown {
  const wrapped = args.map(arg =>
    typeof arg === 'function' ? (...parts: unknown[]) => arg(...parts.map(part => withNaN(part))) : arg,
  )
  return withNaN(Reflect.apply(called, self, wrapped))
}

function isNumbers(value: unknown): value is ArrayLike<unknown> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}
