import type { Aggregates, NumericReadings } from '../aggregate/aggregate'
import type { Windowed } from './input/event-sink'
import { toStreamSettings, type WindowedOptions } from './settings'
import { Stream } from './stream'

/**
 * Cuts a stream of events by key into windows: panes come out as the watermark passes their ends, and late events correct them or are told.
 *
 * Nothing is lost in silence: events = accepted + partlyLate + late + unassigned, and `onLate` sees what came too late. No
 * timer, no clock: time moves with the events, by `advance`, or by `tick`. Memory is that of the open windows, bounded by
 * `maxOpen` and `maxKeys`. Where `select` or an aggregate throws on the way, the stream has failed: further calls throw
 * TIDEMARK_CLOSED. Throws TIDEMARK_INVALID_OPTION, TIDEMARK_INVALID_DURATION, and of `restore` TIDEMARK_MISMATCH or TIDEMARK_DECODE.
 *
 * Source: Akidau et al., "The Dataflow Model", VLDB 2015; slices as in Krishnamurthy, Wu and Franklin, SIGMOD 2006.
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
