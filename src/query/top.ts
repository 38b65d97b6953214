import { type RangeQuery, rangeQueryOf, readColumns } from './context'
import type { Group } from './writers'

/** The `n` groups whose column, read over the whole range, is largest; no value last, ties by tags, which groups come in. */
export async function topGroups(
  view: RangeQuery,
  groups: readonly Group[],
  top: { n: number; by: string },
): Promise<Group[]> {
  const { query: question, selection, route: way } = view
  const ranking = rangeQueryOf(view, {
    ...question,
    from: way.from,
    to: way.to,
    every: undefined,
    maxWindows: undefined,
  })
  const column = selection.indexOf(top.by, 'top.by')
  const ranked: { group: Group; rank: number }[] = []
  for (const group of groups) {
    const { columns } = await readColumns(ranking, group)
    ranked.push({ group, rank: columns[column][0] })
  }
  // Sorting is stable, and groups come in order of their tags.
  return ranked
    .sort((a, b) => compareDescending(a.rank, b.rank))
    .slice(0, top.n)
    .map(({ group }) => group)
}

/** NaN, no value, comes after every number. */
function compareDescending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a === b ? 0 : b - a
}
