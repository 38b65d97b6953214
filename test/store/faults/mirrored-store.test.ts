import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src'
import { storeSuite } from '../../../src/testing/store-suite/store-suite'
import { brokenStores } from '../../broken/stores'
import { MirroredStore } from '../../support/mirrored-store'
import { simulate } from '../../support/simulation/simulation'
import { workloads } from '../../support/simulation/workload'
import { STORES } from './stores'

const seed = 61

test('a SQLite store and a memory store answer each call of the laws alike', async () => {
  for (const law of storeSuite(() => new MirroredStore(STORES[1].make(), memoryStore())))
    await law.check({ runs: 10, seed })
})

describe(`a random life over two stores shows which of them is wrong (seed ${seed})`, () => {
  const wrongs = [
    'applies a sequence twice',
    'forgets the position if a commit leaves it out',
    'drops too much',
    'lists series newest first',
  ]
  test.each(brokenStores.filter(({ wrong }) => wrongs.includes(wrong)))('$wrong', async ({ make }) => {
    const property = fc.asyncProperty(workloads, async script => {
      let mirrored: MirroredStore | undefined
      await simulate(script, memory => {
        mirrored ??= new MirroredStore(memory, make())
        return mirrored
      })
      await mirrored!.compare(['1s', '10s', '1m'])
    })
    const outcome = await fc.check(property, { seed, numRuns: 60, endOnFailure: true })
    expect(String(outcome.errorInstance)).toContain('one store has')
  })
})
