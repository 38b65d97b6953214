import { type Answer, fixed, type GroupTags } from '../../../src'
import type { Tier } from '../../../src/tier/ladder'
import type { Partition } from '../../../src/window/windower'
import { coverOfAll, keptSomewhere, type Range, type TierMark } from './marks-model'
import { agrees, type Cells, COLUMNS, type Fill, fillRaw, foldRaw, type RawPoint } from './raw-points'

/** A query as the oracle takes it. */
export interface ModelQuery extends Range {
  readonly every: Partition | undefined
  readonly maxWindows: number | undefined
  readonly top: number | undefined
  readonly fill: Fill | undefined
}

/** What one writer contributes to an answer: its marks, and its points in each group. */
export interface WriterContents {
  readonly marks: readonly TierMark[]
  readonly groups: ReadonlyMap<string, readonly RawPoint[]>
}

/** The answer that a query must return; null if it must be TIDEMARK_UNSERVABLE. */
export interface ExpectedAnswer extends Range {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly groups: readonly {
    readonly key: string
    readonly cells: readonly (Cells | null)[]
    readonly filled: Columns
  }[]
  readonly status: (end: number) => number
}

type Columns = Readonly<Record<string, readonly number[]>>

const SECOND = 1000
const NICE_WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(n => n * 60 * SECOND),
  ...[1, 2, 3, 6, 12].map(n => n * 3600 * SECOND),
  ...[1, 2, 7, 14, 28].map(n => n * 86_400 * SECOND),
  ...Array.from({ length: 16 }, (_, k) => 56 * 86_400 * SECOND * 2 ** k),
]

/** Answers a query by folding the raw points, window by window. `keys` are the groups, in order. */
export function expectedAnswer(
  tiers: readonly Tier[],
  query: ModelQuery,
  keys: readonly string[],
  contents: readonly WriterContents[],
): ExpectedAnswer | null {
  if (query.maxWindows === undefined) return withWindows(tiers, query, query.every, keys, contents)
  const least = tiers[0].partition.width
  const few = (width: number) => Math.ceil(query.to / width) - Math.floor(query.from / width) <= query.maxWindows!
  const widths = NICE_WIDTHS.filter(width => width >= least && few(width))
  if (widths.length === 0) return withWindows(tiers, query, undefined, keys, contents)
  for (const width of widths) {
    const answer = withWindows(tiers, query, fixed(width), keys, contents)
    if (answer) return answer
  }
  return null
}

function withWindows(
  tiers: readonly Tier[],
  query: ModelQuery,
  every: Partition | undefined,
  keys: readonly string[],
  contents: readonly WriterContents[],
): ExpectedAnswer | null {
  const edges = every && edgesOf(every, query)
  const fits = tiers.map(({ partition }) => !edges || edges.every(edge => partition.startOf(edge) === edge))
  const range = coverOfAll(
    tiers,
    contents.map(({ marks }) => marks),
    fits,
    query,
  )
  if (!range) return null
  const bounds = edges ?? [range.from, range.to]
  const starts = bounds.slice(0, -1)
  const ends = bounds.slice(1)
  const sealed = Math.min(...contents.map(({ marks }) => marks[0].sealed))
  const cellsIn = (key: string, from: number, to: number) => foldOrNull(pointsOf(contents, key, from, to))
  let groups = keys.map(key => {
    const cells = starts.map((start, w) => cellsIn(key, Math.max(start, range.from), Math.min(ends[w], range.to)))
    return {
      key,
      cells,
      filled: filled(tiers, query, every, contents, key, starts, ends, cells),
      rank: cellsIn(key, range.from, range.to)?.n,
    }
  })
  if (query.top !== undefined) groups = groups.sort((a, b) => (b.rank ?? -1) - (a.rank ?? -1)).slice(0, query.top)
  return { ...range, starts, ends, groups, status: end => (Math.min(end, range.to) <= sealed ? 2 : 1) }
}

function edgesOf(every: Partition, { from, to }: Range): number[] {
  const edges = [every.startOf(from)]
  while (edges[edges.length - 1] < to) edges.push(every.endOf(edges[edges.length - 1]))
  return edges
}

function pointsOf(contents: readonly WriterContents[], key: string, from: number, to: number): RawPoint[] {
  return contents.flatMap(({ marks, groups }) =>
    (groups.get(key) ?? []).filter(({ time }) => time >= from && time < to && keptSomewhere(marks, time)),
  )
}

