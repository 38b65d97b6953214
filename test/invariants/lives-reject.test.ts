import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenRollups } from '../broken/rollups'
import { live } from './life'
import { scripts } from './script'

const seed = 20261121

describe(`random lives reject a rollup whose store is wrong in one way (seed ${seed})`, () => {
  test.each(brokenRollups)('$wrong', async ({ wrap }) => {
    const outcome = await fc.check(
      fc.asyncProperty(scripts, async script => {
        await live(script, wrap)
      }),
      { seed, numRuns: 60, endOnFailure: true },
    )
    expect(outcome.failed).toBe(true)
  })
})
