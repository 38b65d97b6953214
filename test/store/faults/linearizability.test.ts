import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import Database from 'libsql'
import { afterAll, describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src'
import { sqliteStore } from '../../../src/store/sqlite'
import type { Store } from '../../../src/store/store'
import { unsafeStores } from '../../broken/stores-unsafe'
import { type ClientStep, isLinearizable, recordCalls } from './linearizability'
import { ScheduledStore } from './scheduled-store'
import { STORES } from './stores'

const seed = 59

const folder = mkdtempSync(join(tmpdir(), 'tidemark-calls-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

const inFile = (): Store[] => {
  const path = join(folder, `${files++}.db`)
  return [1, 2, 3].map(() => sqliteStore(new Database(path), { synchronous: 'normal' }))
}

const step = fc.constantFrom<ClientStep>('commit', 'commit', 'commit', 'again', 'lease', 'read first', 'read last')
const clients = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 })

const linearizable = (connect: () => Store[], outcomes: string[] = []) =>
  fc.asyncProperty(clients, fc.scheduler(), async (steps, scheduler) => {
    const stores = connect().map(store => new ScheduledStore(store, scheduler, { duplicates: true }))
    const calls = await recordCalls(stores, steps, scheduler)
    for (const { result } of calls) if (result.kind === 'commit') outcomes.push(result.outcome)
    return isLinearizable(calls)
  })

describe(`overlapping calls have the results of some order, one after another (seed ${seed})`, () => {
  const connections = [
    ...STORES.map(({ kind, make }) => ({ kind: `a store of ${kind}`, connect: () => [make()], runs: 80 })),
    { kind: 'three connections to a file of SQLite', connect: inFile, runs: 30 },
  ]
  test.each(connections)('$kind', async ({ connect, runs }) => {
    const outcomes: string[] = []
    await fc.assert(linearizable(connect, outcomes), { seed, numRuns: runs })
    for (const each of ['done', 'TIDEMARK_FENCED'])
      expect(outcomes.filter(outcome => outcome === each).length).toBeGreaterThan(runs / 2)
  })
})

describe(`the same check rejects a store that is wrong in one way (seed ${seed})`, () => {
  test.each(unsafeStores)('$wrong', async ({ wrap }) => {
    const outcome = await fc.check(
      linearizable(() => [wrap(memoryStore())]),
      { seed, numRuns: 200, endOnFailure: true },
    )
    expect(outcome.failed).toBe(true)
    expect(outcome.errorInstance).toMatchObject({ message: 'Property failed by returning false' })
  })

  test.each(unsafeStores)('and does not without overlapping calls: $wrong', async ({ wrap }) => {
    const alone = fc.asyncProperty(fc.scheduler(), async scheduler =>
      isLinearizable(
        await recordCalls([wrap(memoryStore())], [['commit', 'read last', 'commit', 'read first']], scheduler),
      ),
    )
    await fc.assert(alone, { seed, numRuns: 1 })
  })
})
