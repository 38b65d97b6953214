import { inspect } from '../../check/inspect'
import { TidemarkError } from '../../error'
import type { Store } from '../../store/store'
import type { AsyncLaw, CheckOptions } from '../laws/law'

/** Gives an empty store, another one each time. */
export type MakeStore = () => Store | Promise<Store>

/** A law of a store, still without the store. @internal */
export interface StoreLaw {
  readonly name: string
  holds(makeStore: MakeStore, options?: CheckOptions): Promise<void>
}

/** A law that one story tells, on an empty store. @internal */
export function scenario(name: string, tell: (store: Store) => Promise<void>): StoreLaw {
  return { name, holds: makeStore => withStore(makeStore, tell) }
}

/** Uses a store and closes it, whatever happens. @internal */
export async function withStore(makeStore: MakeStore, use: (store: Store) => Promise<void>): Promise<void> {
  const store = await makeStore()
  try {
    await use(store)
  } finally {
    await store.close()
  }
}

/** The law for the stores of one maker. @internal */
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

/** Throws where two values differ: plain data and bytes. @internal */
export function agree(got: unknown, wanted: unknown, what: string): void {
  if (!sameValue(got, wanted))
    throw new TidemarkError('TIDEMARK_STORE', `${what}: ${valueText(got)} where ${valueText(wanted)} was wanted`)
}

/** Waits for a refusal with this code. @internal */
export async function refuses(code: string, attempt: () => Promise<unknown>, what: string): Promise<void> {
  let answer: unknown
  try {
    answer = await attempt()
  } catch (error) {
    agree(error instanceof TidemarkError ? error.code : error, code, what)
    return
  }
  throw new TidemarkError('TIDEMARK_STORE', `${what}: ${valueText(answer)} where ${code} was wanted`)
}

/** All that an async iterable gives. @internal */
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
