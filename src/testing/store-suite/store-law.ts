import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'
import type { Store } from '../../store/store'
import type { AsyncLaw, CheckOptions } from '../laws/law'

/** Returns an empty store, a new one for each call. */
export type MakeStore = () => Store | Promise<Store>

/** A law of stores, not yet bound to one. @internal */
export interface StoreLaw {
  readonly name: string
  holds(makeStore: MakeStore, options?: CheckOptions): Promise<void>
}

/** A law that one scenario shows, on an empty store. @internal */
export function scenario(name: string, run: (store: Store) => Promise<void>): StoreLaw {
  return { name, holds: makeStore => withStore(makeStore, run) }
}

/** Uses a new store, and closes it even if that throws. @internal */
export async function withStore(makeStore: MakeStore, use: (store: Store) => Promise<void>): Promise<void> {
  const store = await makeStore()
  try {
    await use(store)
  } finally {
    await store.close()
  }
}

/** Binds a law to the stores of `makeStore`. @internal */
export function lawOf({ name, holds }: StoreLaw, makeStore: MakeStore): AsyncLaw {
  return {
    name,
    exactness: 'exact',
    async check(options) {
      try {
        await holds(makeStore, options)
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : inspect(cause)
        throw new TidemarkError('TIDEMARK_STORE', `the store breaks the law "${name}": ${why}`, { cause })
      }
    },
  }
}

/** Throws if two values differ: plain data and bytes. @internal */
export function agree(got: unknown, wanted: unknown, what: string): void {
  if (!sameValue(got, wanted))
    throw new TidemarkError('TIDEMARK_STORE', `${what}: ${valueText(got)} instead of ${valueText(wanted)}`)
}

/** Throws unless a call is rejected with this code. @internal */
export async function refuses(code: string, call: () => Promise<unknown>, what: string): Promise<void> {
  let result: unknown
  try {
    result = await call()
  } catch (error) {
    agree(error instanceof TidemarkError ? error.code : error, code, what)
    return
  }
  throw new TidemarkError('TIDEMARK_STORE', `${what}: ${valueText(result)} instead of ${code}`)
}

/** Returns everything that an async iterable yields. @internal */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  if (a instanceof Uint8Array && b instanceof Uint8Array)
    return a.length === b.length && a.every((byte, at) => byte === b[at])
  if (Array.isArray(a) !== Array.isArray(b) || ArrayBuffer.isView(a) !== ArrayBuffer.isView(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  const inA = a as Record<string, unknown>
  const inB = b as Record<string, unknown>
  return keys.every(key => Object.hasOwn(b, key) && sameValue(inA[key], inB[key]))
}

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value, (_, inner) => (ArrayBuffer.isView(inner) ? `bytes ${String(inner)}` : inner))
  return text.length > 600 ? `${text.slice(0, 600)}...` : text
}
