import type { Commit, Lease, Store } from '../../src/store/store'
import { overriding } from '../support/forwarding-store'

/** A store that is wrong where many calls are under way at once. */
export interface UnsafeStore {
  readonly wrong: string
  wrap(inner: Store): Store
}

const unsafe = (wrong: string, replace: (inner: Store) => Partial<Store>): UnsafeStore => ({
  wrong,
  wrap: inner => overriding(inner, replace(inner)),
})

/** A change in two steps of the inner store, with others in between. */
const inSteps = (
  wrong: string,
  first: (change: Commit) => Partial<Commit>,
  second: (change: Commit) => Partial<Commit>,
) =>
  unsafe(wrong, inner => {
    // The inner store counts every step; outside it is changes that count.
    const outer = (sequence: number) => Math.floor(sequence / 2)
    const step = (change: Commit, sequence: number, part: Partial<Commit>) => {
      const said = { ...change, ...part, sequence }
      return inner.commit({ ...said, rows: said.rows.map(row => ({ ...row, sequence })) })
    }
    return {
      lease: async writer => {
        const lease = await inner.lease(writer)
        return { ...lease, sequence: outer(lease.sequence) }
      },
      commit: async change => {
        await step(change, 2 * change.sequence - 1, first(change))
        await new Promise(resolve => setImmediate(resolve))
        await step(change, 2 * change.sequence, second(change))
      },
    }
  })

/** Each breaks one sentence of the contract, and only a history of calls that overlap, or a failure, can show it. */
export const unsafeStores: readonly UnsafeStore[] = [
  unsafe('applies a sequence twice', inner => {
    let latest: Lease | undefined
    const sequences = { outer: 0, inner: 0 }
    return {
      lease: async writer => {
        latest = await inner.lease(writer)
        return { ...latest, sequence: sequences.outer }
      },
      commit: async change => {
        const sequence = change.sequence > sequences.outer + 1 ? sequences.inner + 2 : sequences.inner + 1
        await inner.commit({ ...change, sequence, rows: change.rows.map(row => ({ ...row, sequence })) })
        sequences.inner = sequence
        sequences.outer = Math.max(sequences.outer, change.sequence)
      },
    }
  }),
  inSteps(
    'tears a commit: half of the rows, and then the others',
    ({ rows }) => ({ rows: rows.slice(0, rows.length / 2), marks: {}, position: undefined }),
    ({ rows }) => ({ rows: rows.slice(rows.length / 2) }),
  ),
  unsafe('forgets the fence', inner => {
    let latest: Lease | undefined
    return {
      lease: async writer => {
        latest = await inner.lease(writer)
        return latest
      },
      commit: change => inner.commit({ ...change, lease: latest ?? change.lease }),
    }
  }),
  inSteps(
    'commits the position in another transaction than the states',
    () => ({ position: undefined }),
    () => ({ rows: [] }),
  ),
]
