import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src'
import { storeSuite } from '../../../src/testing/store-suite/store-suite'
import { brokenStores } from '../../broken/stores'
import { live } from '../../invariants/life'
import { scripts } from '../../invariants/script'
import { STORES } from './stores'
import { TwinStore } from './twin'

const seed = 61

test('a store of SQLite and a store of memory that are told the same answer the same, in all that the laws ask', async () => {
  for (const law of storeSuite(() => new TwinStore(STORES[1].make(), memoryStore())))
    await law.check({ runs: 10, seed })
})

describe(`a random life over two stores tells which of them is wrong (seed ${seed})`, () => {
  const wrongs = [
    'applies a sequence twice',
    'forgets a position that is left out',
    'drops too much',
    'gives series newest first',
  ]
  test.each(brokenStores.filter(({ wrong }) => wrongs.includes(wrong)))('$wrong', async ({ make }) => {
    const property = fc.asyncProperty(scripts, async script => {
      let twin: TwinStore | undefined
      await live(script, memory => {
        twin ??= new TwinStore(memory, make())
        return twin
      })
      await twin!.compare(['1s', '10s', '1m'])
    })
    const outcome = await fc.check(property, { seed, numRuns: 60, endOnFailure: true })
    expect(String(outcome.errorInstance)).toContain('one store has')
  })
})
