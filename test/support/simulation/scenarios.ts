import { calendar, type TierOptions } from '../../../src'

/** The series of every scenario: two metrics, and tags that some series lack. */
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

/** The tiers that a simulation runs with. `tick` is the unit of time in commands: a quarter of the finest window. */
export interface Scenario {
  readonly name: string
  readonly tiers: readonly TierOptions[]
  readonly sealDelay: number
  readonly tick: number
  readonly start: number
}

const berlin = calendar('day', { timeZone: 'Europe/Berlin' })

/** Short ladders, so that a simulation seals and drops windows. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: '1s 10s 1m for ever',
    tiers: [
      { every: S, keep: 20 * S },
      { every: 10 * S, keep: 90 * S },
      { every: M, keep: 'forever' },
    ],
    sealDelay: 3 * S,
    tick: 250,
    start: 1_000_000_007,
  },
  {
    name: '1s 10s, both dropped',
    tiers: [
      { every: S, keep: 12 * S },
      { every: 10 * S, keep: 40 * S },
    ],
    sealDelay: 0,
    tick: 250,
    start: 30 * S,
  },
  {
    name: '1m 15m 1h, the coarser the shorter',
    tiers: [
      { every: M, keep: 90 * M },
      { every: 15 * M, keep: 70 * M },
      { every: 60 * M, keep: 60 * M },
    ],
    sealDelay: 2 * M,
    tick: M / 4,
    start: Date.parse('2026-11-20T13:17:05Z'),
  },
  {
    name: '1s alone, dropped before it is sealed',
    tiers: [{ every: S, keep: 8 * S }],
    sealDelay: 20 * S,
    tick: 250,
    start: -10 * S,
  },
  {
    name: '1s 10s, the last dropped before it is sealed',
    tiers: [
      { every: S, keep: 40 * S },
      { every: 10 * S, keep: 5 * S },
    ],
    sealDelay: 20 * S,
    tick: 250,
    start: -100 * S,
  },
  {
    name: '15m and days of Berlin, when its clocks go forward',
    tiers: [
      { every: 15 * M, keep: 26 * 60 * M },
      { every: berlin, keep: 3 * DAY },
    ],
    sealDelay: 30 * M,
    tick: 90 * M,
    start: Date.parse('2026-03-28T22:40:00Z'),
  },
  {
    name: '15m, hours and days of Berlin, when its clocks go back',
    tiers: [
      { every: 15 * M, keep: 3 * 60 * M },
      { every: 60 * M, keep: 27 * 60 * M },
      { every: berlin, keep: 'forever' },
    ],
    sealDelay: 60 * M,
    tick: 20 * M,
    start: Date.parse('2026-10-24T20:10:00Z'),
  },
]
