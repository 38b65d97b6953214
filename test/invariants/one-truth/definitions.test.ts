import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type DefinitionCoverage,
  DefinitionSimulation,
  definitionChanges,
} from '../../support/simulation/definition-changes'

const seed = 20261121
const numRuns = 120

test(`one truth: answers are those of the points through any change of aggregates and tiers (seed ${seed}, ${numRuns} runs)`, async () => {
  const seen: DefinitionCoverage = { opened: 0, refused: 0, interrupted: 0, windows: 0, lacking: 0, unserved: 0 }
  const property = fc.asyncProperty(definitionChanges, workload => new DefinitionSimulation(seen).run(workload))
  await fc.assert(property, { seed, numRuns })
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(10)
})
