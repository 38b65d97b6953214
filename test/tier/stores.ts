import type { MemoryStore } from '../../src/store/memory/memory'
import type { Commit, Row, Store } from '../../src/store/store'
import { verbsOf } from '../store/verbs'

/** All that an async iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

/** A store with some of its verbs replaced. */
export function storeWith(store: MemoryStore, verbs: Partial<Store>): MemoryStore {
  return { usage: () => store.usage(), ...verbsOf(store), ...verbs }
}

/** How a commit goes wrong: it is not applied, or it is applied and its answer is lost. */
export type Mishap = 'refused' | 'lost' | undefined

/** A store whose commits go wrong as `mishap` says, and the changes that it was told. */
export function brittleStore(store: MemoryStore, mishap: (change: Commit, told: number) => Mishap) {
  const told: Commit[] = []
  const brittle = storeWith(store, {
    async commit(change) {
      told.push(change)
      const outcome = mishap(change, told.length)
      if (outcome === 'refused') throw new Error('the disk is full')
      await store.commit(change)
      if (outcome === 'lost') throw new Error('the line went dead')
    },
  })
  return { store: brittle, told }
}

/** A store whose rows are changed on the way out. */
export function lyingStore(store: MemoryStore, lie: (row: Row) => Row): MemoryStore {
  return storeWith(store, {
    async *read(ask) {
      for await (const row of store.read(ask)) yield lie(row)
    },
  })
}
