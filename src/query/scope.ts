import { type Tags, tagsKey } from '../point/series'
import type { Marks } from '../store/store'
import type { Delta } from '../tier/delta'
import type { Keeping } from '../tier/keeping'
import type { Question } from './ask'

/** A writer whose rows a query reads. */
export interface Source {
  readonly writer: string
  readonly marks: Marks
  /** What this process holds and has not committed; nothing for other writers. */
  readonly deltas: readonly Delta[]
}

/** The series of one writer that a group reads. */
export interface Member {
  readonly source: Source
  readonly series: number[]
}

/** Series that are merged into one line of an answer. */
export interface Group {
  /** The tags that all its series share, of those that were asked for. */
  readonly tags: Tags
  readonly members: Member[]
}

/** All writers of this rollup, with their marks as the store has them now. */
export async function sourcesOf({ store, ledger }: Keeping, deltas: readonly Delta[]): Promise<Source[]> {
  const rollup = ledger.writer.slice(0, ledger.writer.indexOf('/') + 1)
  const sources: Source[] = []
  for await (const { writer, marks } of store.writers())
    if (writer.startsWith(rollup)) sources.push({ writer, marks, deltas: writer === ledger.writer ? deltas : [] })
  return sources
}

/** Whether retention has dropped something of a source since it was looked at. */
export function hasDropped(before: readonly Source[], after: readonly Source[]): boolean {
  const marks = new Map(after.map(({ writer, marks }) => [writer, marks]))
  return before.some(source => {
    const now = marks.get(source.writer) ?? {}
    return Object.entries(now).some(
      ([tier, { dropped }]) => dropped > (source.marks[tier]?.dropped ?? Number.NEGATIVE_INFINITY),
    )
  })
}

/** The groups that a question asks for, by their tags; without `by` it is one group, whether it has series or not. */
export async function groupsOf(keeping: Keeping, sources: readonly Source[], question: Question): Promise<Group[]> {
  const groups = new Map<string, Group>()
  const groupAt = (tags: Tags): Group => {
    const key = tagsKey(tags)
    const group = groups.get(key) ?? { tags, members: [] }
    groups.set(key, group)
    return group
  }
  if (!question.by) groupAt({})
  for (const source of sources)
    for await (const { id, tags } of seriesOf(keeping, source, question.metric)) {
      if (!matches(tags, question)) continue
      const { members } = groupAt(pick(tags, question.by ?? []))
      if (members.at(-1)?.source !== source) members.push({ source, series: [] })
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
  { store, ledger, series }: Keeping,
  { writer }: Source,
  metric: string,
): AsyncIterable<{ id: number; tags: Tags }> {
  if (writer !== ledger.writer) yield* store.series({ writer, metric })
  else for (const id of series.ofMetric(metric)) yield { id, tags: series.tagsOf(id) }
}

function matches(tags: Tags, { where }: Question): boolean {
  return where.every(([tag, values]) => Object.hasOwn(tags, tag) && values.includes(tags[tag]))
}

function pick(tags: Tags, names: readonly string[]): Tags {
  return Object.fromEntries(names.filter(name => Object.hasOwn(tags, name)).map(name => [name, tags[name]]))
}
