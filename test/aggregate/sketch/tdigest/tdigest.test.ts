import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tdigest } from '../../../../src/aggregate/sketch/tdigest/tdigest'
import type { Frame } from '../../../../src/state/frame'
import { codeOf } from '../../../support/codes'
import { randomFrom } from '../../../support/random'
import { added, bytesOf, columnsOf, digest, digests, folded, merged, rankError, readingOf } from '../../support/digests'
import { distributions } from '../../support/distributions'

const checked = { seed: 20, numRuns: 200 }
const grid = Array.from({ length: 101 }, (_, k) => k / 100)
const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(x => x + 0),
)
const samples = fc.array(value, { minLength: 1, maxLength: 600, size: 'max' })

describe('tdigest({ compression })', () => {
  test('is named by its compression, 100 by default', () => {
    expect(
      [tdigest(), tdigest({ compression: undefined }), tdigest({ compression: 20 })].map(({ name }) => name),
    ).toEqual(['tdigest(100)', 'tdigest(100)', 'tdigest(20)'])
  })

  test.each([19, 1001, 100.5, Number.NaN, '100', null])('refuses a compression of %s', compression => {
    expect(codeOf(() => tdigest({ compression: compression as number }))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test('says which compression it takes', () => {
    expect(() => tdigest({ compression: 10 })).toThrow(
      'tdigest({ compression }) must be a whole number from 20 to 1000, got 10',
    )
  })

  test.each([20, 21, 33, 250, 1000])('answers within 2 / compression of the rank at compression %i', compression => {
    const it = tdigest({ compression })
    const s = Object.fromEntries(
      Object.entries(it.state).map(([name, field]) => [
        name,
        new Float64Array(typeof field === 'number' ? 1 : field.slots),
      ]),
    ) as unknown as Parameters<typeof it.read>[0]
    const random = randomFrom(3)
    const values = Float64Array.from({ length: 20_000 }, () => random())
    it.fold!(s, 0, values, values, 0, 10_000)
    for (const x of values.subarray(10_000)) it.add(s, 0, x, 0)
    const sorted = values.slice().sort()
    for (const q of grid) expect(rankError(sorted, q, it.read(s, 0).quantile(q))).toBeLessThan(2 / compression)
  })
})

describe('a reading', () => {
  test('of no points has a count of 0, and NaN for the rest', () => {
    const { count, min, max, quantile, rank } = bound(readingOf(digests()))
    expect([count, min, max, quantile(0.5), rank(1)]).toEqual([0, Number.NaN, Number.NaN, Number.NaN, Number.NaN])
  })

  const unfit: unknown[] = [-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY, '0.5', null, [0.5], Symbol('half')]
  test.each(unfit)('refuses a quantile of %s', q => {
    expect(codeOf(() => readingOf(folded([1])).quantile(q as number))).toBe('TIDEMARK_INVALID_VALUE')
    expect(codeOf(() => readingOf(digests()).quantile(q as number))).toBe('TIDEMARK_INVALID_VALUE')
  })

  test('refuses the rank of NaN', () => {
    expect(codeOf(() => readingOf(folded([1])).rank(Number.NaN))).toBe('TIDEMARK_INVALID_VALUE')
  })

  test('ranks x by the share below it and half of the share equal to it', () => {
    const { rank } = bound(readingOf(folded([10, 20, 20, 90])))
    expect([5, 10, 15, 20, 89, 90, 91].map(rank)).toEqual([0, 0.125, 0.25, 0.5, 0.75, 0.875, 1])
    expect([rank(Number.NEGATIVE_INFINITY), rank(Number.POSITIVE_INFINITY)]).toEqual([0, 1])
  })

  test('changes no byte of the state', () => {
    const frame = folded(Array.from({ length: 5013 }, (_, k) => Math.sin(k)))
    digest.add(columnsOf(frame), 0, 0.5, 0)
    const before = JSON.stringify(frame.page(0))
    const reading = readingOf(frame)
    for (const q of grid) reading.rank(reading.quantile(q))
    expect(JSON.stringify(frame.page(0))).toBe(before)
  })

  test('stays valid while other rows are written and read', () => {
    const frame = digests(2)
    const values = Float64Array.from({ length: 9000 }, (_, k) => Math.cos(k))
    frame.fold(0, values, values, 0, 9000)
    const early = readingOf(frame, 0)
    const first = early.quantile(0.3)
    const late = readingOf(frame, 0)
    frame.fold(1, values, values, 0, 5000)
    readingOf(frame, 1).quantile(0.5)
    expect([early.quantile(0.3), late.quantile(0.3)]).toEqual([first, first])
  })
})

test('a reading returns the same if other rows were read, merged and folded since it was first asked', () => {
  const random = randomFrom(6)
  const values = Float64Array.from({ length: 4000 }, () => random() ** 3)
  const between: readonly ((rest: Frame) => unknown)[] = [
    () => {},
    rest => readingOf(rest, 1).quantile(0.5),
    rest => rest.merge(0, rest, 1),
    rest => rest.fold(1, values, values, 500, 2000),
    rest => digest.add(columnsOf(rest), 1, 0.5, 0),
  ]
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), share, fc.constantFrom(...between)), { minLength: 1, maxLength: 30 }),
      steps => {
        const frame = digests(3)
        const rest = digests(2)
        for (let row = 0; row < 3; row++) frame.fold(row, values, values, row * 500, row * 1100 + 150)
        rest.fold(1, values, values, 0, 900)
        const readings = [0, 1, 2].map(row => readingOf(frame, row))
        for (const [row, q, work] of steps) {
          expect(readings[row].quantile(q)).toBe(readingOf(frame, row).quantile(q))
          work(rest)
          expect(readings[row].rank(q)).toBe(readingOf(frame, row).rank(q))
        }
      },
    ),
    { seed: 42, numRuns: 50 },
  )
})

