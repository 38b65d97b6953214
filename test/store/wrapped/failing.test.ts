import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../../src'
import type { Store } from '../../../src/store/store'
import { storeSuite } from '../../../src/testing/store-suite/store-suite'
import { unsafeStores } from '../../broken/stores-unsafe'
import { FailingStore, Fuse } from './failing'
import { RetryingStore } from './retrying'
import { STORES } from './stores'
import { isInjected } from './tale'

/** The longest laws make so many calls of a kind that more failures would tell the same. */
const MOST = 40

const names = storeSuite(STORES[0].make).map(({ name }) => name)

/** Makes each call of a law's store fail in turn, and be made again; gives how many calls failed. */
async function eachFails(name: string, make: () => Store): Promise<number> {
  let failed = 0
  for (const failure of ['before', 'after'] as const)
    for (let n = 1; n <= MOST; n++) {
      const fuse = new Fuse(n, failure)
      const store = () => new RetryingStore(new FailingStore(make(), fuse), isInjected)
      const law = storeSuite(store).find(one => one.name === name)
      await law!.check({ runs: 1, seed: n })
      if (!fuse.blown) break
      failed++
    }
  return failed
}

describe.each(STORES)('a store of $kind of which any one call fails, and is made again, keeps the laws', ({ make }) => {
  test.each(names)('%s', async name => {
    expect(await eachFails(name, make)).toBeGreaterThan(0)
  })
})

test('the same check rejects a store that applies a sequence twice', async () => {
  const twice = unsafeStores.find(({ wrong }) => wrong === 'applies a sequence twice')
  const law = 'a series stays when its rows are dropped'
  await expect(eachFails(law, () => twice!.wrap(memoryStore()))).rejects.toThrow('an id that no other series has')
})
