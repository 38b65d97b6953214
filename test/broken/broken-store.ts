import { memoryStore } from '../../src/store/memory/memory'
import type { Commit, Lease, Row, RowQuery, Series, Store } from '../../src/store/store'
import { overriding } from '../support/forwarding-store'

/** A store that is wrong in one way, and a law that must reject it. */
export interface BrokenStore {
  readonly wrong: string
  readonly rejectedBy: string
  make(): Store
}

/** A memory store of which some methods are replaced. */
export function broken(wrong: string, rejectedBy: string, replace: (inner: Store) => Partial<Store>): BrokenStore {
  const make = (): Store => {
    const inner = memoryStore()
    return overriding(inner, replace(inner))
  }
  return { wrong, rejectedBy, make }
}

/** The items of an async iterable, changed as a list. */
export async function* relisted<T>(items: AsyncIterable<T>, change: (list: T[]) => readonly T[]): AsyncGenerator<T> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  yield* change(list)
}

/** A store whose rows are changed on the way out. */
export const reread = (inner: Store, change: (list: Row[], query: RowQuery) => readonly Row[]): Partial<Store> => ({
  read: query => relisted(inner.read(query), list => change(list, query)),
})

/** A store whose ranges are changed on the way in. */
export const ranged = (inner: Store, change: (query: { from: number; to: number }) => object): Partial<Store> => ({
  read: query => inner.read('keys' in query ? query : ({ ...query, ...change(query) } as RowQuery)),
})

/** A store whose leases are changed on the way out. */
export const releases = (inner: Store, change: (lease: Lease) => Lease): Partial<Store> => ({
  lease: async writer => change(await inner.lease(writer)),
})

/** A store whose commits are changed on the way in. */
export const recommits = (inner: Store, change: (change: Commit) => Commit): Partial<Store> => ({
  commit: commit => inner.commit(change(commit)),
})

/** A store whose series are changed on the way out. */
export const lists = (inner: Store, change: (list: Series[]) => readonly Series[]): Partial<Store> => ({
  series: query => relisted(inner.series(query), change),
})
