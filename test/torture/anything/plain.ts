import fc from 'fast-check'
import {
  aggregate,
  calendar,
  constant,
  count,
  detectGaps,
  fill,
  fixed,
  linear,
  max,
  nearest,
  next,
  previous,
  resample,
  session,
  sliding,
  slots,
  tdigest,
  topPanes,
  zero,
} from '../../../src/index'
import { type FuzzTarget, plainTarget } from './fuzz-target'
import { anything, mutated, mutatedAggregate, mutatedList, often, rms } from './values'

const times = mutatedList(often(0, 1_000, 60_000, 130_000))
const values = mutatedList(often(0, 1, -5, 1e308))
const columns = { times: [0, 20_000, 130_000], values: [1, 5, 3] }
const reach = mutated({ limit: 2, maxGap: '10m' })
const latency = { latency: tdigest() }
const pane = {
  key: 'a',
  start: 0,
  end: 1,
  value: { n: 1 },
  timing: 'onTime',
  kind: 'result',
  index: 0,
  firstTime: 0,
  lastTime: 0,
}

/** Options of resample, of which one or two are anything. */
const options = {
  every: '1m',
  aggregates: { n: count(), most: max() },
  select: (r: { n: number }) => ({ n: r.n }),
  fill: { n: zero() },
  from: 0,
  to: 600_000,
}

const windows = [fixed('1m'), sliding({ size: '1m', every: '25s' }), session({ gap: '1m' }), calendar('month')]

/** Functions that keep nothing. */
export const plainTargets: readonly FuzzTarget[] = [
  plainTarget('fixed', [often(60_000, 1), mutated({ offset: '5s' })], ([size, more]) => fixed(size, more).windowsOf(7)),
  plainTarget('sliding', [mutated({ size: '1m', every: '25s', offset: 5 })], ([all]) => sliding(all).windowsOf(7)),
  plainTarget('session', [mutated({ gap: '1m' })], ([all]) => session(all).windowsOf(7)),
  plainTarget(
    'calendar',
    [
      fc.oneof(fc.constantFrom('hour', 'day', 'week', 'year'), anything),
      mutated({ timeZone: 'Europe/Berlin', weekStartsOn: 0 }),
    ],
    ([unit, more]) => calendar(unit, more).windowsOf(7),
  ),
  ...windows.map(one => plainTarget(`${one.name}.windowsOf`, [anything], ([time]) => one.windowsOf(time))),
  plainTarget('resample', [mutated(columns), mutated(options)], ([points, asked]) => [
    ...resample(points, asked).rows(),
  ]),
  plainTarget('resample by times and values', [times, values], ([t, v]) =>
    resample({ times: t, values: v }, options as any),
  ),
  plainTarget('resample by aggregates', [mutatedAggregate, mutatedAggregate], ([n, own]) => [
    ...resample(columns, { every: '1m', aggregates: { n, own } }).rows(),
  ]),
  plainTarget('resample by windower', [fc.oneof(...windows.map(ofItsOwn))], ([every]) =>
    resample(columns, { every, aggregates: { n: count() } }),
  ),
  plainTarget('resample by filler', [mutated(linear()), mutated({ n: zero() })], ([one, each]) => [
    resample(columns, { every: '1m', aggregates: { n: count() }, fill: one }),
    resample(columns, { every: '1m', aggregates: { n: count() }, fill: each }),
  ]),
  plainTarget('quantile and rank', [anything, anything], ([q, x]) =>
    resample(columns, {
      every: '1h',
      aggregates: latency,
      select: r => ({ a: r.latency.quantile(q), b: r.latency.rank(x) }),
    }),
  ),
  plainTarget(
    'fill',
    [times, values, mutated(linear()), mutated({ before: { time: -1, value: 3 }, after: undefined })],
    ([t, v, filler, beside]) => fill(t, v, filler, beside),
  ),
  plainTarget(
    'fill by neighbors',
    [mutated({ time: -1, value: 3, steps: 1 }), mutated({ time: 200_000, value: 3 })],
    ([before, after]) => fill([0, 1, 2], [null, 1, null], nearest({ limit: 1 }), { before, after }),
  ),
  plainTarget('detectGaps', [times, mutated({ every: '1s', tolerance: 5 })], ([t, more]) => detectGaps(t, more)),
  ...[previous, next, linear, nearest].map(filler =>
    plainTarget(filler.name, [reach, times, values], ([more, t, v]) => fill(t, v, filler(more))),
  ),
  plainTarget('constant', [anything], ([x]) => fill([0], [null], constant(x))),
  plainTarget('tdigest', [mutated({ compression: 50 })], ([more]) =>
    resample(columns, { every: '1m', aggregates: { d: tdigest(more), n: count() } }),
  ),
  plainTarget('slots', [often(1, 3), anything], ([n, identity]) => slots(n, identity)),
  plainTarget('aggregate', [mutatedAggregate], ([definition]) =>
    resample(columns, { every: '1m', aggregates: { own: aggregate(definition) } }),
  ),
  plainTarget('aggregate by fields', [mutated({ ...rms.state, low: 1 })], ([state]) =>
    resample(columns, { every: '1m', aggregates: { own: aggregate({ ...rms, state } as any) } }),
  ),
  plainTarget('topPanes', [mutatedList(mutated(pane)), mutated({ n: 2, by: 'n' })], ([panes, more]) =>
    topPanes(panes, more),
  ),
]

/** A windower of which anything may be anything, but what its functions give: that is its own affair, and the laws of windowers find it. */
function ofItsOwn(windower: object): fc.Arbitrary<any> {
  const verbs = Object.entries(windower).filter(([, verb]) => typeof verb === 'function')
  return mutated(windower as any).map((made: any) => {
    if (typeof made !== 'object' || made === null) return made
    return { ...made, ...Object.fromEntries(verbs.filter(([name]) => typeof made[name] === 'function')) }
  })
}
