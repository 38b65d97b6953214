import fc from 'fast-check'
import { simulate } from '../support/simulation/simulation'
import { workloads } from '../support/simulation/workload'

const LIVES_A_SEED = 100

/**
 * Random lives of rollups, until the budget ends: what every query answers, against folding the raw points. Throws on the
 * first difference, naming the seed and the path of the life; gives a line that says how much was compared.
 */
export async function lives(budgetSeconds: number, seed = 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const totals = { lives: 0, commands: 0, answers: 0 }
  let at = seed
  for (; performance.now() < until; at++) {
    const property = fc.asyncProperty(workloads, async workload => {
      if (performance.now() >= until) return
      const { commands, answers } = await simulate(workload)
      totals.lives++
      totals.commands += commands
      totals.answers += answers
    })
    const outcome = await fc.check(property, { seed: at, numRuns: LIVES_A_SEED, endOnFailure: true })
    if (outcome.failed)
      throw new Error(
        `a life differs (seed ${at}, path ${outcome.counterexamplePath}): ${outcome.errorInstance}\n${JSON.stringify(outcome.counterexample)}`,
        { cause: outcome.errorInstance },
      )
  }
  const { lives, commands, answers } = totals
  return `lives: ${lives} (seeds ${seed} to ${at - 1}), ${commands} commands, ${answers} answers compared with their raw points: all equal`
}
