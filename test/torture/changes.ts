import fc from 'fast-check'
import {
  type DefinitionCoverage,
  DefinitionSimulation,
  definitionChanges,
} from '../support/simulation/definition-changes'

const RUNS_PER_SEED = 50

/**
 * Simulations of two writers whose aggregates and tiers change, until the budget ends; some openings are cut short. What every
 * query answers is held against the raw points. Throws on the first difference, naming the seed and the path of the simulation;
 * gives a line that says how much was compared.
 */
export async function changes(budgetSeconds: number, seed = Date.now() % 2 ** 31): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const seen: DefinitionCoverage = { opened: 0, refused: 0, interrupted: 0, windows: 0, lacking: 0, unserved: 0 }
  let runs = 0
  let at = seed
  for (; performance.now() < until; at++) {
    const property = fc.asyncProperty(definitionChanges, async workload => {
      if (performance.now() >= until) return
      runs++
      await new DefinitionSimulation(seen).run(workload)
    })
    await fc.assert(property, { seed: at, numRuns: RUNS_PER_SEED, endOnFailure: true })
  }
  const { opened, refused, interrupted, windows, lacking } = seen
  return `changes: ${runs} simulations of two writers (seeds ${seed} to ${at - 1}), ${opened} openings, ${interrupted} cut short and ${refused} refused; ${windows} windows equal to the raw points, ${lacking} readings NaN since older rows lack them`
}
