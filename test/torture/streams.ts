import fc from 'fast-check'
import { CASES, EMITS, MODES } from '../support/stream/cases'
import { type StreamCase, simulateStream } from '../support/stream/simulation'
import { RealStream } from '../support/stream/subject'
import { bursts, type StreamWorkload, streamWorkloads } from '../support/stream/workload'

const RUNS_PER_SEED = 200
const aggregates = fc.constantFrom<('exact' | 'rich')[]>('exact', 'rich')
/** Now and then a crowd in the middle. */
const workloads = fc
  .tuple(streamWorkloads, fc.option(bursts, { freq: 3, nil: undefined }), fc.nat(50))
  .map(([script, crowd, at]) => {
    if (!crowd) return script
    return { ...script, commands: script.commands.toSpliced(at % script.commands.length, 0, crowd) }
  })
const kinds = fc.record({
  at: fc.constantFrom(...CASES),
  mode: fc.constantFrom(...MODES),
  emit: fc.constantFrom(...EMITS),
})

/**
 * Random simulations of streams, until the budget ends: every pane, refusal, late event and counter against the brute-force
 * model. Throws on the first difference, naming the seed and the path of the simulation; returns a line that reports how much was compared.
 */
export async function streams(budgetSeconds: number, seed = 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const totals = { led: 0, commands: 0, panes: 0 }
  const run = (script: StreamWorkload, kind: StreamCase, of: 'exact' | 'rich') => {
    if (performance.now() >= until) return
    const { commands, panes } = simulateStream(script, kind, setting => new RealStream(setting, of))
    totals.led++
    totals.commands += commands
    totals.panes += panes
  }
  let at = seed
  for (; performance.now() < until; at++) {
    const outcome = fc.check(fc.property(workloads, kinds, aggregates, run), {
      seed: at,
      numRuns: RUNS_PER_SEED,
      endOnFailure: true,
    })
    if (outcome.failed)
      throw new Error(
        `a stream differs (seed ${at}, path ${outcome.counterexamplePath}): ${outcome.errorInstance}\n${JSON.stringify(outcome.counterexample)}`,
        { cause: outcome.errorInstance },
      )
  }
  const { led, commands, panes } = totals
  return `streams: ${led} simulations (seeds ${seed} to ${at - 1}), ${commands} commands, ${panes} panes compared with the model's: all equal`
}
