import fc from 'fast-check'
import { type Aggregate, slots } from '../../../src/index'

const strange = fc.constantFrom<unknown>(
  undefined,
  null,
  ...[Number.NaN, -0, Number.POSITIVE_INFINITY, -1, 0.5, 2 ** 53, 8.64e15, -8.64e15, 1e300, 10n],
  ...['', '1m', '0s', '-1h', 'forever', '__proto__', 'constructor', '2001-02-30T00:00Z', '\ud800', '\u0000'],
  Symbol('strange'),
  new Date(Number.NaN),
  ...[[], [undefined], [Symbol('inside')], [1n], new Array(3), new Float64Array(3), new Uint8Array(9)],
  ...[{ length: 3 }, { length: 2 ** 32 - 1 }, { length: -1 }, { name: 1 }, { toString: null, valueOf: null }],
  ...[Object.create(null), JSON.parse('{ "__proto__": { "polluted": 1 } }'), new Map([[1, 2]]), new Proxy({}, {})],
  ...[{ epochMilliseconds: Number.NaN }, { minutes: '5' }, { kind: 'partition' }, new AbortController().signal],
)

const plain = fc.anything({
  maxDepth: 2,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
})

/** Whatever a program may hold: values of every kind, those that are often mistaken, and functions that give them. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 4, arbitrary: strange },
  { weight: 1, arbitrary: fc.oneof(plain, strange).map(value => () => value) },
)

/** Something that is as it should be, but for one or two of its parts; or anything. */
export function mutated(sound: object): fc.Arbitrary<unknown> {
  const names = Object.keys(sound)
  const parts = fc.tuple(fc.constantFrom(...names), fc.option(fc.constantFrom(...names, 'strange')), anything, anything)
  const wrong = parts.map(([first, second, one, other]) => {
    const copy = { ...sound, [first]: one }
    return second === null ? copy : { ...copy, [second]: other }
  })
  return fc.oneof({ weight: 1, arbitrary: anything }, { weight: 8, arbitrary: wrong })
}

/** An aggregate that uses all that it keeps. */
export const rms: Aggregate = {
  name: 'rms',
  state: { n: 0, squares: slots(2) },
  add(s, i, value) {
    s.n[i]++
    s.squares[2 * i] += value * value
  },
  merge(s, i, o, j) {
    s.n[i] += o.n[j]
    s.squares[2 * i] += o.squares[2 * j]
  },
  read: (s, i) => Math.sqrt(s.squares[2 * i] / s.n[i]),
  fold(s, i, values, times, from, to) {
    for (let p = from; p < to; p++) rms.add(s, i, values[p], times[p])
  },
}

/** An aggregate by hand of which one or two parts are anything, or the fields of its state are. */
export const mutatedAggregate: fc.Arbitrary<unknown> = fc.oneof(
  mutated(rms),
  mutated(rms.state).map(state => ({ ...rms, state })),
)

/** Aggregates by name, of which some are anything, or nearly one. */
export function mutatedAggregates(sound: object): fc.Arbitrary<unknown> {
  return fc.oneof(
    mutated(sound),
    mutatedAggregate.map(own => ({ ...sound, own })),
  )
}

/** A list of things as they should be, among which some are not; or anything. */
export function mutatedList(one: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 1, arbitrary: anything }, { weight: 8, arbitrary: fc.array(one, { maxLength: 4 }) })
}

/** What is often a number of this range. */
export function often(...numbers: number[]): fc.Arbitrary<unknown> {
  return fc.oneof(fc.constantFrom(...numbers), anything)
}

/** Bytes that were sound, of which some were changed; or anything. */
export function mutatedBytes(sound: Uint8Array, repair: (bytes: Uint8Array) => Uint8Array): fc.Arbitrary<unknown> {
  const wrong = fc.tuple(fc.nat(sound.length - 1), fc.nat(255)).map(([at, byte]) => {
    const copy = sound.slice()
    copy[at] = byte
    return repair(copy)
  })
  return fc.oneof({ weight: 1, arbitrary: anything }, { weight: 8, arbitrary: wrong })
}
