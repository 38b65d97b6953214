import fc from 'fast-check'
import { simulate } from '../support/simulation/simulation'
import { workloads } from '../support/simulation/workload'

const RUNS_PER_SEED = 100

/**
 * Random simulations of rollups, until the budget ends: what every query answers, against folding the raw points. Throws on the
 * first difference, naming the seed and the path of the simulation; returns a line that reports how much was compared.
 */
export async function simulations(budgetSeconds: number, seed = 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const totals = { runs: 0, commands: 0, answers: 0 }
  let at = seed
  for (; performance.now() < until; at++) {
    const property = fc.asyncProperty(workloads, async workload => {
      if (performance.now() >= until) return
      const { commands, answers } = await simulate(workload)
      totals.runs++
      totals.commands += commands
      totals.answers += answers
    })
    const outcome = await fc.check(property, { seed: at, numRuns: RUNS_PER_SEED, endOnFailure: true })
    if (outcome.failed)
      throw new Error(
        `a simulation differs (seed ${at}, path ${outcome.counterexamplePath}): ${outcome.errorInstance}\n${JSON.stringify(outcome.counterexample)}`,
        { cause: outcome.errorInstance },
      )
  }
  const { runs, commands, answers } = totals
  return `simulations: ${runs} (seeds ${seed} to ${at - 1}), ${commands} commands, ${answers} answers compared with their raw points: all equal`
}
