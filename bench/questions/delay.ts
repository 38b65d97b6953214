import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { rollup, type SeriesHandle, tdigest } from 'tidemark'
import { type Entry, report } from '../support/outcome'
import { latencies } from '../support/points'
import { QUICK } from '../support/race'

// How long the event loop is held: 10,000 series with a digest, an hour of a point per second each, advance every 10 s.
// The hour runs as fast as it can, so that the loop is hardly ever idle: a service in real time is held less often.

const SERIES = QUICK ? 1_000 : 10_000
const SECONDS = 3_600 + 130 // until the hour was closed
const SECOND = 1_000
/** Points are added in parts of this size, each in its own turn of the loop. */
const POINTS_PER_TURN = 500

const { values } = latencies(65_536, SECOND)

/** Runs the hour and returns how long the turns of the loop were, by the timer that libuv itself observes. */
async function hour(
  name: string,
  handles: readonly Pick<SeriesHandle, 'add'>[],
  advance: (now: number) => Promise<unknown>,
) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  let advancing: Promise<unknown> = Promise.resolve()
  delay.enable()
  for (let second = 0; second < SECONDS; second++) {
    for (let s = 0; s < SERIES; s += POINTS_PER_TURN) {
      for (let k = s; k < s + POINTS_PER_TURN; k++)
        handles[k].add(values[(k * 31 + second * 17) & 65_535], second * SECOND)
      await setImmediate()
    }
    if (second % 10 > 0) continue
    await advancing
    advancing = advance(second * SECOND)
  }
  await advancing
  delay.disable()
  const ms = (nanoseconds: number) => nanoseconds / 1e6
  const entry = (what: string, value: number, goal: Partial<Entry> = {}): Entry => ({
    name: `${name}: ${what}`,
    value,
    low: value,
    high: value,
    ratio: 1,
    ...goal,
  })
  return [
    entry('p50', ms(delay.percentile(50))),
    entry('p99', ms(delay.percentile(99))),
    entry('p99.9', ms(delay.percentile(99.9)), name === 'tidemark' ? { maxValue: 20 } : {}),
    entry('longest', ms(delay.max)),
  ]
}

let now = 0
const api = await rollup({ aggregates: { d: tdigest() }, clock: () => now })
const handles = Array.from({ length: SERIES }, (_, s) => api.series('latency', { host: `${s}` }))
const kept = await hour('tidemark', handles, time => {
  now = time
  return api.advance(time)
})
const { accepted, sealed } = api.stats()
if (accepted !== SERIES * SECONDS) throw new Error(`${accepted} of ${SERIES * SECONDS} points were taken`)
if (!((sealed['1h'] ?? 0) >= 3_600 * SECOND)) throw new Error('the hour was not closed')

const nothing = handles.map(() => ({ add: () => {} }))
const idle = await hour('the loop alone', nothing, () => Promise.resolve())
report({
  title: `delay of the event loop: ${SERIES.toLocaleString('en')} series, a point per second each, an hour and its close`,
  unit: 'ms',
  entries: [...kept, ...idle],
})
