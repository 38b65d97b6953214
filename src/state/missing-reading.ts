import type { Aggregate } from '../aggregate/aggregate'
import { Frame } from './frame'
import { schemaOf } from './schema'

type Asked = (...asked: unknown[]) => unknown

const empties = new WeakMap<Aggregate, Frame>()

/**
 * What an aggregate reads as where a state does not tell of it: as it reads nothing, with NaN for each number; NaN, where
 * it does not read nothing. Each is new, since what is given may be changed by who asked.
 */
export function missingReading(aggregate: Aggregate): unknown {
  try {
    const empty = emptyOf(aggregate)
    return missingFunction(aggregate.read(empty.page(0)[0], empty.at(0)))
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

/** The same value with NaN for each number in it, and for each that it answers. */
function missingFunction(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return Number.NaN
  if (Array.isArray(value)) return value.map(part => missingFunction(part))
  // Lists of whole numbers cannot hold NaN.
  if (isNumbers(value)) return new Float64Array(value.length).fill(Number.NaN)
  if (typeof value === 'function')
    return missingParts(value, (...asked: unknown[]) => missingAnswer(value as Asked, undefined, asked))
  if (typeof value !== 'object' || value === null) return value
  return missingParts(value, Object.create(Object.getPrototypeOf(value)))
}

/** Makes `known` answer as `value` does, with NaN for numbers. What is inherited looks at private parts, which only `value` has. */
function missingParts(value: object, known: object): object {
  const part = (name: string | symbol) => {
    const found = Reflect.get(value, name, value)
    return typeof found === 'function'
      ? (...asked: unknown[]) => missingAnswer(found as Asked, value, asked)
      : missingFunction(found)
  }
  for (const name of Object.keys(value))
    Object.defineProperty(known, name, { get: () => part(name), enumerable: true, configurable: true })
  return new Proxy(known, { get: (_, name) => part(name) })
}

/** What a function answers; what it tells a function that it is given is not known, either. */
function missingAnswer(asks: Asked, self: unknown, asked: readonly unknown[]): unknown {
  const told = asked.map(one =>
    typeof one === 'function' ? (...parts: unknown[]) => one(...parts.map(part => missingFunction(part))) : one,
  )
  return missingFunction(Reflect.apply(asks, self, told))
}

function isNumbers(value: unknown): value is ArrayLike<unknown> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}
