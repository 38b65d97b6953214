import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type DefinitionCoverage,
  DefinitionSimulation,
  definitionChanges,
} from '../support/simulation/definition-changes'

const seed = 20261121
const numRuns = 120

test(`answers are those of the points through any change of aggregates and tiers (seed ${seed}, ${numRuns} lives)`, async () => {
  const seen: DefinitionCoverage = { opened: 0, refused: 0, interrupted: 0, windows: 0, lacking: 0, unserved: 0 }
  const lives = fc.asyncProperty(definitionChanges, life => new DefinitionSimulation(seen).live(life))
  await fc.assert(lives, { seed, numRuns })
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(10)
})
