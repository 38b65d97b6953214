import fc from 'fast-check'
import { calendar, type TierOptions } from '../../src'
import type { Mood } from './moody-store'

/** The series of a life: two metrics, tags that some of them lack. */
export const SERIES = [
  { metric: 'm', tags: { a: 'x' } },
  { metric: 'm', tags: { a: 'y', b: 'u' } },
  { metric: 'm', tags: { a: 'x', b: 'v' } },
  { metric: 'm', tags: {} },
  { metric: 'k', tags: { a: 'x' } },
] as const

const S = 1000
const M = 60 * S
const DAY = 86_400 * S

/** A policy to live under. `tick` is what commands count time in: a quarter of the finest window. */
export interface Policy {
  readonly name: string
  readonly tiers: readonly TierOptions[]
  readonly lateness: number
  readonly tick: number
  readonly start: number
}

const berlin = calendar('day', { timeZone: 'Europe/Berlin' })

/** Short ladders, so that windows are sealed and dropped within a life. */
export const POLICIES: readonly Policy[] = [
  {
    name: '1s 10s 1m for ever',
    tiers: [{ every: S, keep: 20 * S }, { every: 10 * S, keep: 90 * S }, { every: M, keep: 'forever' }],
    lateness: 3 * S,
    tick: 250,
    start: 1_000_000_007,
  },
  {
    name: '1s 10s, both dropped',
    tiers: [{ every: S, keep: 12 * S }, { every: 10 * S, keep: 40 * S }],
    lateness: 0,
    tick: 250,
    start: 30 * S,
  },
  {
    name: '1m 15m 1h, the coarser the shorter',
    tiers: [{ every: M, keep: 90 * M }, { every: 15 * M, keep: 70 * M }, { every: 60 * M, keep: 60 * M }],
    lateness: 2 * M,
    tick: M / 4,
    start: Date.parse('2026-11-20T13:17:05Z'),
  },
  {
    name: '1s alone, dropped before it is sealed',
    tiers: [{ every: S, keep: 8 * S }],
    lateness: 20 * S,
    tick: 250,
    start: -10 * S,
  },
  {
    name: '1s 10s, the last dropped before it is sealed',
    tiers: [{ every: S, keep: 40 * S }, { every: 10 * S, keep: 5 * S }],
    lateness: 20 * S,
    tick: 250,
    start: -100 * S,
  },
  {
    name: '15m and days of Berlin, when its clocks go forward',
    tiers: [{ every: 15 * M, keep: 26 * 60 * M }, { every: berlin, keep: 3 * DAY }],
    lateness: 30 * M,
    tick: 90 * M,
    start: Date.parse('2026-03-28T22:40:00Z'),
  },
  {
    name: '15m, hours and days of Berlin, when its clocks go back',
    tiers: [{ every: 15 * M, keep: 3 * 60 * M }, { every: 60 * M, keep: 27 * 60 * M }, { every: berlin, keep: 'forever' }],
    lateness: 60 * M,
    tick: 20 * M,
    start: Date.parse('2026-10-24T20:10:00Z'),
  },
]

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
  | { readonly do: 'columns' | 'load columns'; readonly series: number; readonly casts: readonly Cast[]; readonly sorted: boolean }
  | { readonly do: 'many' | 'load'; readonly casts: readonly Cast[] }
  | { readonly do: 'faulty'; readonly how: 'value' | 'time' | 'tags' | 'ahead' | 'old'; readonly batch: boolean }
  | { readonly do: 'flush'; readonly wait: boolean; readonly position?: number }
  | { readonly do: 'advance'; readonly wait: boolean; readonly by: number }
  | { readonly do: 'ask'; readonly wait: boolean; readonly wish: Wish }
  | { readonly do: 'mood'; readonly mood: Mood }
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
    where: fc.constantFrom({ a: 'x' }, { a: ['x', 'y'] }, { a: ['y'], b: 'u' }, { c: 'z' }),
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
const mood = fc.constantFrom<Mood>('slow', 'slow', 'slow after', 'fails before', 'fails after')

const verbs = [
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('add' as const, 'handle' as const), cast }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('columns' as const), series, casts, sorted: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('many' as const), casts }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('load' as const), casts }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('load columns' as const), series, casts, sorted: fc.boolean() }) },
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
    arbitrary: fc.record({ do: fc.constant('flush' as const), wait, position: fc.nat(9) }, { requiredKeys: ['do', 'wait'] }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('advance' as const), wait, by: step }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('ask' as const), wait, wish }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mood' as const), mood }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const), how: fc.constantFrom('close' as const, 'abandon' as const) }) },
]

const writer = fc.constantFrom(0, 0, 0, 1)

const single = fc.tuple(writer, fc.oneof(...(verbs as [(typeof verbs)[0]]))).map(([w, verb]) => [{ w, ...verb } as Command])

/** A commit that is held back or fails, and questions meanwhile: chance alone would seldom bring them together. */
const episode = fc
  .record({ w: writer, before: casts, mood, by: fc.option(step), during: cast, wish })
  .map(({ w, before, mood, by, during, wish }): Command[] => [
    { w, do: 'many', casts: before },
    { w, do: 'mood', mood },
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
    .array(fc.oneof({ weight: 12, arbitrary: single }, { weight: 1, arbitrary: episode }), { minLength: 4, maxLength: 50, size: 'max' })
    .map(parts => parts.flat()),
})
