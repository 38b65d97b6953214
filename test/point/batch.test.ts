import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ErrorCode, TidemarkError } from '../../src/error'
import { areAscending, areFinite, errorOf, faultOf, type Limits, NO_LIMITS, toBatch } from '../../src/point/batch'

const NOW = Date.UTC(2026, 10, 20)
const DAY = 86_400_000
const limits: Limits = { earliest: NOW - 7 * DAY, latest: NOW + 600_000 }
const never = (code: ErrorCode) => {
  throw new Error(`refused with ${code}`)
}

/** The batch of the points that are not faulty, and the errors of the others. */
function skip(times: ArrayLike<number>, values: ArrayLike<number>, within = NO_LIMITS) {
  const refused: [ErrorCode, number][] = []
  const batch = toBatch(times, values, within, (code, p) => refused.push([code, p]))
  return { times: [...batch.times], values: [...batch.values], sorted: batch.sorted, length: batch.length, refused }
}

describe('a batch of points', () => {
  test('uses clean Float64Arrays as they are, without a copy', () => {
    const times = Float64Array.of(0, 10, 10, 20)
    const values = Float64Array.of(1, -2.5, 0, 1e300)
    const batch = toBatch(times, values, NO_LIMITS, never)
    expect(batch.times).toBe(times)
    expect(batch.values).toBe(values)
    expect(batch).toMatchObject({ length: 4, sorted: true })
  })

  test('copies plain arrays and other typed arrays', () => {
    const values = [1, 2]
    const batch = toBatch(Int32Array.of(0, 10), values, NO_LIMITS, never)
    values[0] = 99
    expect([...batch.times]).toEqual([0, 10])
    expect([...batch.values]).toEqual([1, 2])
  })

  test('reads each entry once: later values of a getter are not seen', () => {
    let asked = 0
    const values = Object.defineProperty({ length: 1 }, 0, { get: () => (asked++ === 0 ? 7 : Number.NaN) })
    expect([...toBatch([0], values as ArrayLike<number>, NO_LIMITS, never).values]).toEqual([7])
    expect(asked).toBe(1)
  })

  test('takes only its part of a view on an array', () => {
    const all = Float64Array.of(1, 2, 3, 4)
    expect([...toBatch(all.subarray(1, 3), all.subarray(2, 4), NO_LIMITS, never).values]).toEqual([3, 4])
  })

  test('stores -0 as 0, in times and in values, and leaves the given columns unchanged', () => {
    const times = Float64Array.of(-0, 5)
    const values = Float64Array.of(1, -0)
    const batch = toBatch(times, values, NO_LIMITS, never)
    expect(batch.times).toEqual(Float64Array.of(0, 5))
    expect(batch.values).toEqual(Float64Array.of(1, 0))
    expect(Object.is(times[0], -0) && Object.is(values[1], -0)).toBe(true)
  })

  test('is sorted if times never decrease; equal times do not decrease', () => {
    expect(skip([0, 0, 5], [1, 1, 1]).sorted).toBe(true)
    expect(skip([5, 0], [1, 1]).sorted).toBe(false)
    expect(toBatch(Float64Array.of(5, 0), Float64Array.of(1, 1), NO_LIMITS, never).sorted).toBe(false)
    expect(skip([], [])).toEqual({ times: [], values: [], sorted: true, length: 0, refused: [] })
  })

  test('is sorted if the points that are kept are', () => {
    expect(skip([0, 9, 5], [1, Number.NaN, 1])).toMatchObject({ times: [0, 5], sorted: true })
  })

  test('names faulty points by index and leaves them out; the others are kept', () => {
    const { values, refused } = skip([0, 1.5, 2, 3, 9e15], [1, 2, Number.POSITIVE_INFINITY, 4, 5])
    expect(values).toEqual([1, 4])
    expect(refused).toEqual([
      ['TIDEMARK_INVALID_INSTANT', 1],
      ['TIDEMARK_INVALID_VALUE', 2],
      ['TIDEMARK_INVALID_INSTANT', 4],
    ])
  })

  test.each<[string, number, unknown, ErrorCode | undefined]>([
    ['a point on the earliest instant is in', limits.earliest, 1, undefined],
    ['a point on the latest instant is in', limits.latest, 1, undefined],
    ['one millisecond earlier is expired', limits.earliest - 1, 1, 'TIDEMARK_EXPIRED'],
    ['one millisecond later is ahead', limits.latest + 1, 1, 'TIDEMARK_AHEAD'],
    ['a string of digits is no value', NOW, '5', 'TIDEMARK_INVALID_VALUE'],
    ['a bigint is no value', NOW, 5n, 'TIDEMARK_INVALID_VALUE'],
    ['null is no value', NOW, null, 'TIDEMARK_INVALID_VALUE'],
    ['NaN is no value', NOW, Number.NaN, 'TIDEMARK_INVALID_VALUE'],
    ['of two faults the value is named', Number.NaN, Number.NaN, 'TIDEMARK_INVALID_VALUE'],
    ['a fraction of a millisecond is no time', NOW + 0.5, 1, 'TIDEMARK_INVALID_INSTANT'],
  ])('%s', (_, time, value, code) => {
    expect(faultOf(time, value as number, limits)).toBe(code)
    const { refused } = skip([time], [value as number], limits)
    expect(refused).toEqual(code ? [[code, 0]] : [])
  })

  test('refuses every point if a limit is not a number', () => {
    expect(faultOf(NOW, 1, { ...limits, latest: Number.NaN })).toBe('TIDEMARK_AHEAD')
    expect(faultOf(NOW, 1, { ...limits, earliest: Number.NaN })).toBe('TIDEMARK_EXPIRED')
  })

  test('typed arrays and plain arrays are checked alike (seed 11)', () => {
    const times = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(-0, 0.5, Number.NaN, 1e16))
    const values = fc.oneof(fc.double(), fc.constantFrom(-0, 0, Number.NaN))
    const property = fc.property(fc.array(fc.tuple(times, values), { maxLength: 20 }), points => {
      const [t, x] = [points.map(p => p[0]), points.map(p => p[1])]
      const within = { earliest: -40, latest: 40 }
      expect(skip(Float64Array.from(t), Float64Array.from(x), within)).toEqual(skip(t, x, within))
    })
    fc.assert(property, { seed: 11, numRuns: 300 })
  })
})

