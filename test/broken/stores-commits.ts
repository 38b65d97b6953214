import type { Commit, Lease, Store } from '../../src/store/store'
import { type BrokenStore, broken, recommits, releases } from './broken-store'

/** Applies every change, whatever its sequence says: the inner store is told the next one each time. */
const appliesAll = (inner: Store, when: (sequence: number, last: number) => boolean): Partial<Store> => {
  const last = new Map<string, number>()
  return {
    commit: async change => {
      const { writer } = change.lease
      const next = (last.get(writer) ?? 0) + 1
      const sequence = when(change.sequence, next - 1) ? next : change.sequence
      const rows = change.rows.map(row => ({ ...row, sequence }))
      const known = new Set<number>()
      for await (const { id } of inner.series({ writer })) known.add(id)
      const series = change.series.filter(({ id }) => !known.has(id))
      await inner.commit({ ...change, sequence, rows, series })
      last.set(writer, Math.max(sequence, next - 1))
    },
  }
}

/** Applies what it can of a change that is refused. */
const tears = (inner: Store, part: (change: Commit) => Partial<Commit>): Partial<Store> => ({
  commit: async change => {
    try {
      await inner.commit(change)
    } catch (error) {
      const { marks } = await leaseOf(inner, change)
      const nothing = { series: [], rows: [], drops: [], marks, position: undefined }
      if (error instanceof Error && 'code' in error && error.code === 'TIDEMARK_STORE')
        await inner.commit({ ...change, ...nothing, ...part(change) }).catch(() => {})
      throw error
    }
  },
})

async function leaseOf(inner: Store, { lease }: Commit): Promise<{ marks: Lease['marks'] }> {
  for await (const { writer, marks } of inner.writers()) if (writer === lease.writer) return { marks }
  return lease
}

/** Stores that are wrong to their writers. */
export const brokenCommits: readonly BrokenStore[] = [
  broken(
    'has position undefined at first',
    'a new writer starts at sequence 0, at position null and with no marks',
    inner => releases(inner, lease => ({ ...lease, position: lease.position ?? undefined })),
  ),
  broken('gives every lease epoch 1', 'each lease of a writer has a higher epoch', inner =>
    releases(inner, lease => ({ ...lease, epoch: 1 })),
  ),
  broken('loses the position', 'a takeover goes on from the last sequence, position and marks', inner =>
    releases(inner, lease => ({ ...lease, position: null })),
  ),
  broken(
    'forgets the definition',
    'a definition stands until a commit gives another one, and nobody shares it',
    inner => recommits(inner, change => ({ ...change, definition: change.definition ?? null })),
  ),
  broken('forgets the fence', 'a commit under an older epoch is TIDEMARK_FENCED and changes nothing', inner => {
    const latest = new Map<string, Lease>()
    return {
      lease: async writer => {
        const lease = await inner.lease(writer)
        latest.set(writer, lease)
        return lease
      },
      commit: change => inner.commit({ ...change, lease: latest.get(change.lease.writer) ?? change.lease }),
    }
  }),
  broken('takes whoever comes for the owner', 'a commit without a lease of this store is TIDEMARK_FENCED', inner => ({
    commit: async change => {
      const lease = change.lease.sequence === 0 ? await inner.lease(change.lease.writer) : change.lease
      await inner.commit({ ...change, lease })
    },
  })),
  broken('has one epoch for all writers', 'a lease of one writer fences no other', inner => {
    let owner = ''
    return {
      lease: writer => {
        owner = writer
        return inner.lease(writer)
      },
      commit: change =>
        inner.commit(change.lease.writer === owner ? change : { ...change, lease: { ...change.lease, epoch: 0 } }),
    }
  }),
  broken('applies a sequence twice', 'a commit said twice is applied once', inner =>
    appliesAll(inner, (sequence, last) => sequence === last),
  ),
  broken('applies a lower sequence', 'a lower sequence changes nothing', inner =>
    appliesAll(inner, (sequence, last) => sequence < last),
  ),
  broken('does not miss a commit that was lost', 'a sequence that leaves one out is refused', inner =>
    appliesAll(inner, (sequence, last) => sequence > last + 1),
  ),
  broken('tears a commit: rows without marks', 'a change of which one part is invalid changes nothing', inner =>
    tears(inner, ({ rows, sequence }) => ({
      rows: rows.filter(row => row.end > row.start && row.sequence === sequence),
    })),
  ),
  broken('uses a sequence up with a refused change', 'after a refusal the same sequence can still be used', inner =>
    tears(inner, () => ({})),
  ),
  broken(
    'forgets a position that is left out',
    'the position stands where a commit leaves it out, and null replaces it',
    inner => recommits(inner, change => ({ ...change, position: change.position ?? null })),
  ),
  broken('lets the position be shared', 'a position is any JSON, and nobody shares it', inner => {
    let shared: unknown = null
    return {
      commit: async change => {
        await inner.commit(change)
        shared = change.position ?? shared
      },
      lease: async writer => ({ ...(await inner.lease(writer)), position: shared }),
    }
  }),
  broken('adds marks to the old ones', 'marks are replaced as a whole, and nobody shares them', inner => {
    const kept = new Map<string, Commit['marks']>()
    return recommits(inner, change => {
      const marks = { ...kept.get(change.lease.writer), ...change.marks }
      kept.set(change.lease.writer, marks)
      return { ...change, marks }
    })
  }),
]
