import { type Tags, tagsKey } from '../series/series-key'
import type { WriterContext } from '../tier/context'
import type { RangeQuery } from './context'
import type { ParsedQuery } from './query-options'
import { yieldOrAbort } from './scan'
import type { Group, WriterView } from './writers'

/** The groups that a question asks for, by their tags; without `by` it is one group, whether it has series or not. */
export async function groupsOf({
  writer: context,
  writers: sources,
  query: question,
  pace,
}: RangeQuery): Promise<Group[]> {
  const groups = new Map<string, Group>()
  const groupAt = (tags: Tags): Group => {
    const key = tagsKey(tags)
    const group = groups.get(key) ?? { tags, members: [] }
    groups.set(key, group)
    return group
  }
  if (!question.by) groupAt({})
  for (const source of sources)
    for await (const { id, tags } of seriesOf(context, source, question.metric)) {
      if (pace.spent(1)) await yieldOrAbort(question.signal)
      if (!matches(tags, question)) continue
      const { members } = groupAt(pick(tags, question.by ?? []))
      if (members.at(-1)?.writer !== source) members.push({ writer: source, series: [] })
      members.at(-1)!.series.push(id)
    }
  return [...groups.values()].sort((a, b) => compareTags(a.tags, b.tags, question.by ?? []))
}

/** By the first of the names that tells them apart: what lacks it first, then by its value. */
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

async function* seriesOf(
  { store, session, series }: WriterContext,
  { writer }: WriterView,
  metric: string,
): AsyncIterable<{ id: number; tags: Tags }> {
  if (writer !== session.writer) yield* store.series({ writer, metric })
  else for (const id of series.ofMetric(metric)) yield { id, tags: series.tagsOf(id) }
}

function matches(tags: Tags, { where }: ParsedQuery): boolean {
  return where.every(([tag, values]) => Object.hasOwn(tags, tag) && values.includes(tags[tag]))
}

function pick(tags: Tags, names: readonly string[]): Tags {
  return Object.fromEntries(names.filter(name => Object.hasOwn(tags, name)).map(name => [name, tags[name]]))
}
