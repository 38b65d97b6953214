import type { Series } from '../../src/store/store'
import { type BrokenStore, broken, lists, recommits, relisted, reread } from './broken-store'

/** Stores that break a promise about series and names. */
export const brokenSeries: readonly BrokenStore[] = [
  broken('lists series newest first', 'series come back as they were committed, by writer and then by id', inner =>
    lists(inner, list => [...list].reverse()),
  ),
  broken('lists the series of all metrics', 'series are listed by writer, by metric or by both', inner => ({
    series: ({ writer } = {}) => inner.series({ writer }),
  })),
  broken('drops series with their rows', 'a series stays when its rows are dropped', inner => {
    let dropped = false
    return {
      commit: async commit => {
        await inner.commit(commit)
        dropped ||= commit.drops.length > 0
      },
      ...lists(inner, list => (dropped ? [] : list)),
    }
  }),
  broken("keeps the caller's tags", 'nobody shares the tags of a series', inner => {
    const kept = new Map<string, Series['tags']>()
    return {
      commit: async commit => {
        await inner.commit(commit)
        for (const { writer, id, tags } of commit.series) kept.set(JSON.stringify([writer, id]), tags)
      },
      ...lists(inner, list =>
        list.map(one => ({ ...one, tags: kept.get(JSON.stringify([one.writer, one.id])) ?? one.tags })),
      ),
    }
  }),
  broken(
    'lists only writers that committed',
    'writers lists all that were ever leased, each with its last epoch, marks and definition',
    inner => ({
      writers: () => relisted(inner.writers(), list => list.filter(({ marks }) => Object.keys(marks).length > 0)),
    }),
  ),
  broken(
    'assigns tags one by one',
    'any string is a writer, a tier, a metric or a tag: __proto__ and the empty one, too',
    inner =>
      lists(inner, list =>
        list.map(one => {
          const tags: Record<string, string> = {}
          for (const [key, value] of Object.entries(one.tags)) tags[key] = value
          return { ...one, tags }
        }),
      ),
  ),
  broken('writes tags as UTF-8', 'metrics and tags hold any characters, even those that UTF-8 cannot hold', inner => {
    const utf8 = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text))
    return recommits(inner, commit => ({
      ...commit,
      series: commit.series.map(one => ({
        ...one,
        metric: typeof one.metric === 'string' ? utf8(one.metric) : one.metric,
      })),
    }))
  }),
  broken(
    'loses rows whose first byte is 0',
    'any sequence of commits, repeats, drops and takeovers reads as it does in a plain list',
    inner => reread(inner, list => list.filter(row => row.bytes[0] !== 0)),
  ),
  broken('works after close', 'after close, everything except close throws TIDEMARK_CLOSED', () => ({
    close: async () => {},
  })),
]
