import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isServed } from '../../src/route/plan'
import { type Route, type RouteTier, route } from '../../src/route/route'
import { fixed } from '../../src/window'

const FOREVER = Number.POSITIVE_INFINITY

/** A tier of windows of `size`, kept from `kept` on and sealed up to `sealed`. */
const tier = (size: number, keptFrom = -1000, sealedUntil = 1000): RouteTier => {
  const partition = fixed(size)
  return { name: `${size}`, partition, fitsWindows: true, keptFrom, sealedUntil }
}
const finest = (size: number, keptFrom = -1000) => tier(size, keptFrom, FOREVER)

/** The same tiers, of which some nest into the windows of the query. */
const nesting = (tiers: readonly RouteTier[], fitsWindows: readonly boolean[]) =>
  tiers.map((tier, k): RouteTier => ({ ...tier, fitsWindows: fitsWindows[k] }))

/** The segments as a person writes them: `4 [4, 8) coarsest that nests`. */
function inWords(found: Route): string[] {
  if ('unservable' in found) return [`unservable at ${found.unservable}`]
  return found.segments.map(({ tier, from, to, why }) => `${tier} [${from}, ${to}) ${why}`)
}

const segmentsOf = (tiers: readonly RouteTier[], from: number, to: number) => inWords(route('main', tiers, from, to))

describe('the route through one tier', () => {
  test.each<[string, RouteTier, number, number, string[]]>([
    ['is one segment', finest(10), 0, 30, ['10 [0, 30) coarsest that nests']],
    [
      'is widened to whole windows at both edges',
      finest(10),
      3,
      21,
      ['10 [0, 20) coarsest that nests', '10 [20, 30) coarsest that nests'],
    ],
    ['covers a range within one window by that window', finest(10), 3, 5, ['10 [0, 10) coarsest that nests']],
    ['goes below zero by flooring', finest(10), -1, 0, ['10 [-10, 0) coarsest that nests']],
    [
      'names the part that no tier keeps',
      finest(10, 20),
      0,
      40,
      ['none [0, 20) kept by no tier', '10 [20, 40) coarsest that nests'],
    ],
    [
      'is one segment of no tier if the whole range is dropped',
      finest(10, 50),
      0,
      40,
      ['none [0, 40) kept by no tier'],
    ],
  ])('%s', (_, one, from, to, segments) => {
    expect(segmentsOf([one], from, to)).toEqual(segments)
  })

  test('has the range that it covers, widened', () => {
    expect(route('main', [finest(10)], 3, 21)).toMatchObject({ from: 0, to: 30 })
    expect(route('main', [finest(10)], 10, 20)).toMatchObject({ from: 10, to: 20 })
  })

  test('names the writer in each segment, of which no row was read yet', () => {
    expect(route('second', [finest(10)], 0, 20)).toMatchObject({
      segments: [{ tier: '10', writer: 'second', rows: 0 }],
    })
  })
})

describe('the route through tiers', () => {
  test.each<[string, RouteTier[], number, number, string[]]>([
    [
      'takes the coarsest if the range is made of its windows',
      [finest(1), tier(4), tier(8)],
      0,
      16,
      ['8 [0, 16) coarsest that nests'],
    ],
    [
      'takes the coarsest in the middle and finer ones at ragged edges',
      [finest(1), tier(4), tier(8)],
      3,
      30,
      [
        '1 [3, 4) finer: edge',
        '4 [4, 8) finer: edge',
        '8 [8, 24) coarsest that nests',
        '4 [24, 28) finer: edge',
        '1 [28, 30) finer: edge',
      ],
    ],
    ['stays fine if no coarser window lies within the range', [finest(1), tier(8)], 5, 11, ['1 [5, 11) finer: edge']],
    [
      'continues with finer tiers where the coarser is not sealed yet',
      [finest(1), tier(4, -1000, 12), tier(8, -1000, 8)],
      0,
      20,
      ['8 [0, 8) coarsest that nests', '4 [8, 12) finer: not yet sealed', '1 [12, 20) finer: not yet sealed'],
    ],
    [
      'takes the finest alone if nothing was ever sealed',
      [finest(1), tier(4, -1000, -1000)],
      0,
      8,
      ['1 [0, 8) finer: not yet sealed'],
    ],
    [
      'takes finer rows where the coarser ones are dropped',
      [finest(1), tier(4, 8)],
      0,
      16,
      ['1 [0, 8) finer: dropped', '4 [8, 16) coarsest that nests'],
    ],
    [
      'widens an edge that is finer than what is kept there',
      [finest(1, 16), tier(8)],
      3,
      13,
      ['8 [0, 8) coarsest that nests', '8 [8, 16) widened: finer dropped'],
    ],
    [
      'cuts an edge finely where the fine rows are kept',
      [finest(1, 8), tier(8)],
      3,
      13,
      ['8 [0, 8) coarsest that nests', '1 [8, 13) finer: edge'],
    ],
    [
      'begins again where the first tier keeps rows',
      [finest(1, 16), tier(8, 8)],
      0,
      20,
      ['none [0, 8) kept by no tier', '8 [8, 16) coarsest that nests', '1 [16, 20) finer: edge'],
    ],
  ])('%s', (_, tiers, from, to, segments) => {
    expect(segmentsOf(tiers, from, to)).toEqual(segments)
  })

  test('skips tiers that do not nest into the windows of the query', () => {
    const tiers = [finest(1), tier(4), tier(8)]
    expect(segmentsOf(nesting(tiers, [true, true, false]), 0, 16)).toEqual(['4 [0, 16) coarsest that nests'])
    expect(segmentsOf(nesting(tiers, [true, false, true]), 0, 16)).toEqual(['8 [0, 16) coarsest that nests'])
  })

  test('is unservable where only tiers that do not nest keep rows', () => {
    const tiers = nesting([finest(1, 8), tier(4)], [true, false])
    expect(segmentsOf(nesting([finest(1)], [false]), 0, 8)).toEqual(['unservable at 0'])
    expect(segmentsOf(tiers, 0, 16)).toEqual(['unservable at 0'])
    expect(segmentsOf(tiers, 8, 16)).toEqual(['1 [8, 16) coarsest that nests'])
  })
})

