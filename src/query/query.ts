import type { Aggregates } from '../aggregate/aggregate'
import type { Filler, Neighbors } from '../fill/filler'
import type { Head } from '../ingest/head'
import { Plan, type Segment } from '../route/plan'
import { shortName } from '../store/writer-name'
import { storeError } from '../store/writer-session'
import { fillColumn, toFillers } from '../table/fill-columns'
import { MAX_WINDOWS, tooManyWindows } from '../table/grid'
import { byName, type Selected, Selection } from '../table/selection'
import type { WriterContext } from '../tier/context'
import { WorkBudget } from '../time/yield'
import { Answer, type AnswerGroup } from './answer'
import { type RangeQuery, rangeQueryOf, readColumns } from './context'
import { groupsOf } from './groups'
import { neighborsOf } from './neighbors'
import { parseQuery, type QueryOptions } from './query-options'
import { topGroups } from './top'
import { droppedSince, type Group, loadWriters } from './writers'

const ROWS_PER_YIELD = 512

/** Answers a question from the tiers and the head. What was added before the call is in the answer. */
export async function query<A extends Aggregates, S extends Selected<S>>(
  context: WriterContext,
  head: Head,
  ask: QueryOptions<A, S>,
): Promise<Answer<S>> {
  const question = parseQuery(ask)
  const selection = new Selection(context.schema, ask.select)
  const fillers = toFillers(ask.fill, selection)
  if (question.top) selection.indexOf(question.top.by, 'top.by')
  try {
    for (;;) {
      question.signal?.throwIfAborted()
      const deltas = head.deltas()
      const { sequence } = context.session
      const sources = await loadWriters(context, deltas)
      const view = rangeQueryOf(
        { writer: context, writers: sources, selection, sequence, pace: new WorkBudget(ROWS_PER_YIELD) },
        question,
      )
      const answer = await answerFrom<S>(view, fillers)
      // Rows that were dropped while they were read would be missing: the question is then asked again. Fillers read
      // neighbours outside of the legs, too.
      const filled = fillers.some(filler => filler !== undefined)
      if (!droppedSince(view.route.segments, await loadWriters(context, []), filled)) return answer
    }
  } catch (error) {
    if (question.signal?.aborted) throw error
    throw storeError(error, 'the store could not be read')
  }
}

async function answerFrom<S>(view: RangeQuery, fillers: readonly (Filler | undefined)[]): Promise<Answer<S>> {
  const { query: question, selection, route: way } = view
  let groups = await groupsOf(view)
  if (question.top) groups = await topGroups(view, groups, question.top)
  if (groups.length * way.grid.starts.length > MAX_WINDOWS)
    throw tooManyWindows(`over ${groups.length} groups (top: { n, by } keeps a few)`)
  const answered: AnswerGroup<S>[] = []
  for (const group of groups) {
    const { columns, status } = await readColumns(view, group)
    await fillGroupColumns(view, group, columns, fillers)
    answered.push({ tags: group.tags, columns: byName<S>(selection.names, columns), status })
  }
  return new Answer<S>(way.grid, answered, planOf(view))
}

async function fillGroupColumns(
  view: RangeQuery,
  group: Group,
  columns: readonly Float64Array[],
  fillers: readonly (Filler | undefined)[],
): Promise<void> {
  if (fillers.every(filler => filler === undefined)) return
  const neighbours: readonly Neighbors[] = await neighborsOf(view, group, columns, fillers)
  for (const [c, filler] of fillers.entries())
    if (filler) fillColumn(filler, view.route.grid.starts, columns[c], neighbours[c])
}

function planOf({ writer: context, route: way, scan: gathering }: RangeQuery): Plan {
  const segments: Segment[] = []
  for (const [{ writer }, legs] of way.segments)
    for (const leg of legs)
      segments.push({
        tier: leg.tier?.name ?? 'none',
        writer: shortName(writer),
        from: leg.from,
        to: leg.to,
        why: leg.why,
        rows: gathering.read.get(leg) ?? 0,
      })
  if (gathering.head > 0) {
    const own = shortName(context.session.writer)
    segments.push({
      tier: 'head',
      writer: own,
      from: way.from,
      to: way.to,
      why: 'not yet committed',
      rows: gathering.head,
    })
  }
  return new Plan(way.from, way.to, way.grid.starts.length, segments)
}
