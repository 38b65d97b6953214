import type { Row } from '../../src/store/store'
import { type BrokenStore, broken, recommits, reread } from './broken-store'

/** Stores that break a promise about rows. */
export const brokenRows: readonly BrokenStore[] = [
  broken(
    'returns the first sequence forever',
    'a row comes back as it was committed, with the sequence of its commit',
    inner => reread(inner, list => list.map(row => ({ ...row, sequence: 1 }))),
  ),
  broken(
    'keeps the old end',
    'a row is replaced by a later commit of its window, whole, and no other row is',
    inner => {
      const ends = new Map<string, number>()
      return recommits(inner, commit => {
        const end = ({ writer, tier, series, start, end }: Row) => {
          const key = JSON.stringify([writer, tier, series, start])
          if (!ends.has(key)) ends.set(key, end)
          return ends.get(key)!
        }
        return { ...commit, rows: commit.rows.map(row => (row.end > row.start ? { ...row, end: end(row) } : row)) }
      })
    },
  ),
  broken('keeps the first of two rows', 'of two rows of one window in one commit the last wins', inner =>
    recommits(inner, commit => ({ ...commit, rows: [...commit.rows].reverse() })),
  ),
  broken('mixes writers', 'rows of one window are separate by writer, tier and series', inner => ({
    async *read(query) {
      for await (const { writer } of inner.writers())
        for await (const row of inner.read({ ...query, writer })) yield row
    },
  })),
  broken(
    'drops too much',
    'a drop removes the rows of its writer and tier that start in [from, to), and no others',
    inner =>
      recommits(inner, commit => ({ ...commit, drops: commit.drops.map(drop => ({ ...drop, to: drop.to + 1 })) })),
  ),
  broken('drops before it writes', 'a commit drops after it writes, and a dropped row can be written again', inner => ({
    ...reread(inner, list => list),
    commit: commit =>
      inner.commit({
        ...commit,
        drops: commit.drops.filter(
          ({ tier, from, to }) => !commit.rows.some(row => row.tier === tier && row.start >= from && row.start < to),
        ),
      }),
  })),
  broken('cuts bytes at 64 KB', 'bytes of every value and of any length come back', inner =>
    reread(inner, list => list.map(row => ({ ...row, bytes: row.bytes.slice(0, 65_536) }))),
  ),
  broken("keeps the caller's bytes", 'bytes are copied in: the caller may change its own afterward', inner => {
    const kept = new Map<string, Uint8Array>()
    const key = ({ writer, tier, series, start, sequence }: Row) =>
      JSON.stringify([writer, tier, series, start, sequence])
    return {
      commit: async commit => {
        await inner.commit(commit)
        for (const row of commit.rows) kept.set(key(row), row.bytes)
      },
      ...reread(inner, list => list.map(row => ({ ...row, bytes: kept.get(key(row)) ?? row.bytes }))),
    }
  }),
  broken('returns views of its memory', 'bytes are copied out: a reader may change its own', inner => {
    const given = new Map<string, Uint8Array>()
    const view = (row: Row): Row => {
      const key = JSON.stringify([row.writer, row.tier, row.series, row.start, row.sequence])
      const bytes = given.get(key) ?? row.bytes
      given.set(key, bytes)
      return { ...row, bytes }
    }
    return reread(inner, list => list.map(view))
  }),
  broken('keeps a thousand rows per commit', 'a commit may have ten thousand rows', inner =>
    recommits(inner, commit => ({ ...commit, rows: commit.rows.slice(0, 1_000) })),
  ),
]
