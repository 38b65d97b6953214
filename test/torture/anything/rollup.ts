import fc from 'fast-check'
import Database from 'libsql'
import { calendar, count, linear, max, type Rollup, rollup, sum, tdigest, zero } from '../../../src/index'
import { keepTime } from '../../../src/node/index'
import { sqliteStore } from '../../../src/store/sqlite/index'
import { repaired } from '../../support/encoded-rows'
import type { FuzzTarget, PreparedCall } from './fuzz-target'
import { anything, mutated, mutatedAggregates, mutatedBytes, mutatedList, often } from './values'

const MINUTE = 60_000
const NOW = 100 * MINUTE

const OPTIONS = {
  aggregates: { n: count(), total: sum(), latency: tdigest({ compression: 20 }) },
  tiers: [
    { every: '1m', keep: '1h' },
    { every: '10m', keep: '2d' },
    { every: calendar('day'), keep: 'forever' },
  ],
  name: 'kept',
  writer: 'one',
  sealDelay: '1m',
  maxAhead: '10m',
  maxSeries: 4,
  maxPending: 100,
  clock: () => NOW,
}

const POINT = { metric: 'm', value: 1, time: 95 * MINUTE, tags: { a: 'x' } }
const ASK = {
  metric: 'm',
  where: { a: ['x', 'y'] },
  by: ['a'],
  from: 80 * MINUTE,
  to: NOW,
  every: '10m',
  select: (r: any) => ({ n: r.n, p50: r.latency.quantile(0.5) }),
  fill: { n: zero() },
  top: { n: 2, by: 'n' },
}
const COLUMNS = { metric: 'm', tags: { a: 'y' }, times: [90 * MINUTE], values: [2] }

const point = mutated(POINT)
const times = mutatedList(often(95 * MINUTE, 30 * MINUTE, -1))

async function kept(more: object = {}): Promise<Rollup<any>> {
  const made = await rollup<any>({ ...OPTIONS, ...more } as any)
  made.addMany([POINT, { ...POINT, time: 20 * MINUTE, value: -3 }, { ...POINT, tags: { a: 'y' } }])
  await made.advance()
  made.add({ ...POINT, value: 4 })
  made.series('m')
  return made
}

/** What must not change where a call is refused: all but what was offered and refused. */
async function stateOf(one: Rollup<any>): Promise<unknown> {
  const { offered, rejected, expired, accepted, ...rest } = one.stats()
  const refused = Object.values(rejected).reduce((sum, n) => sum + n, 0)
  if (offered !== accepted + refused + expired)
    throw new Error(`${offered} offered, not ${accepted + refused + expired}`)
  const answer = await one.query({ metric: 'm', by: ['a'], from: 0, to: 110 * MINUTE })
  return [accepted, rest, one.position, [...answer.rows()]]
}

function target(
  name: string,
  values: readonly fc.Arbitrary<unknown>[],
  call: (one: Rollup<any>, values: readonly any[]) => unknown,
  more?: object,
): FuzzTarget {
  return {
    name: `${name}${more ? ` under ${JSON.stringify(more)}` : ''}`,
    values,
    async open(): Promise<PreparedCall> {
      const one = await kept(more)
      return { call: given => call(one, given), state: () => stateOf(one) }
    },
  }
}

/** A load keeps what came before the fault: what it must keep to is conservation, and that answers go on. */
function loading(
  name: string,
  values: readonly fc.Arbitrary<unknown>[],
  call: (one: Rollup<any>, values: readonly any[]) => unknown,
): FuzzTarget {
  return {
    name,
    values,
    async open() {
      const one = await kept()
      return { call: given => call(one, given), state: async () => void (await stateOf(one)) }
    },
  }
}

const source = await kept()
const drained = source.drain()
const skip = { invalid: 'skip' }

