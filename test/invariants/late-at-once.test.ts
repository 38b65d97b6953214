import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addPoints, expectedRows, openRollup, queryRows, type TestPoint } from '../support/fixtures/exact-rollup'

const seed = 13

const points = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 300_000 }), value: fc.integer({ min: -9, max: 9 }) }),
  { minLength: 1, maxLength: 40 },
)
const WIDTHS = [1000, 10_000, 60_000]

test(`late points show at once: an accepted late point is in the next query, at every resolution, before and after a flush (seed ${seed})`, async () => {
  const run = async (early: TestPoint[], late: TestPoint[], now: number) => {
    const api = await openRollup()
    addPoints(api, early)
    await api.advance(now)
    const { dropped } = kept(now)
    addPoints(api, late)
    const all = [...early, ...late]
    const check = async () => {
      for (const [k, width] of WIDTHS.entries()) {
        const from = Math.max(0, dropped[k])
        const asked = { from, to: from + 60_000, every: width }
        expect(await queryRows(api, asked)).toEqual(expectedRows(all, asked.from, asked.to, width))
      }
    }
    await check()
    const flushed = api.flush()
    await check()
    await flushed
    await check()
    expect(api.stats().late).toBe(late.filter(({ time }) => time < kept(now).sealed).length)
  }
  await fc.assert(fc.asyncProperty(points, points, fc.integer({ min: 0, max: 400_000 }), run), { seed, numRuns: 150 })
})

/** The marks of the ladder after `advance(now)`, by its definition. */
function kept(now: number): { sealed: number; dropped: number[] } {
  const floor = (time: number, width: number) => Math.floor(time / width) * width
  const sealed = WIDTHS.map(width => floor(now - 3000, width))
  return {
    sealed: sealed[0],
    dropped: [Math.min(floor(now - 20_000, 1000), sealed[1]), Math.min(floor(now - 90_000, 10_000), sealed[2]), 0],
  }
}
