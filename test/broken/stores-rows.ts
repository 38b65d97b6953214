import type { Row } from '../../src/store/store'
import { type BrokenStore, broken, recommits, reread } from './broken-store'

/** Stores that are wrong about what they keep. */
export const brokenRows: readonly BrokenStore[] = [
  broken(
    'tells the first sequence for ever',
    'a row comes back as it was committed, with the sequence of its commit',
    inner => reread(inner, list => list.map(row => ({ ...row, sequence: 1 }))),
  ),
  broken(
    'keeps the old end',
    'a row is replaced by a later commit of its window, whole, and no other row is',
    inner => {
      const ends = new Map<string, number>()
      return recommits(inner, change => {
        const end = ({ writer, tier, series, start, end }: Row) => {
          const key = JSON.stringify([writer, tier, series, start])
          if (!ends.has(key)) ends.set(key, end)
          return ends.get(key)!
        }
        return { ...change, rows: change.rows.map(row => (row.end > row.start ? { ...row, end: end(row) } : row)) }
      })
    },
  ),
  broken('takes the first of two', 'of two rows of one window in one change the last stands', inner =>
    recommits(inner, change => ({ ...change, rows: [...change.rows].reverse() })),
  ),
  broken('mixes writers', 'rows of one window are apart by writer, tier and series', inner => ({
    async *read(ask) {
      for await (const { writer } of inner.writers()) for await (const row of inner.read({ ...ask, writer })) yield row
    },
  })),
  broken(
    'drops too much',
    'a drop takes the rows with start in [from, to) of every series of its writer and tier, and no others',
    inner =>
      recommits(inner, change => ({ ...change, drops: change.drops.map(drop => ({ ...drop, to: drop.to + 1 })) })),
  ),
  broken(
    'drops before it writes',
    'a change drops after it has written, and what was dropped can be written again',
    inner => ({
      ...reread(inner, list => list),
      commit: change =>
        inner.commit({
          ...change,
          drops: change.drops.filter(
            ({ tier, from, to }) => !change.rows.some(row => row.tier === tier && row.start >= from && row.start < to),
          ),
        }),
    }),
  ),
  broken('cuts bytes at 64 KB', 'bytes of every value and of any length come back', inner =>
    reread(inner, list => list.map(row => ({ ...row, bytes: row.bytes.slice(0, 65_536) }))),
  ),
  broken(
    "keeps the caller's bytes",
    'bytes are copied in: what the caller does to his own later changes nothing',
    inner => {
      const kept = new Map<string, Uint8Array>()
      const key = ({ writer, tier, series, start, sequence }: Row) =>
        JSON.stringify([writer, tier, series, start, sequence])
      return {
        commit: async change => {
          await inner.commit(change)
          for (const row of change.rows) kept.set(key(row), row.bytes)
        },
        ...reread(inner, list => list.map(row => ({ ...row, bytes: kept.get(key(row)) ?? row.bytes }))),
      }
    },
  ),
  broken(
    'returns views of its memory',
    'bytes are copied out: what a reader does to his own changes nothing',
    inner => {
      const given = new Map<string, Uint8Array>()
      const view = (row: Row): Row => {
        const key = JSON.stringify([row.writer, row.tier, row.series, row.start, row.sequence])
        const bytes = given.get(key) ?? row.bytes
        given.set(key, bytes)
        return { ...row, bytes }
      }
      return reread(inner, list => list.map(view))
    },
  ),
  broken('takes a thousand rows a change', 'ten thousand rows go in one change', inner =>
    recommits(inner, change => ({ ...change, rows: change.rows.slice(0, 1_000) })),
  ),
]
