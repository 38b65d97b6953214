import { inspect } from '../check/inspect'
import { invalidOption, rejectUnknownOptions, toCount } from '../check/options'
import { TidemarkError } from '../error'
import type { Pane } from './pane'

/** The names of the fields of a value that are numbers. */
type NumericField<V> = V extends object
  ? { [K in keyof V]-?: V[K] extends number ? K : never }[keyof V] & string
  : never

/** The options of `topPanes`. */
export interface TopPanesOptions<P extends Pane> {
  /** At most how many panes to return per window. */
  readonly n: number
  /** A field of `pane.value`, or a function that returns a number for a pane. The highest number comes first, NaN last. */
  readonly by: NumericField<P['value']> | ((pane: P) => number)
}

/**
 * Returns the `n` highest panes of each window, exactly: windows by end, then start, and within each the highest first, ties by key.
 *
 * Panes may come in any order, early and late ones included. If a key has several panes of a window, the one with the
 * highest index counts: a result is ranked, a retraction removes the key. A session that grew leaves its earlier panes
 * behind unless the mode is `retracting`. In mode `delta`, only the first pane of a window holds the whole result, and of a
 * session not even that one always does, so rank sessions of another mode.
 *
 * @throws TIDEMARK_INVALID_OPTION if `n` is not a positive whole number, or `by` does not lead to a number
 * @throws TIDEMARK_INVALID_VALUE if `panes` are not panes, or include a further pane of mode `delta`
 *
 * @example
 * const plays = windowed({ window: '10s', aggregates: { plays: count() }, time: e => e.at, key: e => e.song })
 * plays.pushMany([{ at: 1, song: 'a' }, { at: 2, song: 'b' }, { at: 3, song: 'b' }, { at: 4, song: 'c' }])
 * topPanes(plays.finish(), { n: 2, by: 'plays' }).map(pane => pane.key)   // => ['b', 'a']
 */
export function topPanes<P extends Pane>(panes: Iterable<P>, options: TopPanesOptions<P>): P[] {
  rejectUnknownOptions('topPanes', options, { n: true, by: true })
  const n = toCount(options.n, 'n')
  const rankOf = toRank(options.by)
  const windows = [...latestPanes(panes).values()].map(window => [...window.values()])
  windows.sort(([a], [b]) => a.end - b.end || a.start - b.start)
  return windows.flatMap(window =>
    window
      .filter(pane => pane.kind === 'result')
      .map(pane => ({ pane, rank: rankOf(pane) }))
      .sort((a, b) => rankDescending(a.rank, b.rank) || (a.pane.key < b.pane.key ? -1 : 1))
      .slice(0, n)
      .map(({ pane }) => pane),
  )
}

/** The pane with the highest index per window and key. Each window has at least one. */
function latestPanes<P extends Pane>(panes: Iterable<P>): Map<string, Map<string, P>> {
  if (typeof (panes as Iterable<P> | undefined)?.[Symbol.iterator] !== 'function')
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `topPanes takes an iterable of panes, as push returns them, got ${inspect(panes)}. Collect the panes of run into an array first`,
    )
  const windows = new Map<string, Map<string, P>>()
  for (const pane of panes) {
    checkPane(pane)
    const name = `${pane.start} ${pane.end}`
    const window = windows.get(name) ?? new Map<string, P>()
    windows.set(name, window)
    const last = window.get(pane.key)
    if (!last || last.index <= pane.index) window.set(pane.key, pane)
  }
  return windows
}

function checkPane(pane: Pane): void {
  const { key, start, end, index } = pane ?? {}
  const isPane = typeof key === 'string' && [start, end, index].every(n => typeof n === 'number')
  if (!isPane || !(start < end) || !(index >= 0))
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `topPanes takes panes, as push returns them, got ${inspect(pane)}`,
    )
  if (pane.state && pane.index > 0)
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `pane ${pane.index} of ${inspect(pane.key)} in [${pane.start}, ${pane.end}) has mode 'delta' and holds only a part of the result. Rank panes of mode 'accumulating' or 'retracting'`,
    )
}

function toRank<P extends Pane>(by: unknown): (pane: P) => number {
  if (typeof by !== 'string' && typeof by !== 'function')
    throw invalidOption('by', 'the name of a numeric field, or a function like pane => pane.value', by)
  const read = typeof by === 'function' ? by : ({ value }: P) => (value as any)?.[by as string]
  return pane => {
    const rank = read(pane)
    if (typeof rank === 'number') return rank
    const result = `${inspect(rank)} for key ${inspect(pane.key)}, whose value is ${inspect(pane.value)}`
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', `by must lead to a number: ${inspect(by)} leads to ${result}`)
  }
}

/** Orders numbers descending, with NaN after all of them. */
function rankDescending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a === b ? 0 : b - a
}
