import { expect, test } from 'vitest'
import { openInEditor } from './editor'

const CODE = `
import {
  calendar, count, detectGaps, fill, fixed, linear, nearest, next, type Point, previous, resample, rollup, sliding, zero,
} from 'tidemark'
declare const maybe: <T>(value: T) => T | undefined
const aggregates = { n: count() }
const points = { times: [0], values: [1] }
export const point: Point = { metric: 'm', value: 1, time: maybe(0), tags: maybe({ host: 'a' }) }
export const run = async (signal: AbortSignal) => {
  const api = await rollup({
    aggregates,
    tiers: maybe([{ every: '1m', keep: 'forever' as const }]),
    store: undefined,
    name: maybe('a'),
    writer: maybe('a'),
    sealDelay: maybe('1m'),
    maxAhead: maybe('forever' as const),
    maxSeries: maybe(1),
    maxPending: maybe(1),
    invalid: maybe('skip' as const),
    onExpire: maybe(() => {}),
    clock: maybe(() => 0),
  })
  api.add(point)
  await api.load([{ metric: 'm', tags: maybe({ host: 'a' }), times: [0], values: [1] }], {
    signal: maybe(signal),
    onProgress: maybe(() => {}),
  })
  await api.flush({ position: maybe(5) })
  await api.query({ metric: 'm', last: '1h', from: undefined, to: undefined, select: maybe((r: { n: number }) => ({ n: r.n })) })
  await api.query({ metric: 'm', from: 0, to: maybe(1), last: undefined, maxWindows: maybe(5), every: undefined })
  return api.query({
    metric: 'm',
    from: 0,
    to: 1,
    where: maybe({ host: 'a' }),
    by: maybe(['host']),
    every: maybe('1m'),
    maxWindows: undefined,
    select: undefined,
    fill: maybe({ n: maybe(zero()) }),
    top: maybe({ n: 1, by: 'n' as const }),
    signal: maybe(signal),
  })
}
export const table = resample(points, {
  every: '1m', aggregates, select: undefined, fill: maybe(zero()), from: maybe(0), to: maybe(1),
})
export const windows = [
  fixed('1m', { offset: maybe('1s') }),
  sliding({ size: 2, every: 1, offset: maybe(1) }),
  calendar('day', { timeZone: maybe('UTC'), weekStartsOn: maybe(1 as const) }),
]
export const fillers = [previous, next, linear, nearest].map(make => make({ limit: maybe(1), maxGap: maybe(1) }))
export const filled = fill([0], [1], zero(), {
  before: maybe({ time: -1, value: 1, steps: maybe(1) }),
  after: maybe({ time: 1, value: 1 }),
})
export const gaps = detectGaps([0], { every: 1, tolerance: maybe(1) })
`

/** What does not compile of a piece of code where options are exact. */
const faultsOf = (code: string) => openInEditor(code, { exactOptionalPropertyTypes: true }).faults

test('an option that may be undefined can be given as undefined under exactOptionalPropertyTypes', () => {
  expect(faultsOf(CODE)).toEqual([])
})

test('what has no undefined is told: a piece that gives one to a metric does not compile', () => {
  expect(faultsOf(CODE.replace("metric: 'm', value: 1", "metric: maybe('m'), value: 1"))).toHaveLength(1)
})
