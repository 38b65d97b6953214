import type { Commit, Lease, Store } from '../../src/store/store'
import { type BrokenStore, broken, recommits, releases } from './broken-store'

/** Applies every commit, whatever its sequence: the inner store receives the next one each time. */
const appliesAll = (inner: Store, when: (sequence: number, last: number) => boolean): Partial<Store> => {
  const last = new Map<string, number>()
  return {
    commit: async commit => {
      const { writer } = commit.lease
      const next = (last.get(writer) ?? 0) + 1
      const sequence = when(commit.sequence, next - 1) ? next : commit.sequence
      const rows = commit.rows.map(row => ({ ...row, sequence }))
      const known = new Set<number>()
      for await (const { id } of inner.series({ writer })) known.add(id)
      const series = commit.series.filter(({ id }) => !known.has(id))
      await inner.commit({ ...commit, sequence, rows, series })
      last.set(writer, Math.max(sequence, next - 1))
    },
  }
}

/** Applies a part of a commit that is rejected. */
const tears = (inner: Store, part: (commit: Commit) => Partial<Commit>): Partial<Store> => ({
  commit: async commit => {
    try {
      await inner.commit(commit)
    } catch (error) {
      const { marks } = await leaseOf(inner, commit)
      const nothing = { series: [], rows: [], drops: [], marks, position: undefined }
      if (error instanceof Error && 'code' in error && error.code === 'TIDEMARK_STORE')
        await inner.commit({ ...commit, ...nothing, ...part(commit) }).catch(() => {})
      throw error
    }
  },
})

async function leaseOf(inner: Store, { lease }: Commit): Promise<{ marks: Lease['marks'] }> {
  for await (const { writer, marks } of inner.writers()) if (writer === lease.writer) return { marks }
  return lease
}

/** Stores that break a promise to their writers. */
export const brokenCommits: readonly BrokenStore[] = [
  broken(
    'has position undefined at first',
    'a new writer starts at sequence 0, at position null and with no marks',
    inner => releases(inner, lease => ({ ...lease, position: lease.position ?? undefined })),
  ),
  broken('returns epoch 1 with every lease', 'each lease of a writer has a higher epoch', inner =>
    releases(inner, lease => ({ ...lease, epoch: 1 })),
  ),
  broken('loses the position', 'a takeover goes on from the last sequence, position and marks', inner =>
    releases(inner, lease => ({ ...lease, position: null })),
  ),
  broken('forgets the definition', 'a definition stays until a commit has another one, and nobody shares it', inner =>
    recommits(inner, commit => ({ ...commit, definition: commit.definition ?? null })),
  ),
  broken('forgets the fence', 'a commit under an older epoch is TIDEMARK_FENCED and changes nothing', inner => {
    const latest = new Map<string, Lease>()
    return {
      lease: async writer => {
        const lease = await inner.lease(writer)
        latest.set(writer, lease)
        return lease
      },
      commit: commit => inner.commit({ ...commit, lease: latest.get(commit.lease.writer) ?? commit.lease }),
    }
  }),
  broken(
    'takes any commit for that of the owner',
    'a commit without a lease of this store is TIDEMARK_FENCED',
    inner => ({
      commit: async commit => {
        const lease = commit.lease.sequence === 0 ? await inner.lease(commit.lease.writer) : commit.lease
        await inner.commit({ ...commit, lease })
      },
    }),
  ),
  broken('has one epoch for all writers', 'a lease of one writer fences no other', inner => {
    let owner = ''
    return {
      lease: writer => {
        owner = writer
        return inner.lease(writer)
      },
      commit: commit =>
        inner.commit(commit.lease.writer === owner ? commit : { ...commit, lease: { ...commit.lease, epoch: 0 } }),
    }
  }),
  broken('applies a sequence twice', 'a commit that is repeated is applied once', inner =>
    appliesAll(inner, (sequence, last) => sequence === last),
  ),
  broken('applies a lower sequence', 'a lower sequence changes nothing', inner =>
    appliesAll(inner, (sequence, last) => sequence < last),
  ),
  broken('does not notice a lost commit', 'a sequence that leaves one out is refused', inner =>
    appliesAll(inner, (sequence, last) => sequence > last + 1),
  ),
  broken('tears a commit: rows without marks', 'a commit with one invalid part changes nothing', inner =>
    tears(inner, ({ rows, sequence }) => ({
      rows: rows.filter(row => row.end > row.start && row.sequence === sequence),
    })),
  ),
  broken('uses up the sequence of a rejected commit', 'after a refusal the same sequence can still be used', inner =>
    tears(inner, () => ({})),
  ),
  broken(
    'forgets the position if a commit leaves it out',
    'the position stays if a commit leaves it out, and null replaces it',
    inner => recommits(inner, commit => ({ ...commit, position: commit.position ?? null })),
  ),
  broken('lets the position be shared', 'a position is any JSON, and nobody shares it', inner => {
    let shared: unknown = null
    return {
      commit: async commit => {
        await inner.commit(commit)
        shared = commit.position ?? shared
      },
      lease: async writer => ({ ...(await inner.lease(writer)), position: shared }),
    }
  }),
  broken('adds marks to the old ones', 'marks are replaced as a whole, and nobody shares them', inner => {
    const kept = new Map<string, Commit['marks']>()
    return recommits(inner, commit => {
      const marks = { ...kept.get(commit.lease.writer), ...commit.marks }
      kept.set(commit.lease.writer, marks)
      return { ...commit, marks }
    })
  }),
]
