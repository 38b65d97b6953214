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
import { type Act, history, isExplained } from './history'
import { ScheduledStore } from './scheduled'
import { STORES } from './stores'

const seed = 59

const folder = mkdtempSync(join(tmpdir(), 'tidemark-history-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

const inFile = (): Store[] => {
  const path = join(folder, `${files++}.db`)
  return [1, 2, 3].map(() => sqliteStore(new Database(path), { synchronous: 'normal' }))
}

const act = fc.constantFrom<Act>('commit', 'commit', 'commit', 'again', 'lease', 'read first', 'read last')
const clients = fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 })

const explained = (connect: () => Store[], outcomes: string[] = []) =>
  fc.asyncProperty(clients, fc.scheduler(), async (acts, scheduler) => {
    const stores = connect().map(store => new ScheduledStore(store, scheduler, { echoes: true }))
    const calls = await history(stores, acts, scheduler)
    for (const { told } of calls) if (told.did === 'commit') outcomes.push(told.outcome)
    return isExplained(calls)
  })

describe(`calls that overlap tell what they would one after another, whatever order they come in (seed ${seed})`, () => {
  const connections = [
    ...STORES.map(({ kind, make }) => ({ kind: `a store of ${kind}`, connect: () => [make()], runs: 80 })),
    { kind: 'three connections to a file of SQLite', connect: inFile, runs: 30 },
  ]
  test.each(connections)('$kind', async ({ connect, runs }) => {
    const outcomes: string[] = []
    await fc.assert(explained(connect, outcomes), { seed, numRuns: runs })
    for (const each of ['done', 'TIDEMARK_FENCED'])
      expect(outcomes.filter(outcome => outcome === each).length).toBeGreaterThan(runs / 2)
  })
})

describe(`the same check rejects a store that is wrong in one way (seed ${seed})`, () => {
  test.each(unsafeStores)('$wrong', async ({ wrap }) => {
    const outcome = await fc.check(
      explained(() => [wrap(memoryStore())]),
      { seed, numRuns: 200, endOnFailure: true },
    )
    expect(outcome.failed).toBe(true)
    expect(outcome.errorInstance).toMatchObject({ message: 'Property failed by returning false' })
  })

  test.each(unsafeStores)('and shows that it needs calls that overlap: $wrong', async ({ wrap }) => {
    const alone = fc.asyncProperty(fc.scheduler(), async scheduler =>
      isExplained(await history([wrap(memoryStore())], [['commit', 'read last', 'commit', 'read first']], scheduler)),
    )
    await fc.assert(alone, { seed, numRuns: 1 })
  })
})
