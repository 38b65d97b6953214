import fc from 'fast-check'
import { CASES, EMITS, MODES } from '../stream/cases'
import { type Kind, live } from '../stream/live'
import { type Script, scripts } from '../stream/script'

const LIVES_A_SEED = 200
const kinds = fc.record({
  at: fc.constantFrom(...CASES),
  mode: fc.constantFrom(...MODES),
  emit: fc.constantFrom(...EMITS),
})

/**
 * Random lives of streams, until the budget ends: every pane, refusal, late event and counter against the brute-force
 * model. Throws on the first difference, naming the seed and the path of the life; gives a line that says how much was compared.
 */
export async function streams(budgetSeconds: number, seed = 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const totals = { lives: 0, commands: 0, panes: 0 }
  const run = (script: Script, kind: Kind) => {
    if (performance.now() >= until) return
    const { commands, panes } = live(script, kind)
    totals.lives++
    totals.commands += commands
    totals.panes += panes
  }
  let at = seed
  for (; performance.now() < until; at++) {
    const outcome = fc.check(fc.property(scripts, kinds, run), { seed: at, numRuns: LIVES_A_SEED, endOnFailure: true })
    if (outcome.failed)
      throw new Error(
        `a stream differs (seed ${at}, path ${outcome.counterexamplePath}): ${outcome.errorInstance}\n${JSON.stringify(outcome.counterexample)}`,
        { cause: outcome.errorInstance },
      )
  }
  const { lives, commands, panes } = totals
  return `streams: ${lives} lives (seeds ${seed} to ${at - 1}), ${commands} commands, ${panes} panes compared with the model's: all equal`
}
