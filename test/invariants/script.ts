import fc from 'fast-check'
import type { CommitBehavior } from './controlled-store'
import { POLICIES } from './policies'

/** One point: which series, how many ticks before now, what value. */
export interface Cast {
  readonly series: number
  readonly ago: number
  readonly value: number
}

/** A question in ticks; `every` is n/2 windows of tier k, or at most n points, or one window. */
export interface Wish {
  readonly metric: string
  readonly ago: number
  readonly length: number
  readonly every: { readonly k: number; readonly halves: number } | { readonly points: number } | null
  readonly where?: Readonly<Record<string, string | readonly string[]>>
  readonly by?: readonly string[]
  readonly top?: number
  readonly fill?: 'zero' | 'previous' | 'next' | 'linear'
}

/** What a life does, one after another; `w` is the writer that does it. */
export type Command = { readonly w: number } & (
  | { readonly do: 'add' | 'handle'; readonly cast: Cast }
  | {
      readonly do: 'columns' | 'load columns'
      readonly series: number
      readonly casts: readonly Cast[]
      readonly sorted: boolean
    }
  | { readonly do: 'many' | 'load'; readonly casts: readonly Cast[] }
  | { readonly do: 'faulty'; readonly how: 'value' | 'time' | 'tags' | 'ahead' | 'old'; readonly batch: boolean }
  | { readonly do: 'flush'; readonly wait: boolean; readonly position?: number }
  | { readonly do: 'advance'; readonly wait: boolean; readonly by: number }
  | { readonly do: 'ask'; readonly wait: boolean; readonly wish: Wish }
  | { readonly do: 'behavior'; readonly behavior: CommitBehavior }
  | { readonly do: 'release' | 'settle' }
  | { readonly do: 'reopen'; readonly how: 'close' | 'abandon' }
)

/** A whole life: everything about it is written here. */
export interface Script {
  readonly policy: number
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
const cast = fc.record({ series, ago, value: fc.integer({ min: -4, max: 4 }) })
const casts = fc.array(cast, { minLength: 1, maxLength: 24 })

const every = fc.oneof(
  { weight: 5, arbitrary: fc.record({ k: fc.nat(2), halves: fc.constantFrom(2, 2, 2, 4, 6, 12, 1, 3) }) },
  { weight: 1, arbitrary: fc.record({ points: fc.constantFrom(1, 3, 20, 150) }) },
  { weight: 2, arbitrary: fc.constant(null) },
)

const wish = fc.record(
  {
    metric: fc.constantFrom('m', 'm', 'm', 'k', 'unheard of'),
    ago: fc.oneof(fc.nat(60), fc.nat(400), fc.nat(2500)),
    length: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 400 })),
    every,
    where: fc.constantFrom<NonNullable<Wish['where']>>({ a: 'x' }, { a: ['x', 'y'] }, { a: ['y'], b: 'u' }, { c: 'z' }),
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

const verbs = [
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('add' as const, 'handle' as const), cast }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('columns' as const), series, casts, sorted: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('many' as const), casts }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('load' as const), casts }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('load columns' as const), series, casts, sorted: fc.boolean() }),
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
  { weight: 8, arbitrary: fc.record({ do: fc.constant('ask' as const), wait, wish }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('behavior' as const), behavior }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'settle' as const) }) },
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
  .tuple(writer, fc.oneof(...(verbs as [(typeof verbs)[0]])))
  .map(([w, verb]) => [{ w, ...verb } as Command])

/** A commit that is held back or fails, and questions meanwhile: chance alone would seldom bring them together. */
const episode = fc
  .record({ w: writer, before: casts, behavior, by: fc.option(step), during: cast, wish })
  .map(({ w, before, behavior, by, during, wish }): Command[] => [
    { w, do: 'many', casts: before },
    { w, do: 'behavior', behavior },
    by === null ? { w, do: 'flush', wait: false } : { w, do: 'advance', wait: false, by },
    { w, do: 'ask', wait: true, wish: { ...wish, metric: 'm', ago: 60, length: 70 } },
    { w, do: 'add', cast: during },
    { w, do: 'ask', wait: true, wish },
  ])

/** Lives, of which no two are alike. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  policy: fc.nat(POLICIES.length - 1),
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
