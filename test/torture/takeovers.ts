import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleChild } from './loads/child'
import { type ContestedLoadResult, contestedLoad } from './loads/contested-load'

const OWNERS = 3
const EVENTS_PER_LOAD = 60_000

/**
 * Processes that take one writer over from each other, again and again until the budget ends, while those before go on writing:
 * what SQLite holds in the end, event for event, against the raw source. Throws on the first difference, naming the seed; returns a
 * line that says how many takeovers there were.
 */
export async function takeovers(budgetSeconds: number, seed = 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-takeovers-'))
  const loads: ContestedLoadResult[] = []
  let at = seed
  try {
    const program = await bundleChild('owning', folder)
    do {
      loads.push(await contestedLoad({ seed: at, events: EVENTS_PER_LOAD, folder, program, owners: OWNERS, until }))
      at++
    } while (performance.now() < until)
  } catch (error) {
    throw new Error(`a load that was taken over differs (seed ${at}): ${error}`, { cause: error })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const total = (name: keyof ContestedLoadResult) => loads.reduce((sum, load) => sum + load[name], 0)
  return `takeovers: ${total('takeovers')} of ${OWNERS} processes (seeds ${seed} to ${at - 1}, ${total('stops')} stops), ${total('fenced')} fenced while they wrote, ${total('refused')} writes of zombies, all refused; ${total('events')} events, ${total('windows')} windows compared with them: nothing lost, nothing twice`
}
