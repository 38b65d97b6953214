import { columnsOf, type View, viewOf } from './context'
import type { Group } from './writers'

/** The `n` groups whose column, read over the whole range, is largest; no value last, ties by tags, which groups come in. */
export async function topOf(view: View, groups: readonly Group[], top: { n: number; by: string }): Promise<Group[]> {
  const { question, selection, way } = view
  const ranking = viewOf(view, { ...question, from: way.from, to: way.to, every: undefined, points: undefined })
  const column = selection.indexOf(top.by, 'top.by')
  const ranked: { group: Group; rank: number }[] = []
  for (const group of groups) {
    const { columns } = await columnsOf(ranking, group)
    ranked.push({ group, rank: columns[column][0] })
  }
  // Sorting is stable, and groups come in order of their tags.
  return ranked
    .sort((a, b) => descending(a.rank, b.rank))
    .slice(0, top.n)
    .map(({ group }) => group)
}

/** NaN, no value, comes after every number. */
function descending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a === b ? 0 : b - a
}
