import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src'
import type { Store } from '../../../src/store/store'
import { storeSuite } from '../../../src/testing/store-suite/store-suite'
import { unsafeStores } from '../../broken/stores-unsafe'
import { FaultInjector, FaultyStore, isInjected } from '../../support/faulty-store'
import { RetryingStore } from './retrying-store'
import { STORES } from './stores'

/** The longest laws make many calls of a kind, and more faults would show no more. */
const MAX_FAULTS = 40

const names = storeSuite(STORES[0].make).map(({ name }) => name)

/** Makes each call of a law's store fail in turn, and repeats it; returns how many calls failed. */
async function failEachCall(name: string, make: () => Store): Promise<number> {
  let failed = 0
  for (const kind of ['before', 'after'] as const)
    for (let n = 1; n <= MAX_FAULTS; n++) {
      const faults = new FaultInjector(n, kind)
      const store = () => new RetryingStore(new FaultyStore(make(), faults), isInjected)
      const law = storeSuite(store).find(one => one.name === name)
      await law!.check({ runs: 1, seed: n })
      if (!faults.fired) break
      failed++
    }
  return failed
}

describe.each(STORES)('a store of $kind keeps the laws if any one call fails and is repeated', ({ make }) => {
  test.each(names)('%s', async name => {
    expect(await failEachCall(name, make)).toBeGreaterThan(0)
  })
})

test('the same check rejects a store that applies a sequence twice', async () => {
  const twice = unsafeStores.find(({ wrong }) => wrong === 'applies a sequence twice')
  const law = 'a series stays when its rows are dropped'
  await expect(failEachCall(law, () => twice!.wrap(memoryStore()))).rejects.toThrow('an id that no other series has')
})
