/** The symbol by which Node prints an object: it looks at the array beneath a proxy, and that is empty. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/**
 * Returns rows as a read-only array that makes a row each time it is read.
 *
 * So a loop over a million rows holds one of them at a time. All that reads an array works: indices, spread, map, JSON.
 */
export function lazyRows<T extends object>(length: number, rowAt: (index: number) => T): readonly T[] {
  const isIndex = (key: PropertyKey) => typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key) && Number(key) < length
  const all = function* () {
    for (let index = 0; index < length; index++) yield rowAt(index)
  }
  const target: T[] = Object.defineProperty([], INSPECT, { value: () => [...all()] })
  return new Proxy(target, {
    get(_, key) {
      if (isIndex(key)) return rowAt(Number(key))
      if (key === 'length') return length
      return key === Symbol.iterator ? all : Reflect.get(target, key)
    },
    has: (_, key) => isIndex(key) || Reflect.has(target, key),
    ownKeys: () => [...Array.from({ length }, (_, index) => String(index)), ...Reflect.ownKeys(target)],
    getOwnPropertyDescriptor(_, key) {
      if (isIndex(key)) return { value: rowAt(Number(key)), enumerable: true, configurable: true }
      const own = Reflect.getOwnPropertyDescriptor(target, key)
      return key === 'length' ? { ...own, value: length } : own
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  })
}
