import { fuzz } from './anything/fuzz-target'
import { plainTargets } from './anything/plain'
import { rollupTargets } from './anything/rollup'
import { storeTargets } from './anything/store'
import { streamTargets } from './anything/stream'

const CALLS_PER_ROUND = 40

/**
 * Calls every public function with anything for every parameter, target by target until the budget ends: each call
 * ends in a result or in a TidemarkError that has changed nothing and covers no error of the library's own, and leaves the
 * prototypes of objects and lists alone.
 * Throws the shrunk faults of all targets, with their seeds.
 */
export async function anything(budgetSeconds: number, seed = Date.now() | 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const targets = [...plainTargets, ...streamTargets, ...rollupTargets, ...storeTargets]
  const faults = new Map<string, string>()
  const totals = { calls: 0, refused: 0, turns: 0 }
  let longest = { name: '', ms: 0 }
  do {
    for (const target of targets) {
      if (faults.has(target.name)) continue
      if (totals.turns > 0 && performance.now() >= until) break
      const tried = await fuzz(target, CALLS_PER_ROUND, seed + totals.turns)
      totals.calls += tried.calls
      totals.refused += tried.refused
      if (tried.longest > longest.ms) longest = { name: target.name, ms: tried.longest }
      if (tried.fault) faults.set(target.name, tried.fault)
    }
    totals.turns++
  } while (performance.now() < until)
  if (faults.size > 0)
    throw new Error(`anything: at ${faults.size} of ${targets.length} targets\n${[...faults.values()].join('\n')}`)
  return `anything: ${totals.calls} calls at ${targets.length} targets, ${totals.calls - totals.refused} answered, ${totals.refused} refused, nothing else; the longest took ${Math.round(longest.ms)} ms, at ${longest.name} (seeds ${seed} to ${seed + totals.turns - 1})`
}
