/** Whether there are fields to read at all. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Whether a value is an object of pairs, as a literal or JSON makes them: of a Map, a list or a class the pairs are elsewhere. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false
  const prototype = Object.getPrototypeOf(value)
  // Every realm has an Object.prototype of its own: it is known by having none above it.
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null
}
