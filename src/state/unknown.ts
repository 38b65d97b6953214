import type { Aggregate } from '../aggregate/aggregate'
import { Frame } from './frame'
import { shapeOf } from './shape'

const readings = new WeakMap<Aggregate, unknown>()

/** What an aggregate reads as where a state does not tell of it: as it reads nothing, with NaN for each number. */
export function unknownReading(aggregate: Aggregate): unknown {
  if (!readings.has(aggregate)) {
    const frame = new Frame(shapeOf({ aggregate }), 1)
    frame.append()
    readings.set(aggregate, unknown(aggregate.read(frame.page(0)[0], frame.at(0))))
  }
  return readings.get(aggregate)
}

/** The same value with NaN for each number in it, and for each that it answers. */
function unknown(value: unknown): unknown {
  if (typeof value === 'number') return Number.NaN
  if (typeof value !== 'object' || value === null) return value
  const answer = (name: string | symbol) => {
    const part = Reflect.get(value, name, value)
    return typeof part === 'function' ? (...asked: unknown[]) => unknown(part.apply(value, asked)) : unknown(part)
  }
  const known = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value))
  for (const name of Object.keys(value)) Object.defineProperty(known, name, { value: answer(name), enumerable: true })
  // What is inherited may look at private parts, which the copy has not.
  return new Proxy(known, { get: (own, name) => (Object.hasOwn(own, name) ? own[name] : answer(name)) })
}
