import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { constant, type Filler, fill, linear, type Neighbors, nearest, next, previous, zero } from '../../src/fill'
import vectors from '../vectors/gaps.json'
import { fillOneByOne, type Verb } from './oracle'

const catalogue: Record<string, (reach?: any) => Filler> = { previous, next, linear, nearest }
const gaps = (values: (number | null)[]) => values.map(x => x ?? Number.NaN)
const _ = Number.NaN

describe('fill keeps to the vectors', () => {
  test.each(vectors.vectors)('$id: $source', ({ times, values, filler, expect: expected, ...others }) => {
    const [name, reach] = filler as [string, object?]
    const { before, after } = others as Neighbors
    expect([...fill(times, values, catalogue[name](reach), { before, after })]).toEqual(gaps(expected))
  })
})

describe('each filler agrees with its definition, window by window (seed 11):', () => {
  const windows = fc.array(
    fc.record({ width: fc.integer({ min: 1, max: 9 }), value: fc.option(fc.integer({ min: -9, max: 9 })) }),
    { minLength: 1, maxLength: 30 },
  )
  const known = fc.record({
    away: fc.integer({ min: 1, max: 30 }),
    value: fc.integer(),
    steps: fc.integer({ min: 1, max: 4 }),
  })
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
  const reach = fc.record({ limit: maybe(fc.integer({ min: 1, max: 5 })), maxGap: maybe(fc.nat(40)) })
  test.each(Object.keys(catalogue) as Verb[])('%s', verb => {
    const property = fc.property(windows, maybe(known), maybe(known), reach, (cells, b, a, { limit, maxGap }) => {
      let edge = -50
      const times = cells.map(({ width }) => {
        edge += width
        return edge
      })
      const values = gaps(cells.map(cell => cell.value))
      const neighbors = {
        before: b && { time: times[0] - b.away, value: b.value, steps: b.steps },
        after: a && { time: edge + a.away, value: a.value, steps: a.steps },
      }
      const filled = [...fill(times, values, catalogue[verb]({ limit, maxGap }), neighbors)]
      const wanted = fillOneByOne(verb, times, values, neighbors, limit, maxGap)
      for (let p = 0; p < wanted.length; p++)
        if (Number.isNaN(wanted[p])) expect(filled[p]).toBeNaN()
        else expect(filled[p]).toBeCloseTo(wanted[p], 6)
    })
    fc.assert(property, { seed: 11, numRuns: 400 })
  })
})

describe('fillers', () => {
  const times = [0, 10, 20, 30, 40]

  test('zero and constant fill before the first and after the last known value too', () => {
    expect([...fill(times, [_, 9, _, 3, _], zero())]).toEqual([0, 9, 0, 3, 0])
    expect([...fill(times, [_, 9, _, 3, _], constant(-1))]).toEqual([-1, 9, -1, 3, -1])
    expect([...fill([0], [_], constant(-0))]).toEqual([0])
  })

  test('previous leaves NaN before the first known value, and next after the last', () => {
    expect([...fill(times, [_, 9, _, 3, _], previous())]).toEqual([_, 9, 9, 3, 3])
    expect([...fill(times, [_, 9, _, 3, _], next())]).toEqual([9, 9, 3, 3, _])
  })

  test('linear and nearest need a known value on both sides', () => {
    expect([...fill(times, [_, 9, _, 3, _], linear())]).toEqual([_, 9, 6, 3, _])
    expect([...fill(times, [_, 9, _, 3, _], nearest())]).toEqual([_, 9, 9, 3, _])
    const after = { time: 50, value: 5 }
    expect([...fill(times, [_, 9, _, 3, _], linear(), { after })]).toEqual([_, 9, 6, 3, 4])
  })

  test('nearest goes by time, not by windows', () => {
    expect([...fill([0, 9, 10, 11], [1, _, _, 2], nearest())]).toEqual([1, 2, 2, 2])
  })

  test('an infinite value is there: it is kept and carried, but there is no line to it', () => {
    const infinite = [Number.POSITIVE_INFINITY, _, 3, _, Number.NEGATIVE_INFINITY]
    expect([...fill(times, infinite, previous())]).toEqual([infinite[0], infinite[0], 3, 3, infinite[4]])
    expect([...fill(times, infinite, linear())]).toEqual(infinite)
  })

  test('linear cannot overflow, and between equal values it is that value to the last bit', () => {
    const most = Number.MAX_VALUE
    expect([...fill([0, 1, 2], [most, _, -most], linear())]).toEqual([most, 0, -most])
    expect([...fill([0, 1, 3], [most, _, most], linear())]).toEqual([most, most, most])
    expect([...fill([0, 1, 3], [0.1, _, 0.1], linear())]).toEqual([0.1, 0.1, 0.1])
  })

  test('limit counts windows from the known side: nearest from both', () => {
    const long = [0, 1, 2, 3, 4, 5, 6]
    const values = [1, _, _, _, _, _, 7]
    expect([...fill(long, values, previous({ limit: 2 }))]).toEqual([1, 1, 1, _, _, _, 7])
    expect([...fill(long, values, next({ limit: 2 }))]).toEqual([1, _, _, _, 7, 7, 7])
    expect([...fill(long, values, linear({ limit: 2 }))]).toEqual([1, 2, 3, _, _, _, 7])
    expect([...fill(long, values, nearest({ limit: 2 }))]).toEqual([1, 1, 1, _, 7, 7, 7])
  })

  test('limit counts the windows between a neighbor outside and the range, by the width of the window at the edge', () => {
    const before = { time: -20, value: 5 }
    expect([...fill(times, [_, _, _, _, 1], previous({ limit: 3 }), { before })]).toEqual([5, 5, _, _, 1])
    expect([...fill(times, [_, _, _, _, 1], previous({ limit: 1 }), { before })]).toEqual([_, _, _, _, 1])
    expect([...fill(times, [_, _, _, _, 1], previous({ limit: 3 }), { before: { ...before, steps: 3 } })]).toEqual([
      5,
      _,
      _,
      _,
      1,
    ])
    expect([...fill([0], [_], previous({ limit: 1 }), { before })]).toEqual([5])
  })

  test('names hold the options of the filler', () => {
    expect(previous().name).toBe('previous()')
    expect(linear({ limit: 3, maxGap: '90m' }).name).toBe("linear({ limit: 3, maxGap: '1h30m' })")
    expect(zero().name).toBe('zero()')
    expect(constant(1.5).name).toBe('constant(1.5)')
  })
})

