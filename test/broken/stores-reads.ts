import type { Row } from '../../src/store/store'
import { type BrokenStore, broken, ranged, relisted, reread } from './broken-store'

/** Stores that are wrong to their readers. */
export const brokenReads: readonly BrokenStore[] = [
  broken(
    'takes a range as closed',
    'a range holds the row that starts at its from and not the one that starts at its to',
    inner => ranged(inner, ({ to }) => ({ to: to + 1 })),
  ),
  broken('casts endless ranges to 64-bit integers', 'a range without ends holds all rows', inner =>
    ranged(inner, ({ from, to }) => ({ from: Number.isFinite(from) ? from : 0, to: Number.isFinite(to) ? to : 0 })),
  ),
  broken(
    'gives rows as they were committed',
    'rows come by series and then by start, in whatever order they were committed',
    inner => reread(inner, (list, ask) => ('keys' in ask ? list : [...list].sort((a, b) => a.sequence - b.sequence))),
  ),
  broken('sorts starts as texts', 'starts before 1970 and far away sort as numbers', inner =>
    reread(inner, (list, ask) =>
      'keys' in ask || ask.descending
        ? list
        : [...list].sort((a, b) => a.series - b.series || (String(a.start) < String(b.start) ? -1 : 1)),
    ),
  ),
  broken(
    'limits all series together',
    'descending turns the starts around within each series, and limit counts for each',
    inner => reread(inner, (list, ask) => ('keys' in ask ? list : list.slice(0, ask.limit))),
  ),
  broken('takes no series for all', 'an ask for series gives those, each once and ascending', inner =>
    ranged(inner, ask => ('series' in ask && (ask.series as number[]).length === 0 ? { series: undefined } : {})),
  ),
  broken('sorts keys', 'an ask by keys gives exactly those rows, in the order of the keys', inner =>
    reread(inner, (list, ask) =>
      'keys' in ask ? [...list].sort((a, b) => a.series - b.series || a.start - b.start) : list,
    ),
  ),
  broken('refuses a tier that it does not know', 'what is not there reads as nothing', inner => {
    const tiers = new Set<string>()
    return {
      commit: async change => {
        await inner.commit(change)
        for (const { tier } of change.rows) tiers.add(tier)
      },
      async *read(ask) {
        if (!tiers.has(ask.tier)) throw new Error(`no such table: ${ask.tier}`)
        yield* inner.read(ask)
      },
    }
  }),
  broken(
    'reads by pages of ten, by offset',
    'what is committed during a reading neither ends it nor hides a row that stays',
    inner => ({
      async *read(ask) {
        for (let offset = 0; ; offset += 10) {
          const list: Row[] = []
          for await (const row of inner.read(ask)) list.push(row)
          if (list.length <= offset) return
          yield* list.slice(offset, offset + 10)
        }
      },
    }),
  ),
  broken('can be iterated once', 'a reading may be left early, and an iterable read again', inner => ({
    read: ask => relisted(inner.read(ask), list => list),
  })),
]