describe('every route', () => {
  const sizes = [2, 4, 12]
  const edges = fc.tuple(
    ...sizes.map(() => fc.tuple(fc.integer({ min: -4, max: 12 }), fc.integer({ min: -4, max: 12 }))),
  )
  const ladders = edges.map(list => {
    const tiers: RouteTier[] = []
    for (const [k, [keptFrom, sealedUntil]] of list.entries()) {
      const floor = (time: number) => Math.floor(time / sizes[k]) * sizes[k]
      const until = k === 0 ? FOREVER : floor(Math.min(sealedUntil * 4, tiers[k - 1].sealedUntil))
      tiers.push(tier(sizes[k], floor(keptFrom * 4), until))
    }
    // The interlock: what is dropped is sealed in the next tier.
    return tiers.map((one, k) =>
      k + 1 < tiers.length ? { ...one, keptFrom: Math.min(one.keptFrom, tiers[k + 1].sealedUntil) } : one,
    )
  })
  const queries = fc.record({
    tiers: ladders,
    from: fc.integer({ min: -15, max: 50 }),
    length: fc.integer({ min: 1, max: 40 }),
    fitsWindows: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  })
  const keeps = ({ keptFrom, sealedUntil }: RouteTier, time: number) => time >= keptFrom && time < sealedUntil
  /** Whether the tier's window at `time` is written, kept, and lies within [from, to). */
  const could = ({ partition, keptFrom, sealedUntil }: RouteTier, time: number, from: number, to: number) =>
    partition.startOf(time) >= Math.max(keptFrom, from) && partition.endOf(time) <= Math.min(sealedUntil, to)

  test('covers its range exactly once, by whole windows that are kept and sealed, the coarsest there are (seed 41)', () => {
    const property = fc.property(queries, ({ tiers: ladder, from, length, fitsWindows }) => {
      const tiers = nesting(ladder, fitsWindows)
      const to = from + length
      const found = route('main', tiers, from, to)
      if ('unservable' in found) {
        const { unservable } = found
        expect(tiers.some(one => keeps(one, unservable))).toBe(true)
        for (const one of tiers)
          expect(one.fitsWindows && keeps(one, unservable) && one.partition.startOf(unservable) === unservable).toBe(
            false,
          )
        return
      }
      expect(found.from).toBeLessThanOrEqual(from)
      expect(found.to).toBeGreaterThanOrEqual(to)
      let at = found.from
      for (const segment of found.segments) {
        expect(segment.from).toBe(at)
        expect(segment.to).toBeGreaterThan(at)
        at = segment.to
        const k = tiers.findIndex(({ name }) => name === segment.tier)
        expect(isServed(segment)).toBe(k >= 0)
        if (k >= 0) {
          const { fitsWindows, partition, keptFrom, sealedUntil } = tiers[k]
          expect([fitsWindows, partition.startOf(segment.from), partition.startOf(segment.to)]).toEqual([
            true,
            segment.from,
            segment.to,
          ])
          expect(segment.from >= keptFrom && segment.to <= sealedUntil).toBe(true)
        }
        for (let time = segment.from; time < segment.to; time++) {
          if (k < 0) expect(tiers.some(one => keeps(one, time))).toBe(false)
          else
            for (const coarser of tiers.slice(k + 1)) {
              const served = coarser.fitsWindows && could(coarser, time, found.from, to)
              expect(served, `tier ${coarser.name} at ${time}`).toBe(false)
            }
        }
      }
      expect(at).toBe(found.to)
    })
    fc.assert(property, { seed: 41, numRuns: 1500 })
  })

  test('serves whatever is kept, if every tier nests (seed 42)', () => {
    const property = fc.property(queries, ({ tiers, from, length }) => {
      expect('unservable' in route('main', tiers, from, from + length)).toBe(false)
    })
    fc.assert(property, { seed: 42, numRuns: 1000 })
  })
})