describe('fill', () => {
  test('answers with a new column and leaves the old ones', () => {
    const values = Float64Array.of(_, 1)
    const times = Float64Array.of(0, 1)
    expect(fill(times, values, next())).not.toBe(values)
    expect([...values]).toEqual([_, 1])
    expect([...times]).toEqual([0, 1])
    expect([...fill([], [], linear())]).toEqual([])
  })

  const code = (wrong: () => unknown) => {
    try {
      wrong()
      return 'nothing thrown'
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  test('a Date in a column of times is refused with the advice to convert it', () => {
    expect(() => fill([new Date(0)] as any, [1], zero())).toThrow(/^times\[0\] .* Convert Dates by times.map\(Number\)/)
  })

  test.each<readonly [string, string, () => unknown]>([
    ['times that do not ascend', 'TIDEMARK_INVALID_VALUE', () => fill([0, 20, 10], [1, 2, 3], zero())],
    ['equal times', 'TIDEMARK_INVALID_VALUE', () => fill([0, 0], [1, 2], zero())],
    ['a time with a fraction', 'TIDEMARK_INVALID_INSTANT', () => fill([0, 0.5], [1, 2], zero())],
    ['columns of unequal length', 'TIDEMARK_INVALID_VALUE', () => fill([0, 1], [1], zero())],
    ['times that are not a column', 'TIDEMARK_INVALID_VALUE', () => fill(7 as any, [1], zero())],
    ['a value that is a string', 'TIDEMARK_INVALID_VALUE', () => fill([0], ['1'] as any, zero())],
    ['what is not a filler', 'TIDEMARK_INVALID_OPTION', () => fill([0], [1], linear as any)],
    [
      'a neighbor before that is not',
      'TIDEMARK_INVALID_OPTION',
      () => fill([0], [1], linear(), { before: { time: 0, value: 1 } }),
    ],
    [
      'a neighbor after that is not',
      'TIDEMARK_INVALID_OPTION',
      () => fill([0], [1], linear(), { after: { time: 0, value: 1 } }),
    ],
    [
      'a neighbor without a value',
      'TIDEMARK_INVALID_OPTION',
      () => fill([0], [1], linear(), { after: { time: 1, value: _ } }),
    ],
    [
      'a neighbor half a window away',
      'TIDEMARK_INVALID_OPTION',
      () => fill([0], [1], linear(), { after: { time: 1, value: 1, steps: 0.5 } }),
    ],
    [
      'a neighbor at no time',
      'TIDEMARK_INVALID_INSTANT',
      () => fill([0], [1], linear(), { after: { time: _, value: 1 } }),
    ],
    [
      'columns of a length that no list has',
      'TIDEMARK_INVALID_VALUE',
      () => fill({ length: 2 ** 40 }, { length: 2 ** 40 }, zero()),
    ],
    ['neighbors that are null', 'TIDEMARK_INVALID_OPTION', () => fill([0], [1], zero(), null as any)],
    ['a neighbor that is null', 'TIDEMARK_INVALID_OPTION', () => fill([0], [1], zero(), { before: null as any })],
    [
      'a misspelt neighbor',
      'TIDEMARK_INVALID_OPTION',
      () => fill([0], [1], zero(), { befor: { time: -1, value: 1 } } as any),
    ],
    [
      'a neighbor with more to it',
      'TIDEMARK_INVALID_OPTION',
      () => fill([0], [1], zero(), { before: { time: -1, value: 1, step: 2 } as any }),
    ],
    ...[previous, next, linear, nearest].flatMap(make => [
      [`a misspelt option of ${make.name}`, 'TIDEMARK_INVALID_OPTION', () => make({ maxgap: 5 } as any)] as const,
      [`null for the options of ${make.name}`, 'TIDEMARK_INVALID_OPTION', () => make(null as any)] as const,
    ]),
    ['a limit of 0', 'TIDEMARK_INVALID_OPTION', () => previous({ limit: 0 })],
    ['a limit of 1.5', 'TIDEMARK_INVALID_OPTION', () => linear({ limit: 1.5 })],
    ['options of another type', 'TIDEMARK_INVALID_OPTION', () => next(3 as any)],
    ['a maxGap of a month', 'TIDEMARK_INVALID_DURATION', () => nearest({ maxGap: '1mo' })],
    ['a constant that is not finite', 'TIDEMARK_INVALID_OPTION', () => constant(Number.POSITIVE_INFINITY)],
  ])('refuses %s: %s', (_what, expected, wrong) => {
    expect(code(wrong)).toBe(expected)
  })
})
