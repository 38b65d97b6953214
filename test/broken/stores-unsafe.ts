import type { Commit, Lease, Store } from '../../src/store/store'
import { overriding } from '../support/forwarding-store'

/** A store that is wrong only if calls overlap, or one fails. */
export interface UnsafeStore {
  readonly wrong: string
  wrap(inner: Store): Store
}

const unsafe = (wrong: string, replace: (inner: Store) => Partial<Store>): UnsafeStore => ({
  wrong,
  wrap: inner => overriding(inner, replace(inner)),
})

/** Makes each commit in two steps of the inner store; other calls may run in between. */
const inSteps = (
  wrong: string,
  first: (commit: Commit) => Partial<Commit>,
  second: (commit: Commit) => Partial<Commit>,
) =>
  unsafe(wrong, inner => {
    // The inner store counts steps; its callers count commits.
    const outer = (sequence: number) => Math.floor(sequence / 2)
    const step = (commit: Commit, sequence: number, part: Partial<Commit>) => {
      const altered = { ...commit, ...part, sequence }
      return inner.commit({ ...altered, rows: altered.rows.map(row => ({ ...row, sequence })) })
    }
    return {
      lease: async writer => {
        const lease = await inner.lease(writer)
        return { ...lease, sequence: outer(lease.sequence) }
      },
      commit: async commit => {
        await step(commit, 2 * commit.sequence - 1, first(commit))
        await new Promise(resolve => setImmediate(resolve))
        await step(commit, 2 * commit.sequence, second(commit))
      },
    }
  })

/** Each breaks one sentence of the contract, which only overlapping calls or a fault can show. */
export const unsafeStores: readonly UnsafeStore[] = [
  unsafe('applies a sequence twice', inner => {
    let latest: Lease | undefined
    const sequences = { outer: 0, inner: 0 }
    return {
      lease: async writer => {
        latest = await inner.lease(writer)
        return { ...latest, sequence: sequences.outer }
      },
      commit: async commit => {
        const sequence = commit.sequence > sequences.outer + 1 ? sequences.inner + 2 : sequences.inner + 1
        await inner.commit({ ...commit, sequence, rows: commit.rows.map(row => ({ ...row, sequence })) })
        sequences.inner = sequence
        sequences.outer = Math.max(sequences.outer, commit.sequence)
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
      commit: commit => inner.commit({ ...commit, lease: latest ?? commit.lease }),
    }
  }),
  inSteps(
    'commits the position in another transaction than the states',
    () => ({ position: undefined }),
    () => ({ rows: [] }),
  ),
]
