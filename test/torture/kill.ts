import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { bundleChild } from './loads/child'
import { type KilledLoadResult, killedLoad } from './loads/killed-load'
import { goalOf } from './run/goal'

const EVENTS_PER_LOAD = 40_000
/** In CI, however slow its machine is. */
const MIN_KILLS = env.CI ? 300 : 1

/**
 * Loads that are killed by SIGKILL at random moments, until the budget ends or as often as KILLS asks for: what SQLite holds then,
 * event for event, against the raw source. Throws on the first difference, naming the seed; returns a line that reports how many kills
 * there were.
 */
export async function kill(budgetSeconds: number, seed = 1): Promise<string> {
  const goal = goalOf('kill', budgetSeconds, MIN_KILLS)
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-kill-'))
  const loads: KilledLoadResult[] = []
  let next = seed
  let kills = 0
  let failed = false
  const enough = () => failed || goal.isReached(kills)
  const afterKill = () => {
    kills++
    return enough()
  }
  // While one process starts, another one is killed.
  const lane = async (program: string) => {
    do {
      const load = {
        seed: next++,
        events: EVENTS_PER_LOAD,
        way: 'together',
        folder,
        program,
        enough: afterKill,
      } as const
      try {
        loads.push(await killedLoad(load))
      } catch (error) {
        failed = true
        throw new Error(`a killed load differs (seed ${load.seed}): ${error}`, { cause: error })
      }
    } while (!enough())
  }
  try {
    const program = await bundleChild('loading', folder)
    const lanes = await Promise.allSettled(Array.from({ length: availableParallelism() }, () => lane(program)))
    for (const one of lanes) if (one.status === 'rejected') throw one.reason
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const total = (name: keyof KilledLoadResult) => loads.reduce((sum, load) => sum + load[name], 0)
  return `kill: ${total('kills')} kills (seeds ${seed} to ${next - 1}), ${total('afterCommit')} after a commit and ${total('withinCommit')} within one; ${total('events')} events, ${total('windows')} windows compared with them: nothing lost, nothing twice`
}
