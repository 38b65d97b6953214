import fc from 'fast-check'

/** An event `ago` units before the workload's present time, after that time has moved on by `by`. */
export interface EventSpec {
  readonly by: number
  readonly ago: number
  readonly key: string
  readonly value: number
}

/** One step of a stream; without `source` it applies to the operator itself. */
export type Command =
  | { readonly do: 'push'; readonly source?: string; readonly event: EventSpec }
  | {
      readonly do: 'pushMany'
      readonly source?: string
      readonly events: readonly EventSpec[]
      readonly faulty: boolean
    }
  | { readonly do: 'advance'; readonly source?: string; readonly ahead: number }
  | { readonly do: 'tick'; readonly by: number }
  | { readonly do: 'absorb'; readonly source?: string; readonly which: number }
  | { readonly do: 'idle'; readonly source: string }
  | { readonly do: 'finish'; readonly source?: string }
  | { readonly do: 'restore' }

/** Everything that happens to a stream; durations are in units. */
export interface StreamWorkload {
  readonly outOfOrder: number | 'forever'
  readonly lateness: number
  readonly maxKeys: number
  readonly overflow: boolean
  readonly maxOpen: number
  readonly maxAhead: number | undefined
  readonly commands: readonly Command[]
}

const key = fc.constantFrom('a', 'a', 'a', 'b', 'b', 'c', '', '__proto__')
const by = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 0, 1, 2, 3) },
  { weight: 3, arbitrary: fc.integer({ min: 3, max: 15 }) },
  { weight: 1, arbitrary: fc.integer({ min: 15, max: 90 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0, 0, 1000, 10_000_000) },
)
const ago = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 0, 1, 2) },
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: -40, max: 100 }) },
)
const eventSpec = fc.record({ by, ago, key, value: fc.integer({ min: -4, max: 9 }) })
const source = fc.constantFrom('x', 'y', 'z')
const somewhere = fc.option(source, { nil: undefined, freq: 2 })
const ahead = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -40, max: 80 }))

const common = [
  { weight: 12, arbitrary: fc.record({ do: fc.constant('push' as const), event: eventSpec }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pushMany' as const),
      events: fc.array(eventSpec, { minLength: 1, maxLength: 12 }),
      faulty: fc.constantFrom(false, false, false, false, true),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('advance' as const), ahead }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tick' as const), by: fc.integer({ min: -2, max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('absorb' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restore' as const }) },
]

const several = [
  { weight: 10, arbitrary: fc.record({ do: fc.constant('push' as const), source: somewhere, event: eventSpec }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pushMany' as const),
      source: somewhere,
      events: fc.array(eventSpec, { minLength: 1, maxLength: 12 }),
      faulty: fc.constant(false),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('advance' as const), source, ahead }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('idle' as const), source }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('finish' as const), source }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('absorb' as const), source: somewhere, which: fc.nat(20) }) },
]

const commandList = (verbs: readonly { weight: number; arbitrary: fc.Arbitrary<Command> }[], maxLength: number) =>
  fc.array(fc.oneof(...verbs), { minLength: 3, maxLength, size: 'max' })

/** Many events at once: more than a small digest keeps separately, over more slices than a key holds at a time. */
export const bursts: fc.Arbitrary<Command> = fc
  .array(
    fc.record({
      by: fc.nat(2),
      ago: fc.nat(4),
      key: fc.constantFrom('a', 'a', 'a', 'b'),
      value: fc.integer({ min: -999, max: 999 }),
    }),
    { minLength: 80, maxLength: 160 },
  )
  .map(events => ({ do: 'pushMany' as const, events, faulty: false }))

/** Random streams of one source and of several. All finish, and some receive more events after that. */
export const streamWorkloads: fc.Arbitrary<StreamWorkload> = fc.record({
  outOfOrder: fc.constantFrom<number | 'forever'>(0, 0, 2, 10, 'forever'),
  lateness: fc.constantFrom(0, 3, 12, 12, 60),
  maxKeys: fc.constantFrom(100, 100, 100, 100, 100, 100, 2, 1),
  overflow: fc.boolean(),
  maxOpen: fc.constantFrom(1e6, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6, 5),
  maxAhead: fc.constantFrom(undefined, undefined, 0, 25),
  commands: fc
    .tuple(
      fc.oneof(commandList(common, 40), commandList([...common, ...several] as typeof common, 50)),
      commandList(common.slice(0, 1), 3),
    )
    .map(([before, after]) => [...before, { do: 'finish' as const }, ...after]),
})
