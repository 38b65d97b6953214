import type { Aggregates, NumericReadings } from '../aggregate/aggregate'
import type { Windowed } from './input/event-sink'
import { toStreamSettings, type WindowedOptions } from './settings'
import { Stream } from './stream'

/**
 * Aggregates a stream of events per key and window, and returns each result as a pane when the watermark passes the end of its window.
 *
 * An event within `lateness` emits a corrected pane. A later one goes to `onLate` and is counted in `stats()`, so no event
 * is lost silently. There is no timer and no hidden clock: the watermark follows the events, `advance`, or `tick`. Memory
 * is bounded by `maxOpen` states and `maxKeys` keys. If `select` or an aggregate throws, the stream has failed, and each
 * further call throws TIDEMARK_CLOSED.
 *
 * Source: Akidau et al., "The Dataflow Model", VLDB 2015; slices as in Krishnamurthy, Wu and Franklin, SIGMOD 2006.
 *
 * @throws TIDEMARK_INVALID_OPTION if an option is missing, unknown, or out of range
 * @throws TIDEMARK_INVALID_DURATION if a duration is not one
 * @throws TIDEMARK_MISMATCH if `restore` was saved by a stream with another definition
 * @throws TIDEMARK_DECODE if `restore` is damaged
 *
 * @example
 * const plays = windowed({
 *   window: sliding({ size: '10s', every: '5s' }),
 *   aggregates: { plays: count() },
 *   time: e => e.at,
 *   key: e => e.song,
 * })
 * plays.push({ at: 3_000, song: 'Ebb' })   // => []
 * const [pane] = plays.push({ at: 6_000, song: 'Flow' })
 * pane.key                                 // => 'Ebb'
 * [pane.start, pane.end]                   // => [-5000, 5000]
 * pane.value                               // => { plays: 1 }
 * plays.finish().map(({ key, end }) => `${key} until ${end}`)
 * // => ['Ebb until 10000', 'Flow until 10000', 'Flow until 15000']
 */
export function windowed<E, A extends Aggregates, V = NumericReadings<A>>(
  options: WindowedOptions<E, A, V>,
): Windowed<E, V> {
  return new Stream<E, V>(toStreamSettings(options as WindowedOptions<any, Aggregates, any>))
}
