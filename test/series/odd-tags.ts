import { runInNewContext } from 'node:vm'
import fc from 'fast-check'

/** Unusual tags, made anew each time, with the number of reads of each field. */
export interface Made {
  readonly tags: any
  readonly reads: Map<string, number>
}

const texts = fc.constantFrom('a', 'b', 'c', '7', '', '__proto__', 'constructor', 'overflow', 'true')
const values = fc.oneof(
  { weight: 12, arbitrary: texts },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(7, undefined, null, {}) },
)
const own = fc.array(fc.tuple(texts, values), { maxLength: 5 })

/** An object with these fields of its own, `__proto__` like any other. */
function fill(target: object, pairs: readonly (readonly [string, unknown])[]): any {
  for (const [name, value] of pairs)
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
  return target
}

/** All ways in which fields may be written: the same, but for what the object is. */
const makes: readonly ((pairs: readonly (readonly [string, unknown])[]) => Made)[] = [
  pairs => plain(fill({}, pairs)),
  pairs => plain(Object.freeze(fill({}, pairs))),
  pairs => plain(fill(Object.create(null), pairs)),
  pairs => plain(fill(runInNewContext('({})'), pairs)),
  pairs => plain(fill({ [Symbol('s')]: 'no' }, pairs)),
  pairs => plain(Object.defineProperty(fill({}, pairs), 'hidden', { value: 'no', enumerable: false })),
  pairs => plain(deleted(fill({ gone: 'x', going: 'y' }, pairs))),
  pairs => getters(pairs),
  pairs => proxy(fill({}, pairs)),
  pairs => plain(fill([], pairs)),
  pairs => plain(fill(new (class Host {})(), pairs)),
  pairs => plain(fill(Object.create({ inherited: 'no' }), pairs)),
  pairs => plain(pairs.length > 2 ? undefined : new Map(pairs)),
  pairs => plain(pairs.length > 2 ? null : 'a=b'),
  pairs => plain(Object.fromEntries(Array.from({ length: 61 + pairs.length }, (_, k) => [`t${k}`, 'x']))),
]

function plain(tags: unknown): Made {
  return { tags, reads: new Map() }
}

/** An object that V8 keeps as a dictionary. */
function deleted(object: any): any {
  delete object.gone
  delete object.going
  return object
}

function getters(pairs: readonly (readonly [string, unknown])[]): Made {
  const reads = new Map<string, number>()
  return { tags: withGetters(new Map(pairs), reads, true), reads }
}

function proxy(target: any): Made {
  const reads = new Map<string, number>()
  const get = (_: unknown, name: string) => counted(reads, name, Reflect.get(target, name))
  return { tags: new Proxy(target, { get }), reads }
}

/** An object whose fields are getters that count how often each is asked. */
export function withGetters(
  fields: Iterable<readonly [string, unknown]>,
  reads: Map<string, number>,
  enumerable: boolean,
): any {
  const object = {}
  for (const [name, value] of fields)
    Object.defineProperty(object, name, { enumerable, get: () => counted(reads, name, value) })
  return object
}

function counted<T>(reads: Map<string, number>, name: string, value: T): T {
  reads.set(name, (reads.get(name) ?? 0) + 1)
  return value
}

/** How to make tags that are most often fit, and else unfit in one way or another. */
export const oddTags: fc.Arbitrary<() => Made> = fc.tuple(own, fc.constantFrom(...makes)).map(
  ([pairs, make]) =>
    () =>
      make(pairs),
)

/** Does something while all objects inherit a field. */
export function polluted<T>(work: () => T): T {
  const base: any = Object.prototype
  base.inherited = 'x'
  try {
    return work()
  } finally {
    delete base.inherited
  }
}
