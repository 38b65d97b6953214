import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addPoints, expectedRows, openRollup, queryRows } from '../support/fixtures/exact-rollup'

const seed = 17

const points = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 300_000 }), value: fc.integer({ min: -9, max: 9 }) }),
  { minLength: 1, maxLength: 60 },
)
const cuts = fc
  .tuple(fc.nat(320), fc.nat(320), fc.nat(320))
  .map(list => list.sort((a, b) => a - b))
  .filter(([a, b, c]) => a < b && b < c)

test(`additive ranges: [a, b) + [b, c) equals [a, c), whichever tiers serve them (seed ${seed})`, async () => {
  const run = async (list: { time: number; value: number }[], now: number, [a, b, c]: number[]) => {
    const api = await openRollup()
    addPoints(api, list.slice(0, list.length / 2))
    await api.advance(now)
    addPoints(api, list.slice(list.length / 2))
    // If seconds are dropped, the edges are widened. The answer reports its range, and the next query continues from there.
    const left = await api.query({ metric: 'm', from: a * 1000, to: b * 1000 })
    const whole = await api.query({ metric: 'm', from: left.from, to: Math.max(c * 1000, left.to + 60_000) })
    const right = await api.query({ metric: 'm', from: left.to, to: whole.to })
    expect([right.from, right.to, whole.from]).toEqual([left.to, whole.to, left.from])
    const [x, y, z] = [left, right, whole].map(({ groups }) => groups[0].columns)
    expect(z.n[0] || 0).toBe((x.n[0] || 0) + (y.n[0] || 0))
    expect(z.sum[0] || 0).toBe((x.sum[0] || 0) + (y.sum[0] || 0))
    expect((await queryRows(api, { from: whole.from, to: whole.to })).flat().slice(2)).toEqual(
      fold(list, whole.from, whole.to),
    )
  }
  await fc.assert(fc.asyncProperty(points, fc.integer({ min: 0, max: 400_000 }), cuts, run), { seed, numRuns: 150 })
})

function fold(list: { time: number; value: number }[], from: number, to: number): unknown[] {
  const inside = list
    .filter(({ time }) => time >= from && time < to)
    .map(({ time, value }) => ({ time: time - from, value }))
  return (expectedRows(inside, 0, to - from, to - from)[0] as unknown[]).slice(2)
}
