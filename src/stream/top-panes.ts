import { inspect } from '../check/inspect'
import { invalidOption, rejectUnknownOptions, toCount } from '../check/options'
import { TidemarkError } from '../error'
import type { Pane } from './pane'

/** The names of a value's columns that are numbers. */
type NumberOf<V> = V extends object ? { [K in keyof V]-?: V[K] extends number ? K : never }[keyof V] & string : never

/** How many panes of a window are asked for, and by what they are ranked. */
export interface TopPanesOptions<P extends Pane> {
  /** How many of each window, at most. */
  readonly n: number
  /** A column of `pane.value`, or a function of a pane; the highest number comes first, NaN last. */
  readonly by: NumberOf<P['value']> | ((pane: P) => number)
}

/**
 * The `n` best panes of each window: windows by end, then start, and in each the highest first, ties by key. Exact.
 *
 * Of a key's panes of a window the one of the highest index says what holds: a result is ranked, a retraction leaves
 * nothing to rank. So panes may come in any order, early and late ones among them. Sessions that grew are taken back in
 * mode `retracting` only. Of mode `delta` rank the first panes of windows that are no sessions: further ones hold a part.
 * Throws TIDEMARK_INVALID_OPTION where `n` is no positive whole number or `by` does not lead to a number, and
 * TIDEMARK_INVALID_VALUE where `panes` are none, or a further pane of mode `delta` is among them.
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
  const windows = [...lastOf(panes).values()].map(window => [...window.values()])
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

/** The pane of the highest index of each key of each window; there is no window without one. */
function lastOf<P extends Pane>(panes: Iterable<P>): Map<string, Map<string, P>> {
  if (typeof (panes as Iterable<P> | undefined)?.[Symbol.iterator] !== 'function')
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `topPanes takes an iterable of panes, as push gives them, got ${inspect(panes)}; what run gives is gathered first`,
    )
  const windows = new Map<string, Map<string, P>>()
  for (const pane of panes) {
    check(pane)
    const name = `${pane.start} ${pane.end}`
    const window = windows.get(name) ?? new Map<string, P>()
    windows.set(name, window)
    const last = window.get(pane.key)
    if (!last || last.index <= pane.index) window.set(pane.key, pane)
  }
  return windows
}

function check(pane: Pane): void {
  const { key, start, end, index } = pane ?? {}
  const isPane = typeof key === 'string' && [start, end, index].every(n => typeof n === 'number')
  if (!isPane || !(start < end) || !(index >= 0))
    throw new TidemarkError('TIDEMARK_INVALID_VALUE', `topPanes takes panes, as push gives them, got ${inspect(pane)}`)
  if (pane.state && pane.index > 0)
    throw new TidemarkError(
      'TIDEMARK_INVALID_VALUE',
      `pane ${pane.index} of ${inspect(pane.key)} in [${pane.start}, ${pane.end}) holds what is new only, as mode 'delta' says; rank panes of mode 'accumulating' or 'retracting'`,
    )
}

function toRank<P extends Pane>(by: unknown): (pane: P) => number {
  if (typeof by !== 'string' && typeof by !== 'function')
    throw invalidOption('by', 'a column of numbers, or a function like pane => pane.value', by)
  const read = typeof by === 'function' ? by : ({ value }: P) => (value as any)?.[by as string]
  return pane => {
    const rank = read(pane)
    if (typeof rank === 'number') return rank
    const where = `${inspect(rank)} for key ${inspect(pane.key)}, whose value is ${inspect(pane.value)}`
    throw new TidemarkError('TIDEMARK_INVALID_OPTION', `by must lead to a number: ${inspect(by)} leads to ${where}`)
  }
}

/** NaN, no value, comes after every number. */
function rankDescending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a === b ? 0 : b - a
}
