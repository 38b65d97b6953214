import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenRollups } from '../broken/rollups'
import { simulate } from '../support/simulation/simulation'
import { workloads } from '../support/simulation/workload'

const seed = 20261121

describe(`the simulation rejects a rollup whose store is wrong in one way (seed ${seed})`, () => {
  test.each(brokenRollups)('$wrong', async ({ wrap }) => {
    const outcome = await fc.check(
      fc.asyncProperty(workloads, async workload => {
        await simulate(workload, wrap)
      }),
      { seed, numRuns: 60, endOnFailure: true },
    )
    expect(outcome.failed).toBe(true)
  })
})