/** rollup, and what it gives. */
export const rollupTargets: readonly FuzzTarget[] = [
  {
    name: 'rollup',
    values: [mutated({ ...OPTIONS, store: undefined, invalid: 'throw', onExpire: () => {} })],
    open: () => ({
      async call([options]) {
        const made = await rollup<any>(options)
        made.series('m').add(1, 90 * MINUTE)
        await made.advance(NOW)
        await made.query({ metric: 'm', from: 0, to: 1, select: () => ({ x: 1 }) })
        await made.close()
      },
    }),
  },
  {
    name: 'rollup by tiers and aggregates',
    values: [mutatedList(mutated({ every: '1m', keep: 'forever' })), mutatedAggregates({ n: count(), most: max() })],
    open: () => ({
      async call([tiers, aggregates]) {
        const made = await rollup<any>({ ...OPTIONS, tiers, aggregates } as any)
        made.addMany([POINT, { ...POINT, value: -1 }])
        made.series('m').addColumns(COLUMNS.times, COLUMNS.values)
        await made.advance()
        await made.query({ metric: 'm', from: 90 * MINUTE, to: NOW })
      },
    }),
  },
  target('add', [point], (one, [p]) => one.add(p)),
  target('add', [point], (one, [p]) => one.add(p), skip),
  target('add with tags', [mutated({ a: 'x', b: 'y' })], (one, [tags]) => one.add({ ...POINT, tags })),
  target('addMany', [mutatedList(point)], (one, [points]) => one.addMany(points)),
  target('addMany', [mutatedList(point)], (one, [points]) => one.addMany(points), skip),
  target('series', [anything, mutated({ a: 'x' })], (one, [metric, tags]) => one.series(metric, tags)),
  target('series by tags', [mutated({ a: 'x' })], (one, [tags]) => one.series('m', tags).add(1)),
  target('handle.add', [often(1, -1), often(95 * MINUTE)], (one, [value, time]) => one.series('m').add(value, time)),
  target('handle.addColumns', [times, mutatedList(often(1, 2))], (one, [t, v]) => one.series('m').addColumns(t, v)),
  target(
    'handle.addColumns',
    [times, mutatedList(often(1, 2))],
    (one, [t, v]) => one.series('m').addColumns(t, v),
    skip,
  ),
  loading(
    'load',
    [mutatedList(fc.oneof(point, mutated(COLUMNS))), mutated({ onProgress: () => {} })],
    (one, [points, options]) => one.load(points, options),
  ),
  target('load with options', [mutated({ onProgress: () => {}, signal: undefined })], (one, [options]) =>
    one.load([], options),
  ),
  target('flush', [mutated({ position: 5 })], (one, [options]) => one.flush(options)),
  target('advance', [often(90 * MINUTE, NOW)], (one, [now]) => one.advance(now)),
  target('explainRetention', [anything], (one, [now]) => one.explainRetention(now)),
  target('query', [mutated(ASK)], async (one, [ask]) => [...(await one.query(ask)).rows()]),
  target(
    'query by fill, top and where',
    [mutated({ n: linear(), p50: zero() }), mutated(ASK.top), mutated(ASK.where)],
    (one, [fill, top, where]) => one.query({ ...ASK, fill, top, where } as any),
  ),
  target('query by maxWindows', [anything], (one, [maxWindows]) =>
    one.query({ ...ASK, every: undefined, maxWindows } as any),
  ),
  target('explain', [mutated(ASK)], async (one, [ask]) => String(await one.explain(ask))),
  target('absorb', [mutatedBytes(drained, repaired)], (one, [bytes]) => one.absorb(bytes)),
  {
    name: 'keepTime',
    values: [mutated({ advance() {} }), mutated({ every: '1h', onError() {} })],
    open: () => ({ call: ([one, options]) => keepTime(one, options)[Symbol.asyncDispose]() }),
  },
  {
    name: 'sqliteStore',
    values: [mutated({ busyTimeout: '1s', synchronous: 'normal' })],
    open() {
      const handle = new Database(':memory:')
      return { call: ([options]) => sqliteStore(handle as any, options), close: () => handle.close() }
    },
  },
  {
    name: 'sqliteStore by handle',
    values: [mutated({ exec() {}, prepare() {} })],
    open: () => ({ call: ([handle]) => sqliteStore(handle) }),
  },
]
