import fc from 'fast-check'
import type { CommitBehavior } from './controlled-store'
import { SCENARIOS } from './scenarios'

/** One point: which series, how many ticks before now, what value. */
export interface PointSpec {
  readonly series: number
  readonly ago: number
  readonly value: number
}

/** A query, in ticks. `every` is n/2 windows of tier k, at most n windows, or one window. */
export interface QuerySpec {
  readonly metric: string
  readonly ago: number
  readonly length: number
  readonly every: { readonly k: number; readonly halves: number } | { readonly maxWindows: number } | null
  readonly where?: Readonly<Record<string, string | readonly string[]>>
  readonly by?: readonly string[]
  readonly top?: number
  readonly fill?: 'zero' | 'previous' | 'next' | 'linear'
}

/** One step of a simulation; `w` is the number of the writer that takes it. */
export type Command = { readonly w: number } & (
  | { readonly do: 'add' | 'handle'; readonly point: PointSpec }
  | {
      readonly do: 'columns' | 'load columns'
      readonly series: number
      readonly points: readonly PointSpec[]
      readonly sorted: boolean
    }
  | { readonly do: 'many' | 'load'; readonly points: readonly PointSpec[] }
  | { readonly do: 'faulty'; readonly how: 'value' | 'time' | 'tags' | 'ahead' | 'old'; readonly batch: boolean }
  | { readonly do: 'flush'; readonly wait: boolean; readonly position?: number }
  | { readonly do: 'advance'; readonly wait: boolean; readonly by: number }
  | { readonly do: 'query'; readonly wait: boolean; readonly query: QuerySpec }
  | { readonly do: 'behavior'; readonly behavior: CommitBehavior }
  | { readonly do: 'release' | 'await all' }
  | { readonly do: 'reopen'; readonly how: 'close' | 'abandon' }
)

/** Everything that a simulation does: it holds nothing that is random. */
export interface Workload {
  readonly scenario: number
  readonly writers: number
  readonly maxPending: number
  readonly maxSeries: number
  readonly skip: boolean
  readonly slowReads: boolean
  readonly commands: readonly Command[]
}

const series = fc.constantFrom(0, 0, 0, 1, 2, 3, 4)
const ago = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 4, arbitrary: fc.integer({ min: -6, max: 30 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3000 }) },
)
const pointSpec = fc.record({ series, ago, value: fc.integer({ min: -4, max: 4 }) })
const pointSpecs = fc.array(pointSpec, { minLength: 1, maxLength: 24 })

const every = fc.oneof(
  { weight: 5, arbitrary: fc.record({ k: fc.nat(2), halves: fc.constantFrom(2, 2, 2, 4, 6, 12, 1, 3) }) },
  { weight: 1, arbitrary: fc.record({ maxWindows: fc.constantFrom(1, 3, 20, 150) }) },
  { weight: 2, arbitrary: fc.constant(null) },
)

const querySpec = fc.record(
  {
    metric: fc.constantFrom('m', 'm', 'm', 'k', 'unheard of'),
    ago: fc.oneof(fc.nat(60), fc.nat(400), fc.nat(2500)),
    length: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 400 })),
    every,
    where: fc.constantFrom<NonNullable<QuerySpec['where']>>(
      { a: 'x' },
      { a: ['x', 'y'] },
      { a: ['y'], b: 'u' },
      { c: 'z' },
    ),
    by: fc.constantFrom(['a'], ['b', 'a'], ['c']),
    top: fc.integer({ min: 1, max: 3 }),
    fill: fc.constantFrom('zero' as const, 'previous' as const, 'next' as const, 'linear' as const),
  },
  { requiredKeys: ['metric', 'ago', 'length', 'every'] },
)

const step = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 3, arbitrary: fc.integer({ min: 20, max: 200 }) },
  { weight: 1, arbitrary: fc.integer({ min: -40, max: 1500 }) },
)
const wait = fc.boolean()
const behavior = fc.constantFrom<CommitBehavior>('slow', 'slow', 'slow after', 'fails before', 'fails after')

const commands = [
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('add' as const, 'handle' as const), point: pointSpec }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('columns' as const), series, points: pointSpecs, sorted: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('many' as const), points: pointSpecs }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('load' as const), points: pointSpecs }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('load columns' as const),
      series,
      points: pointSpecs,
      sorted: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('faulty' as const),
      how: fc.constantFrom('value' as const, 'time' as const, 'tags' as const, 'ahead' as const, 'old' as const),
      batch: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record(
      { do: fc.constant('flush' as const), wait, position: fc.nat(9) },
      { requiredKeys: ['do', 'wait'] },
    ),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('advance' as const), wait, by: step }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('query' as const), wait, query: querySpec }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('behavior' as const), behavior }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'await all' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('reopen' as const),
      how: fc.constantFrom('close' as const, 'abandon' as const),
    }),
  },
]

const writer = fc.constantFrom(0, 0, 0, 1)

const single = fc
  .tuple(writer, fc.oneof(...(commands as [(typeof commands)[0]])))
  .map(([w, verb]) => [{ w, ...verb } as Command])

/** A commit that is held back or fails, and queries meanwhile: random commands alone would rarely combine them. */
const episode = fc
  .record({ w: writer, before: pointSpecs, behavior, by: fc.option(step), during: pointSpec, query: querySpec })
  .map(({ w, before, behavior, by, during, query }): Command[] => [
    { w, do: 'many', points: before },
    { w, do: 'behavior', behavior },
    by === null ? { w, do: 'flush', wait: false } : { w, do: 'advance', wait: false, by },
    { w, do: 'query', wait: true, query: { ...query, metric: 'm', ago: 60, length: 70 } },
    { w, do: 'add', point: during },
    { w, do: 'query', wait: true, query },
  ])

/** Random workloads. */
export const workloads: fc.Arbitrary<Workload> = fc.record({
  scenario: fc.nat(SCENARIOS.length - 1),
  writers: fc.constantFrom(1, 1, 2),
  maxPending: fc.constantFrom(1_000_000, 1_000_000, 1_000_000, 40, 8),
  maxSeries: fc.constantFrom(100, 100, 100, 2, 1),
  skip: fc.boolean(),
  slowReads: fc.boolean(),
  commands: fc
    .array(fc.oneof({ weight: 12, arbitrary: single }, { weight: 1, arbitrary: episode }), {
      minLength: 4,
      maxLength: 50,
      size: 'max',
    })
    .map(parts => parts.flat()),
})
