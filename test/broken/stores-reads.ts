import type { Row } from '../../src/store/store'
import { type BrokenStore, broken, ranged, relisted, reread } from './broken-store'

/** Stores that break a promise to their readers. */
export const brokenReads: readonly BrokenStore[] = [
  broken(
    'takes a range as closed',
    'a range holds the row that starts at its from, and not the one that starts at its to',
    inner => ranged(inner, ({ to }) => ({ to: to + 1 })),
  ),
  broken('casts endless ranges to 64-bit integers', 'a range without ends holds all rows', inner =>
    ranged(inner, ({ from, to }) => ({ from: Number.isFinite(from) ? from : 0, to: Number.isFinite(to) ? to : 0 })),
  ),
  broken(
    'returns rows in the order of their commits',
    'rows come by series and then by start, whatever the order of their commits',
    inner =>
      reread(inner, (list, query) => ('keys' in query ? list : [...list].sort((a, b) => a.sequence - b.sequence))),
  ),
  broken('sorts starts as strings', 'starts before 1970 and far away sort as numbers', inner =>
    reread(inner, (list, query) =>
      'keys' in query || query.descending
        ? list
        : [...list].sort((a, b) => a.series - b.series || (String(a.start) < String(b.start) ? -1 : 1)),
    ),
  ),
  broken(
    'limits all series together',
    'descending reverses the starts within each series, and limit counts per series',
    inner => reread(inner, (list, query) => ('keys' in query ? list : list.slice(0, query.limit))),
  ),
  broken('takes an empty list of series for all', 'a query for series returns those, each once and ascending', inner =>
    ranged(inner, query => ('series' in query && (query.series as number[]).length === 0 ? { series: undefined } : {})),
  ),
  broken('sorts keys', 'a query by keys returns exactly those rows, in the order of the keys', inner =>
    reread(inner, (list, query) =>
      'keys' in query ? [...list].sort((a, b) => a.series - b.series || a.start - b.start) : list,
    ),
  ),
  broken('throws for a tier without rows', 'an unknown writer, tier or key has no rows', inner => {
    const tiers = new Set<string>()
    return {
      commit: async commit => {
        await inner.commit(commit)
        for (const { tier } of commit.rows) tiers.add(tier)
      },
      async *read(query) {
        if (!tiers.has(query.tier)) throw new Error(`no such table: ${query.tier}`)
        yield* inner.read(query)
      },
    }
  }),
  broken(
    'reads by pages of ten, by offset',
    'a commit during a read neither ends it nor hides a row that stays',
    inner => ({
      async *read(query) {
        for (let offset = 0; ; offset += 10) {
          const list: Row[] = []
          for await (const row of inner.read(query)) list.push(row)
          if (list.length <= offset) return
          yield* list.slice(offset, offset + 10)
        }
      },
    }),
  ),
  broken('can be iterated once', 'a read may be left early, and its result iterated again', inner => ({
    read: query => relisted(inner.read(query), list => list),
  })),
]
