import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Route, type RouteTier, route } from '../../src/route/route'
import { fixed } from '../../src/window'

const FOREVER = Number.POSITIVE_INFINITY

/** A tier of windows of `size`, kept from `kept` on and sealed up to `sealed`. */
const tier = (size: number, kept = -1000, sealed = 1000): RouteTier => {
  const partition = fixed(size)
  return { name: `${size}`, partition, kept, sealed }
}
const finest = (size: number, kept = -1000) => tier(size, kept, FOREVER)

/** The legs as a person writes them: `4 [4, 8) coarsest that nests`. */
function told(way: Route): string[] {
  if ('stuck' in way) return [`stuck at ${way.stuck}`]
  return way.legs.map(({ tier, from, to, why }) => `${tier?.name ?? 'none'} [${from}, ${to}) ${why}`)
}

const go = (tiers: RouteTier[], from: number, to: number, fits = tiers.map(() => true)) =>
  told(route(tiers, fits, from, to))

describe('the route through one tier', () => {
  test.each<[string, RouteTier, number, number, string[]]>([
    ['is one leg', finest(10), 0, 30, ['10 [0, 30) coarsest that nests']],
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
      'says where nothing is kept any more',
      finest(10, 20),
      0,
      40,
      ['none [0, 20) kept by no tier', '10 [20, 40) coarsest that nests'],
    ],
    ['says so of a range that is dropped as a whole', finest(10, 50), 0, 40, ['none [0, 40) kept by no tier']],
  ])('%s', (_, one, from, to, legs) => {
    expect(go([one], from, to)).toEqual(legs)
  })

  test('has the range that it covers, widened', () => {
    expect(route([finest(10)], [true], 3, 21)).toMatchObject({ from: 0, to: 30 })
    expect(route([finest(10)], [true], 10, 20)).toMatchObject({ from: 10, to: 20 })
  })
})

describe('the route through tiers', () => {
  test.each<[string, RouteTier[], number, number, string[]]>([
    [
      'takes the coarsest where the range is made of its windows',
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
    [
      'stays fine where no coarser window lies within the range',
      [finest(1), tier(8)],
      5,
      11,
      ['1 [5, 11) finer: edge'],
    ],
    [
      'goes on with finer tiers where the coarser is not sealed yet',
      [finest(1), tier(4, -1000, 12), tier(8, -1000, 8)],
      0,
      20,
      ['8 [0, 8) coarsest that nests', '4 [8, 12) finer: not yet sealed', '1 [12, 20) finer: not yet sealed'],
    ],
    [
      'asks the finest alone where nothing was ever sealed',
      [finest(1), tier(4, -1000, -1000)],
      0,
      8,
      ['1 [0, 8) finer: not yet sealed'],
    ],
    [
      'takes finer rows where the coarser ones were dropped',
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
  ])('%s', (_, tiers, from, to, legs) => {
    expect(go(tiers, from, to)).toEqual(legs)
  })

  test('passes over tiers whose windows do not lie within those that are asked for', () => {
    expect(go([finest(1), tier(4), tier(8)], 0, 16, [true, true, false])).toEqual(['4 [0, 16) coarsest that nests'])
    expect(go([finest(1), tier(4), tier(8)], 0, 16, [true, false, true])).toEqual(['8 [0, 16) coarsest that nests'])
  })

  test('is stuck where only tiers that do not fit keep something', () => {
    expect(go([finest(1)], 0, 8, [false])).toEqual(['stuck at 0'])
    expect(go([finest(1, 8), tier(4)], 0, 16, [true, false])).toEqual(['stuck at 0'])
    expect(go([finest(1, 8), tier(4)], 8, 16, [true, false])).toEqual(['1 [8, 16) coarsest that nests'])
  })
})

describe('every route', () => {
  const sizes = [2, 4, 12]
  const edges = fc.tuple(
    ...sizes.map(() => fc.tuple(fc.integer({ min: -4, max: 12 }), fc.integer({ min: -4, max: 12 }))),
  )
  const lives = edges.map(list => {
    const tiers: RouteTier[] = []
    for (const [k, [kept, sealed]] of list.entries()) {
      const floor = (time: number) => Math.floor(time / sizes[k]) * sizes[k]
      const until = k === 0 ? FOREVER : floor(Math.min(sealed * 4, tiers[k - 1].sealed))
      tiers.push(tier(sizes[k], floor(kept * 4), until))
    }
    // The interlock: what is dropped is sealed in the next tier.
    return tiers.map((one, k) =>
      k + 1 < tiers.length ? { ...one, kept: Math.min(one.kept, tiers[k + 1].sealed) } : one,
    )
  })
  const asks = fc.record({
    tiers: lives,
    from: fc.integer({ min: -15, max: 50 }),
    length: fc.integer({ min: 1, max: 40 }),
    fits: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  })
  const keeps = ({ kept, sealed }: RouteTier, time: number) => time >= kept && time < sealed
  /** Whether the tier's window at `time` is written, kept, and lies within [from, to). */
  const could = ({ partition, kept, sealed }: RouteTier, time: number, from: number, to: number) =>
    partition.startOf(time) >= Math.max(kept, from) && partition.endOf(time) <= Math.min(sealed, to)

  test('covers its range exactly once, by whole windows that are kept and sealed, the coarsest there are (seed 41)', () => {
    const property = fc.property(asks, ({ tiers, from, length, fits }) => {
      const to = from + length
      const way = route(tiers, fits, from, to)
      if ('stuck' in way) {
        expect(tiers.some(one => keeps(one, way.stuck))).toBe(true)
        for (const [k, one] of tiers.entries())
          expect(fits[k] && keeps(one, way.stuck) && one.partition.startOf(way.stuck) === way.stuck).toBe(false)
        return
      }
      expect(way.from).toBeLessThanOrEqual(from)
      expect(way.to).toBeGreaterThanOrEqual(to)
      let at = way.from
      for (const leg of way.legs) {
        expect(leg.from).toBe(at)
        expect(leg.to).toBeGreaterThan(at)
        at = leg.to
        const k = leg.tier ? tiers.indexOf(leg.tier) : -1
        if (leg.tier) {
          const { partition, kept, sealed } = leg.tier
          expect([fits[k], partition.startOf(leg.from), partition.startOf(leg.to)]).toEqual([true, leg.from, leg.to])
          expect(leg.from >= kept && leg.to <= sealed).toBe(true)
        }
        for (let time = leg.from; time < leg.to; time++) {
          if (!leg.tier) expect(tiers.some(one => keeps(one, time))).toBe(false)
          else
            for (let j = k + 1; j < tiers.length; j++)
              expect(fits[j] && could(tiers[j], time, way.from, to), `tier ${tiers[j].name} at ${time}`).toBe(false)
        }
      }
      expect(at).toBe(way.to)
    })
    fc.assert(property, { seed: 41, numRuns: 1500 })
  })

  test('is never stuck where every tier fits: whatever is kept can be served (seed 42)', () => {
    const property = fc.property(asks, ({ tiers, from, length }) => {
      expect('stuck' in route(tiers, [true, true, true], from, from + length)).toBe(false)
    })
    fc.assert(property, { seed: 42, numRuns: 1000 })
  })
})
