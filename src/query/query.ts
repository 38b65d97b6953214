import type { Aggregates } from '../aggregate/aggregate'
import type { Filler, Neighbours } from '../fill/filler'
import type { Head } from '../ingest/head'
import { Plan, type Segment } from '../route/plan'
import { shortName } from '../store/writer-name'
import { storeError } from '../store/writer-session'
import { fillColumn, toFillers } from '../table/fill-columns'
import { MOST_WINDOWS, tooMany } from '../table/grid'
import { byName, type Selected, Selection } from '../table/selection'
import type { Keeping } from '../tier/context'
import { Pace } from '../time/yield'
import { Answer, type AnswerGroup } from './answer'
import { columnsOf, type View, viewOf } from './context'
import { groupsOf } from './groups'
import { neighboursOf } from './neighbors'
import { type Ask, toQuestion } from './query-options'
import { topOf } from './top'
import { type Group, hasDropped, sourcesOf } from './writers'

const ROWS_A_BREATH = 512

/** Answers a question from the tiers and the head. What was added before the call is in the answer. */
export async function query<A extends Aggregates, S extends Selected<S>>(
  keeping: Keeping,
  head: Head,
  ask: Ask<A, S>,
): Promise<Answer<S>> {
  const question = toQuestion(ask)
  const selection = new Selection(keeping.shape, ask.select)
  const fillers = toFillers(ask.fill, selection)
  if (question.top) selection.indexOf(question.top.by, 'top.by')
  try {
    for (;;) {
      question.signal?.throwIfAborted()
      const deltas = head.deltas()
      const { sequence } = keeping.ledger
      const sources = await sourcesOf(keeping, deltas)
      const view = viewOf({ keeping, sources, selection, sequence, pace: new Pace(ROWS_A_BREATH) }, question)
      const answer = await answerFrom<S>(view, fillers)
      // Rows that were dropped while they were read would be missing: the question is then asked again. Fillers read
      // neighbours outside of the legs, too.
      const filled = fillers.some(filler => filler !== undefined)
      if (!hasDropped(view.way.legs, await sourcesOf(keeping, []), filled)) return answer
    }
  } catch (error) {
    if (question.signal?.aborted) throw error
    throw storeError(error, 'the store could not be read')
  }
}

async function answerFrom<S>(view: View, fillers: readonly (Filler | undefined)[]): Promise<Answer<S>> {
  const { question, selection, way } = view
  let groups = await groupsOf(view)
  if (question.top) groups = await topOf(view, groups, question.top)
  if (groups.length * way.grid.starts.length > MOST_WINDOWS)
    throw tooMany(`over ${groups.length} groups (top: { n, by } keeps a few)`)
  const answered: AnswerGroup<S>[] = []
  for (const group of groups) {
    const { columns, status } = await columnsOf(view, group)
    await fillGroup(view, group, columns, fillers)
    answered.push({ tags: group.tags, columns: byName<S>(selection.names, columns), status })
  }
  return new Answer<S>(way.grid, answered, planOf(view))
}

async function fillGroup(
  view: View,
  group: Group,
  columns: readonly Float64Array[],
  fillers: readonly (Filler | undefined)[],
): Promise<void> {
  if (fillers.every(filler => filler === undefined)) return
  const neighbours: readonly Neighbours[] = await neighboursOf(view, group, columns, fillers)
  for (const [c, filler] of fillers.entries())
    if (filler) fillColumn(filler, view.way.grid.starts, columns[c], neighbours[c])
}

function planOf({ keeping, way, gathering }: View): Plan {
  const segments: Segment[] = []
  for (const [{ writer }, legs] of way.legs)
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
    const own = shortName(keeping.ledger.writer)
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
