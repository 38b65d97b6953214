import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import Database from 'libsql'
import { sqliteStore } from '../../src/store/sqlite'
import { toLadder } from '../../src/tier/ladder'
import { MirroredStore } from '../support/mirrored-store'
import { SCENARIOS } from '../support/simulation/scenarios'
import { simulate } from '../support/simulation/simulation'
import { type Workload, workloads } from '../support/simulation/workload'

const RUNS_PER_SEED = 100

/**
 * Random simulations of rollups over a SQLite file, until the budget ends; each time that a writer opens its rollup again, the
 * file is opened again too. What every query answers is held against the raw points, and all that the file holds against
 * a memory store that was told the same. Throws on the first difference, naming the seed and the path of the simulation; returns
 * a line that says how much was compared.
 */
export async function sqliteSimulations(budgetSeconds: number, seed = 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-simulations-'))
  const totals = { simulations: 0, commands: 0, answers: 0, openings: 0, compared: 0 }
  let at = seed
  try {
    for (; performance.now() < until; at++) {
      const property = fc.asyncProperty(workloads, async workload => {
        if (performance.now() >= until) return
        const result = await simulateInFile(workload, join(folder, `${totals.simulations++}.db`))
        totals.commands += result.commands
        totals.answers += result.answers
        totals.openings += result.openings
        totals.compared += result.compared
      })
      const outcome = await fc.check(property, { seed: at, numRuns: RUNS_PER_SEED, endOnFailure: true })
      if (outcome.failed)
        throw new Error(
          `a simulation over SQLite differs (seed ${at}, path ${outcome.counterexamplePath}): ${outcome.errorInstance}\n${JSON.stringify(outcome.counterexample)}`,
          { cause: outcome.errorInstance },
        )
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const { simulations, commands, answers, openings, compared } = totals
  return `sqlite simulations: ${simulations} (seeds ${seed} to ${at - 1}), ${commands} commands, the file opened ${openings} times, ${answers} answers compared with their raw points, ${compared} commits, leases and rows with the memory store's: all equal`
}

async function simulateInFile(workload: Workload, path: string) {
  const handles: Database.Database[] = []
  const open = () => {
    const handle = new Database(path)
    handles.push(handle)
    return sqliteStore(handle, { synchronous: 'normal' })
  }
  const close = () => {
    for (const handle of handles.splice(0)) handle.close()
  }
  let mirrored: MirroredStore | undefined
  let openings = 0
  try {
    const { commands, answers } = await simulate(workload, memory => {
      openings++
      if (!mirrored) mirrored = new MirroredStore(open(), memory)
      else mirrored.reopen(open)
      return mirrored
    })
    await mirrored!.reopen(() => {
      close()
      return open()
    })
    const { tiers, sealDelay } = SCENARIOS[workload.scenario]
    await mirrored!.compare(toLadder(tiers, sealDelay).map(({ name }) => name))
    return { commands, answers, openings: openings + 1, compared: mirrored!.compared }
  } finally {
    close()
    for (const part of ['', '-wal', '-shm']) rmSync(`${path}${part}`, { force: true })
  }
}