test('columns checked part by part are those that a batch uses as they are, sorted (seed 12)', () => {
  const odd = fc.constantFrom(-0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e16)
  const time = fc.integer({ min: -45, max: 45 })
  const sorted = fc.array(time, { maxLength: 30 }).map(list => list.sort((a, b) => a - b))
  const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map(x => x + 0)
  const change = fc.option(fc.tuple(fc.nat({ max: 29 }), fc.boolean(), fc.oneof(odd, time)))
  const within = { earliest: -40, latest: 40 }
  let both = 0
  const property = fc.property(
    sorted,
    fc.array(value, { minLength: 30 }),
    change,
    fc.nat(),
    (list, x, changed, cut) => {
      const [times, values] = [Float64Array.from(list), Float64Array.from(x.slice(0, list.length))]
      if (changed && changed[0] < list.length) (changed[1] ? times : values)[changed[0]] = changed[2]
      const batch = toBatch(times, values, within, () => {})
      const whole = batch.times === times && batch.sorted
      if (whole) both++
      const middle = cut % (list.length + 1)
      const isClean = (from: number, to: number) => areAscending(times, from, to, within) && areFinite(values, from, to)
      expect(isClean(0, middle) && isClean(middle, list.length)).toBe(whole)
      expect(isClean(0, list.length)).toBe(whole)
    },
  )
  fc.assert(property, { seed: 12, numRuns: 1000 })
  expect(both > 200 && both < 800).toBe(true)
})

describe('the error of a faulty point', () => {
  const messageOf = (time: number, value: unknown, within = limits): string => {
    const code = faultOf(time, value as number, within)!
    const error: TidemarkError = errorOf(code, time, value as number, within, 'points[5]')
    expect(error.code).toBe(code)
    return error.message
  }

  test('names the point and shows the value', () => {
    expect(messageOf(NOW, 'fast')).toBe('points[5]: the value must be a finite number, got "fast"')
    expect(messageOf(NOW, undefined)).toContain('got undefined')
    expect(messageOf(NOW + 0.25, 1)).toContain('points[5]: time 1795132800000.25')
  })

  test('states how far ahead a point may be, and how old', () => {
    expect(messageOf(NOW + DAY, 1)).toContain('(2026-11-21T00:00Z) is after 2026-11-20T00:10Z')
    expect(messageOf(NOW - 8 * DAY, 1)).toContain('(2026-11-12T00:00Z) is before 2026-11-13T00:00Z')
  })

  test('names seconds, microseconds and nanoseconds that were given by mistake', () => {
    expect(messageOf(NOW / 1000, 1)).toContain('likely seconds: multiply by 1000')
    expect(messageOf(NOW * 1000, 1)).toContain('likely microseconds: divide by 1000')
    expect(messageOf(NOW * 1e6, 1)).toContain('nanoseconds: divide by 1e6')
    expect(messageOf(NOW - 8 * DAY, 1)).not.toContain('likely')
  })
})

describe('columns of another type', () => {
  test.each<[string, unknown, unknown, RegExp]>([
    ['of two lengths', [1, 2], [1], /one length, got 2 and 1/],
    ['that are missing', undefined, [1], /times must be a column of numbers, got undefined/],
    ['that are null', [1], null, /values must be a column of numbers, got null/],
    ['that are text', '12', [1, 2], /times must be a column of numbers, got "12"/],
    ['without a length', {}, [1], /times must be a column/],
    ['of a fraction of a length', { length: 1.5 }, [1], /times must be a column/],
    ['of a length that no list has', { length: 2 ** 40 }, { length: 2 ** 40 }, /times must be a column/],
    ['of a negative length', { length: -1 }, [1], /times must be a column/],
  ])('%s are refused', (_, times, values, message) => {
    const take = () => toBatch(times as number[], values as number[], NO_LIMITS, never)
    expect(take).toThrow(expect.objectContaining({ code: 'TIDEMARK_INVALID_VALUE' }))
    expect(take).toThrow(message)
  })

  test('a column of bigints is refused value by value', () => {
    expect(skip([1, 2], BigInt64Array.of(1n, 2n) as unknown as number[]).refused).toEqual([
      ['TIDEMARK_INVALID_VALUE', 0],
      ['TIDEMARK_INVALID_VALUE', 1],
    ])
  })
})
