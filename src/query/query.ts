import { storeError } from '../check/user-code'
import type { Filler } from '../fill/filler'
import type { Head } from '../ingest/head'
import { Plan, type Segment } from '../route/plan'
import { shortName } from '../store/writer-name'
import { fillColumn, toFillers } from '../table/fill-columns'
import { MAX_WINDOWS, tooManyWindows } from '../table/grid'
import { byName, Selection } from '../table/selection'
import type { WriterContext } from '../tier/context'
import { WorkBudget } from '../time/yield'
import { Answer, type AnswerGroup } from './answer'
import type { RangeQuery } from './context'
import { groupsOf, topGroups } from './groups'
import { neighborsOf } from './neighbors'
import { parseQuery, type QueryOptions } from './query-options'
import { readGroup } from './read-group'
import { routeWriters } from './route-writers'
import { droppedSince, type Group, loadWriters } from './writers'

const ROWS_PER_YIELD = 512

/** Answers a query from the tiers and the head. Everything that was added before the call is in the answer. */
export async function query(
  own: WriterContext,
  head: Head,
  options: QueryOptions<any, any>,
  clock: () => number,
): Promise<Answer<any>> {
  const parsed = parseQuery(options, clock)
  const selection = new Selection(own.schema, options.select)
  const fillers = toFillers(options.fill, selection)
  if (parsed.top) selection.indexOf(parsed.top.by, 'top.by')
  try {
    for (;;) {
      parsed.signal?.throwIfAborted()
      const deltas = head.deltas()
      const { sequence } = own.session
      const writers = await loadWriters(own, deltas)
      const budget = new WorkBudget(ROWS_PER_YIELD)
      const range = routeWriters({ own, writers, query: parsed, selection, sequence, budget }, parsed)
      const answer = await answerFrom(range, fillers)
      // Rows that were dropped while they were read are missing from the answer: the query then starts again. Fillers
      // read neighbors outside of the segments.
      const fills = fillers.some(filler => filler !== undefined)
      if (!droppedSince(range.segments, await loadWriters(own, []), fills)) return answer
    }
  } catch (error) {
    if (parsed.signal?.aborted) throw error
    throw storeError(error, 'the store could not be read')
  }
}

async function answerFrom(range: RangeQuery, fillers: readonly (Filler | undefined)[]): Promise<Answer<any>> {
  const { grid, selection, query } = range
  let groups = await groupsOf(range)
  if (query.top) groups = await topGroups(range, groups, query.top)
  if (groups.length * grid.starts.length > MAX_WINDOWS)
    throw tooManyWindows(`over ${groups.length} groups (top: { n, by } keeps a few)`)
  const answered: AnswerGroup<any>[] = []
  for (const group of groups) {
    const { columns, status } = await readGroup(range, group)
    await fillGroup(range, group, columns, fillers)
    answered.push({ tags: group.tags, columns: byName(selection.names, columns), status })
  }
  return new Answer(grid, answered, planOf(range))
}

async function fillGroup(
  range: RangeQuery,
  group: Group,
  columns: readonly Float64Array[],
  fillers: readonly (Filler | undefined)[],
): Promise<void> {
  if (fillers.every(filler => filler === undefined)) return
  const neighbors = await neighborsOf(range, group, columns, fillers)
  for (const [c, filler] of fillers.entries())
    if (filler) fillColumn(filler, range.grid.starts, columns[c], neighbors[c])
}

function planOf({ own, from, to, grid, segments, rowsRead, headRows }: RangeQuery): Plan {
  const all: Segment[] = []
  for (const ofWriter of segments.values())
    for (const segment of ofWriter) all.push({ ...segment, rows: rowsRead.get(segment) ?? 0 })
  const writer = shortName(own.session.writer)
  if (headRows > 0) all.push({ tier: 'head', writer, from, to, why: 'not yet committed', rows: headRows })
  return new Plan(from, to, grid.starts.length, all)
}
