import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detectGaps } from '../../src/fill'

describe('detectGaps', () => {
  test('returns the known times around a gap and the number of points missing in it', () => {
    expect(detectGaps([0, 10, 20, 50, 60], { every: 10 })).toEqual([{ start: 20, end: 50, duration: 30, missing: 2 }])
    expect(detectGaps([0, 60_000, 180_000], { every: '1m' })).toEqual([
      { start: 60_000, end: 180_000, duration: 120_000, missing: 1 },
    ])
  })

  test('a point that is late by at most the tolerance makes no gap; the default is a tenth of `every`', () => {
    expect(detectGaps([0, 11, 22], { every: 10 })).toEqual([])
    expect(detectGaps([0, 12], { every: 10 })).toEqual([{ start: 0, end: 12, duration: 12, missing: 1 }])
    expect(detectGaps([0, 12], { every: 10, tolerance: 2 })).toEqual([])
    expect(detectGaps([0, 11], { every: 10, tolerance: 0 })).toEqual([{ start: 0, end: 11, duration: 11, missing: 1 }])
  })

  test('takes times in any order, repeated too, and leaves them as they are', () => {
    const times = [50, 20, 0, 10, 20]
    expect(detectGaps(times, { every: 10 })).toEqual([{ start: 20, end: 50, duration: 30, missing: 2 }])
    expect(times).toEqual([50, 20, 0, 10, 20])
    expect(detectGaps([], { every: 10 })).toEqual([])
    expect(detectGaps([5], { every: 10 })).toEqual([])
  })

  test('finds exactly the points that were taken out of an even row (seed 3)', () => {
    const rows = fc.tuple(
      fc.array(fc.boolean(), { maxLength: 60 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: -9e6, max: 9e6 }),
    )
    const property = fc.property(rows, ([kept, every, start]) => {
      const seen = [true, ...kept, true]
      const times = seen.flatMap((here, p) => (here ? [start + p * every] : []))
      const found = detectGaps(times, { every }).flatMap(({ start: from, missing }) =>
        Array.from({ length: missing }, (_, k) => from + (k + 1) * every),
      )
      expect(found).toEqual(seen.flatMap((here, p) => (here ? [] : [start + p * every])))
    })
    fc.assert(property, { seed: 3, numRuns: 300 })
  })

  test.each<[string, string, () => unknown]>([
    ['no every', 'TIDEMARK_INVALID_DURATION', () => detectGaps([0], {} as any)],
    ['every 0', 'TIDEMARK_INVALID_DURATION', () => detectGaps([0], { every: 0 })],
    ['a negative tolerance', 'TIDEMARK_INVALID_DURATION', () => detectGaps([0], { every: 1, tolerance: -1 })],
    ['no options', 'TIDEMARK_INVALID_OPTION', () => detectGaps([0], undefined as any)],
    ['options that are null', 'TIDEMARK_INVALID_OPTION', () => detectGaps([0], null as any)],
    ['a misspelt option', 'TIDEMARK_INVALID_OPTION', () => detectGaps([0], { every: 1, tolerence: 1 } as any)],
    [
      'times of a length that no list has',
      'TIDEMARK_INVALID_VALUE',
      () => detectGaps({ length: 2 ** 40 }, { every: 1 }),
    ],
    ['a Date in a column of times', 'TIDEMARK_INVALID_INSTANT', () => detectGaps([new Date(0)] as any, { every: 1 })],
    ['an invalid time', 'TIDEMARK_INVALID_INSTANT', () => detectGaps([0, Number.NaN], { every: 1 })],
    ['times that are not a column', 'TIDEMARK_INVALID_VALUE', () => detectGaps(null as any, { every: 1 })],
  ])('refuses %s: %s', (_what, code, wrong) => {
    expect(wrong).toThrow(expect.objectContaining({ code }))
  })

  test('advises to convert the Dates of a column', () => {
    expect(() => detectGaps([new Date(0)] as any, { every: 1 })).toThrow(/Convert Dates by times.map\(Number\)/)
  })
})
