import fc from 'fast-check'
import { expect, test } from 'vitest'
import { simulate } from '../../support/simulation/simulation'
import { workloads } from '../../support/simulation/workload'

test('one truth: a query runs again if retention drops rows while a filler looks for neighbors (seed 19, path 66)', async () => {
  let answers = 0
  const property = fc.asyncProperty(workloads, async workload => {
    answers += (await simulate(workload)).answers
  })
  await fc.assert(property, { seed: 19, path: '66', endOnFailure: true })
  expect(answers).toBeGreaterThan(0)
})
