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

const LIVES_A_SEED = 100

/**
 * Random lives of rollups over a SQLite file, until the budget ends; each time that a writer opens its rollup again, the
 * file is opened again too. What every query answers is held against the raw points, and all that the file holds against
 * a memory store that was told the same. Throws on the first difference, naming the seed and the path of the life; gives
 * a line that says how much was compared.
 */
export async function sqliteLives(budgetSeconds: number, seed = 1): Promise<string> {
  const until = performance.now() + budgetSeconds * 1000
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-lives-'))
  const totals = { lives: 0, commands: 0, answers: 0, openings: 0, compared: 0 }
  let at = seed
  try {
    for (; performance.now() < until; at++) {
      const property = fc.asyncProperty(workloads, async workload => {
        if (performance.now() >= until) return
        const lived = await liveInFile(workload, join(folder, `${totals.lives++}.db`))
        totals.commands += lived.commands
        totals.answers += lived.answers
        totals.openings += lived.openings
        totals.compared += lived.compared
      })
      const outcome = await fc.check(property, { seed: at, numRuns: LIVES_A_SEED, endOnFailure: true })
      if (outcome.failed)
        throw new Error(
          `a life in SQLite differs (seed ${at}, path ${outcome.counterexamplePath}): ${outcome.errorInstance}\n${JSON.stringify(outcome.counterexample)}`,
          { cause: outcome.errorInstance },
        )
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const { lives, commands, answers, openings, compared } = totals
  return `sqlite lives: ${lives} (seeds ${seed} to ${at - 1}), ${commands} commands, the file opened ${openings} times, ${answers} answers compared with their raw points, ${compared} commits, leases and rows with the memory store's: all equal`
}

async function liveInFile(workload: Workload, path: string) {
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