function foldOrNull(points: readonly RawPoint[]): Cells | null {
  return points.length > 0 ? foldRaw(points) : null
}

/** The columns after filling. The nearest known windows outside the range are found among the raw points. */
function filled(
  tiers: readonly Tier[],
  { fill }: ModelQuery,
  every: Partition | undefined,
  contents: readonly WriterContents[],
  key: string,
  starts: readonly number[],
  ends: readonly number[],
  cells: readonly (Cells | null)[],
): Columns {
  const look = (from: number, to: number) =>
    every && fill ? knownBeyond(tiers, every, contents, key, [from, to]) : undefined
  const before = look(Number.NEGATIVE_INFINITY, starts[0])
  const after = look(ends[ends.length - 1], Number.POSITIVE_INFINITY)
  const line = [before, ...cells.map((cell, w) => ({ start: starts[w], cell })), after].filter(
    entry => entry !== undefined,
  )
  const times = line.map(({ start }) => start)
  const first = before ? 1 : 0
  const columns: Record<string, number[]> = {}
  for (const column of COLUMNS) {
    const values = line.map(({ cell }) => cell?.[column] ?? Number.NaN)
    const result = fill ? fillRaw(fill, values, times) : values
    columns[column] = result.slice(first, first + cells.length)
  }
  return columns
}

type KnownWindow = { readonly start: number; readonly cell: Cells } | undefined

/** The nearest window before or after an edge that holds a point and that the kept rows can serve. */
function knownBeyond(
  tiers: readonly Tier[],
  every: Partition,
  contents: readonly WriterContents[],
  key: string,
  [from, to]: readonly [number, number],
): KnownWindow {
  const times = pointsOf(contents, key, from, to).map(({ time }) => time)
  const outward = [...new Set(times.map(every.startOf))].sort((a, b) =>
    from === Number.NEGATIVE_INFINITY ? b - a : a - b,
  )
  for (const start of outward) {
    const known = windowAt(tiers, every, contents, key, start)
    if (known) return known
  }
  return undefined
}

/** The window that contains a time, unless the only rows kept there do not fit into it. */
function windowAt(
  tiers: readonly Tier[],
  every: Partition,
  contents: readonly WriterContents[],
  key: string,
  time: number,
): KnownWindow {
  const start = every.startOf(time)
  const end = every.endOf(time)
  const fits = tiers.map(({ partition }) => partition.startOf(start) === start && partition.startOf(end) === end)
  const range = coverOfAll(
    tiers,
    contents.map(({ marks }) => marks),
    fits,
    { from: start, to: end },
  )
  const cell = range && foldOrNull(pointsOf(contents, key, start, end))
  return cell ? { start, cell } : undefined
}

/** Describes the first difference between an answer and the expected one; undefined if they agree. */
export function firstDifference(
  got: Answer<any>,
  wanted: ExpectedAnswer,
  keyOf: (tags: GroupTags) => string,
): string | undefined {
  if (got.from !== wanted.from || got.to !== wanted.to)
    return `covers [${got.from}, ${got.to}) instead of [${wanted.from}, ${wanted.to})`
  if (`${[...got.starts]}` !== `${wanted.starts}`)
    return `windows start at ${[...got.starts]} instead of ${wanted.starts}`
  if (`${[...got.ends]}` !== `${wanted.ends}`) return `windows end at ${[...got.ends]} instead of ${wanted.ends}`
  if (got.partial.first !== wanted.starts[0] < wanted.from) return `partial.first is ${got.partial.first}`
  if (got.partial.last !== wanted.ends[wanted.ends.length - 1] > wanted.to) return `partial.last is ${got.partial.last}`
  const keys = got.groups.map(({ tags }) => keyOf(tags))
  if (`${keys}` !== `${wanted.groups.map(({ key }) => key)}`)
    return `groups ${keys} instead of ${wanted.groups.map(({ key }) => key)}`
  for (const [g, { key, cells, filled }] of wanted.groups.entries()) {
    const { columns, status } = got.groups[g]
    for (const [w, cell] of cells.entries()) {
      const at = `group ${key}, window ${wanted.starts[w]}`
      for (const column of Object.keys(columns))
        if (!agrees(columns[column][w], filled[column][w], cell === null || column === 'variance'))
          return `${at}: ${column} is ${columns[column][w]} instead of ${filled[column][w]}`
      const should = cell === null ? 0 : wanted.status(wanted.ends[w])
      if (status[w] !== should) return `${at}: status is ${status[w]} instead of ${should}`
    }
  }
  return undefined
}
