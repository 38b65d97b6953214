import { rejectUnknownOptions } from '../check/options'
import { type Duration, formatDuration } from '../time/duration'
import { toInstant } from '../time/instant'
import { makeFixed } from './fixed'
import type { Session } from './windower'

/**
 * Windows of activity: each time opens [time, time + gap), and overlapping windows merge.
 *
 * Times exactly `gap` apart are two sessions, so the result does not depend on when the watermark arrives. Kafka's gap is
 * inclusive: a gap of g there is a gap of g + 1 ms here. `gap` is a Duration of at least 1 ms.
 *
 * @throws TIDEMARK_INVALID_DURATION if `gap` is not a positive duration
 * @throws TIDEMARK_INVALID_OPTION if `gap` is over 11,600 years or an option is unknown
 *
 * * keeps: its gap
 * * size: constant
 * * exact
 * * order needed: none; a late time may join two sessions into one
 * * source: Akidau et al., "The Dataflow Model", VLDB 2015; the strict bound is that of Apache Beam and Hazelcast Jet
 *
 * @example
 * session({ gap: '10s' }).windowsOf(5_000)   // => [{ start: 5_000, end: 15_000 }]
 */
export function session(options: { readonly gap: Duration }): Session {
  rejectUnknownOptions('session', options, { gap: true })
  const { size: gap } = makeFixed(options.gap, 'gap')
  return Object.freeze({
    kind: 'session',
    name: `session(${formatDuration(gap)})`,
    gap,
    windowsOf: (time: number) => [{ start: toInstant(time), end: time + gap }],
  })
}