describe('quantile(q)', () => {
  test('is the minimum at 0, the maximum at 1, and never decreases with q', () => {
    fc.assert(
      fc.property(
        samples,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40, size: 'max' }),
        (values, qs) => {
          const { quantile } = bound(readingOf(added(values)))
          const answers = [0, ...qs.sort((a, b) => a - b), 1].map(quantile)
          expect(answers[0]).toBe(Math.min(...values))
          expect(answers.at(-1)).toBe(Math.max(...values))
          for (let k = 1; k < answers.length; k++) expect(answers[k]).toBeGreaterThanOrEqual(answers[k - 1])
        },
      ),
      checked,
    )
  })

  test('is exact if there are at most 50 distinct values, merged or not', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 40 }),
        (distinct, parts) => {
          const random = randomFrom(distinct.length)
          const values = Float64Array.from({ length: 400 }, () => distinct[Math.floor(random() * distinct.length)])
          const sorted = values.slice().sort()
          for (const frame of [folded(values), added(values), merged(values, parts)])
            for (const q of grid) {
              const x = readingOf(frame).quantile(q)
              expect(sorted.includes(x)).toBe(true)
              expect(rankError(sorted, q, x)).toBeLessThan(1e-12)
            }
        },
      ),
      { ...checked, numRuns: 30 },
    )
  })

  test('does not overflow between -1.7e308 and 1.7e308', () => {
    const random = randomFrom(1)
    const { quantile } = bound(
      readingOf(folded(Float64Array.from({ length: 20_000 }, () => (2 * random() - 1) * 1.7e308))),
    )
    for (const q of grid) expect(Math.abs(quantile(q) / 2 / 1.7e308 - (q - 0.5))).toBeLessThan(0.02)
  })

  test('is the inverse of rank(x) on continuous values', () => {
    const random = randomFrom(5)
    const { quantile, rank } = bound(readingOf(folded(Float64Array.from({ length: 50_000 }, () => random()))))
    for (const q of grid) expect(Math.abs(rank(quantile(q)) - q)).toBeLessThan(0.001)
  })
})

test('ranks never decrease with x, from 0 below the minimum to 1 above the maximum', () => {
  fc.assert(
    fc.property(samples, fc.array(value), (values, xs) => {
      const { rank } = bound(readingOf(added(values)))
      const ranks = [Number.NEGATIVE_INFINITY, ...xs.sort((a, b) => a - b), Number.POSITIVE_INFINITY].map(rank)
      expect([ranks[0], ranks.at(-1)]).toEqual([0, 1])
      for (let k = 1; k < ranks.length; k++) expect(ranks[k]).toBeGreaterThanOrEqual(ranks[k - 1])
    }),
    checked,
  )
})

describe('a row', () => {
  test('is the same, to the last bit, for the same points in the same order', () => {
    const random = randomFrom(9)
    const values = Float64Array.from({ length: 30_000 }, () => random() ** 3)
    expect(merged(values, 77).page(0)).toEqual(merged(values, 77).page(0))
    expect(added(values).page(0)).toEqual(added(values).page(0))
  })

  test('takes at most 512 numbers in memory at compression 100', () => {
    const numbers = Object.values(digest.state).map(field => (typeof field === 'number' ? 1 : field.slots))
    expect(numbers.reduce((a, b) => a + b)).toBeLessThanOrEqual(512)
  })

  test.each(distributions.map(d => [d.name, d] as const))(
    'takes at most 2.2 KB as bytes at any fill: %s',
    (_, { draw }) => {
      const random = randomFrom(13)
      const frame = digests()
      for (let p = 0; p < 6000; p++) {
        digest.add(columnsOf(frame), 0, draw(random, p) + 0, p)
        if (p % 7 === 0) expect(bytesOf(frame)).toBeLessThanOrEqual(2200)
      }
    },
  )

  test('doubles to 2^53 points, its bytes and extremes kept, and no further: nothing has changed then', () => {
    const random = randomFrom(17)
    const frame = digests(2)
    const values = Float64Array.from({ length: 2 ** 16 }, () => random())
    frame.fold(0, values, values, 0, values.length)
    for (let power = 16; power < 53; power++) {
      frame.reset(1)
      frame.merge(1, frame, 0)
      frame.merge(0, frame, 1)
      expect(bytesOf(frame)).toBeLessThanOrEqual(2200)
    }
    const sorted = values.slice().sort()
    const reading = readingOf(frame)
    expect([reading.count, reading.min, reading.max]).toEqual([2 ** 53, sorted[0], sorted.at(-1)])
    for (const q of grid) expect(rankError(sorted, q, reading.quantile(q))).toBeLessThan(0.02)
    const before = JSON.stringify(frame.page(0))
    const point = folded([1])
    expect(codeOf(() => frame.merge(0, point, 0))).toBe('TIDEMARK_INVALID_VALUE')
    expect(codeOf(() => frame.fold(0, values, values, 0, 2))).toBe('TIDEMARK_INVALID_VALUE')
    expect(codeOf(() => digest.add(columnsOf(frame), 0, 1, 0))).toBe('TIDEMARK_INVALID_VALUE')
    expect(JSON.stringify(frame.page(0))).toBe(before)
  })

  test('of 20 points takes 8 bytes a point and no weights', () => {
    const frame = folded(Array.from({ length: 20 }, (_, k) => k / 7))
    expect(frame.page(0)[0].weights.every(w => w === 0)).toBe(true)
  })
})

function bound(reading: ReturnType<typeof readingOf>) {
  const { count, min, max } = reading
  return { count, min, max, quantile: (q: number) => reading.quantile(q), rank: (x: number) => reading.rank(x) }
}
