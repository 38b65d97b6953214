import { tryDoor } from './anything/door'
import { plainDoors } from './anything/plain'
import { rollupDoors } from './anything/rollup'
import { storeDoors } from './anything/store'
import { streamDoors } from './anything/stream'

const CALLS_PER_ROUND = 40

/**
 * Calls every public function with anything for every parameter, door by door in turns until the budget ends: each call
 * ends in a result or in a TidemarkError that has changed nothing and covers no error of the library's own, and leaves the
 * prototypes of objects and lists alone.
 * Throws what it found at all doors, as small as it could be made, with the seeds.
 */
export async function anything(budgetSeconds: number, seed = Date.now() | 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const doors = [...plainDoors, ...streamDoors, ...rollupDoors, ...storeDoors]
  const faults = new Map<string, string>()
  const totals = { calls: 0, refused: 0, turns: 0 }
  let longest = { name: '', ms: 0 }
  do {
    for (const door of doors) {
      if (faults.has(door.name)) continue
      if (totals.turns > 0 && performance.now() >= until) break
      const tried = await tryDoor(door, CALLS_PER_ROUND, seed + totals.turns)
      totals.calls += tried.calls
      totals.refused += tried.refused
      if (tried.longest > longest.ms) longest = { name: door.name, ms: tried.longest }
      if (tried.fault) faults.set(door.name, tried.fault)
    }
    totals.turns++
  } while (performance.now() < until)
  if (faults.size > 0)
    throw new Error(`anything: at ${faults.size} of ${doors.length} doors\n${[...faults.values()].join('\n')}`)
  return `anything: ${totals.calls} calls at ${doors.length} doors, ${totals.calls - totals.refused} answered, ${totals.refused} refused, nothing else; the longest took ${Math.round(longest.ms)} ms, at ${longest.name} (seeds ${seed} to ${seed + totals.turns - 1})`
}
