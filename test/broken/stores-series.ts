import type { Series } from '../../src/store/store'
import { type BrokenStore, broken, lists, recommits, relisted, reread } from './broken-store'

/** Stores that are wrong about series and names. */
export const brokenSeries: readonly BrokenStore[] = [
  broken('gives series newest first', 'series come back as they were committed, by writer and then by number', inner =>
    lists(inner, list => [...list].reverse()),
  ),
  broken('gives the series of all metrics', 'series are asked for by writer, by metric or by both', inner => ({
    series: ({ writer } = {}) => inner.series({ writer }),
  })),
  broken('lets go of series with their rows', 'a series stays when its rows are dropped', inner => {
    let dropped = false
    return {
      commit: async change => {
        await inner.commit(change)
        dropped ||= change.drops.length > 0
      },
      ...lists(inner, list => (dropped ? [] : list)),
    }
  }),
  broken("keeps the caller's tags", 'nobody shares the tags of a series', inner => {
    const kept = new Map<string, Series['tags']>()
    return {
      commit: async change => {
        await inner.commit(change)
        for (const { writer, id, tags } of change.series) kept.set(JSON.stringify([writer, id]), tags)
      },
      ...lists(inner, list =>
        list.map(one => ({ ...one, tags: kept.get(JSON.stringify([one.writer, one.id])) ?? one.tags })),
      ),
    }
  }),
  broken(
    'knows only writers that committed',
    'writers are all that ever took a lease, each with its last epoch, marks and definition',
    inner => ({
      writers: () => relisted(inner.writers(), list => list.filter(({ marks }) => Object.keys(marks).length > 0)),
    }),
  ),
  broken(
    'assigns tags one by one',
    'every name is a writer, a tier, a metric or a tag: __proto__ and the empty one too',
    inner =>
      lists(inner, list =>
        list.map(one => {
          const tags: Record<string, string> = {}
          for (const [key, value] of Object.entries(one.tags)) tags[key] = value
          return { ...one, tags }
        }),
      ),
  ),
  broken('writes tags as UTF-8', 'metrics and tags hold any characters, those that UTF-8 cannot say too', inner => {
    const utf8 = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text))
    return recommits(inner, change => ({
      ...change,
      series: change.series.map(one => ({
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
  broken('goes on after close', 'after close everything is TIDEMARK_CLOSED, but closing again', () => ({
    close: async () => {},
  })),
]
