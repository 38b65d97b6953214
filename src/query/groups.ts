import { type Tags, tagsKey } from '../series/series-key'
import type { WriterContext } from '../tier/context'
import { yieldOrAbort } from '../time/yield'
import type { QueryContext, RangeQuery } from './context'
import { readGroup } from './read-group'
import { routeWriters } from './route-writers'
import type { Group, WriterView } from './writers'

/** The groups of a query in order of their tags. Without `by` it is one group, even if there are no series. */
export async function groupsOf({ own, writers, query, budget }: QueryContext): Promise<Group[]> {
  const { metric, where, by = [], signal } = query
  const groups = new Map<string, Group>()
  const groupAt = (tags: Tags): Group => {
    const key = tagsKey(tags)
    const group = groups.get(key) ?? { tags, members: [] }
    groups.set(key, group)
    return group
  }
  if (!query.by) groupAt({})
  for (const writer of writers)
    for await (const { id, tags } of seriesOf(own, writer, metric)) {
      if (budget.spent(1)) await yieldOrAbort(signal)
      if (!where.every(([tag, values]) => Object.hasOwn(tags, tag) && values.includes(tags[tag]))) continue
      const { members } = groupAt(pick(tags, by))
      if (members.at(-1)?.writer !== writer) members.push({ writer, series: [] })
      members.at(-1)!.series.push(id)
    }
  return [...groups.values()].sort((a, b) => compareTags(a.tags, b.tags, by))
}

/** The `n` groups with the largest value of a column over the whole range. No value comes last; ties keep the order of tags. */
export async function topGroups(
  range: RangeQuery,
  groups: readonly Group[],
  { n, by }: { readonly n: number; readonly by: string },
): Promise<Group[]> {
  const { from, to } = range
  const oneWindow = routeWriters(range, { from, to, every: undefined, maxWindows: undefined })
  const column = range.selection.indexOf(by, 'top.by')
  const ranked: { group: Group; value: number }[] = []
  for (const group of groups) {
    const { columns } = await readGroup(oneWindow, group)
    ranked.push({ group, value: columns[column][0] })
  }
  return ranked // sorting is stable, and groups come in order of their tags
    .sort((a, b) => compareDescending(a.value, b.value))
    .slice(0, n)
    .map(({ group }) => group)
}

/** By the first of the names in which they differ: the one without the tag first, then by its value. */
function compareTags(a: Tags, b: Tags, names: readonly string[]): number {
  for (const name of names) {
    const mine = Object.hasOwn(a, name) ? a[name] : undefined
    const theirs = Object.hasOwn(b, name) ? b[name] : undefined
    if (mine === theirs) continue
    if (mine === undefined || theirs === undefined) return mine === undefined ? -1 : 1
    return mine < theirs ? -1 : 1
  }
  return 0
}

/** NaN, no value, comes after every number. */
function compareDescending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a === b ? 0 : b - a
}

async function* seriesOf(
  { store, session, series }: WriterContext,
  { writer }: WriterView,
  metric: string,
): AsyncIterable<{ id: number; tags: Tags }> {
  if (writer !== session.writer) yield* store.series({ writer, metric })
  else for (const id of series.ofMetric(metric)) yield { id, tags: series.tagsOf(id) }
}

function pick(tags: Tags, names: readonly string[]): Tags {
  return Object.fromEntries(names.filter(name => Object.hasOwn(tags, name)).map(name => [name, tags[name]]))
}
