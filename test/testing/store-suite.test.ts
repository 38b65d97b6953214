import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory/memory'
import { storeSuite } from '../../src/testing/store-suite/store-suite'
import { brokenStores } from '../broken/stores'

describe('the suite rejects each broken store', () => {
  for (const { wrong, rejectedBy, make } of brokenStores)
    test(`a store that ${wrong}: "${rejectedBy}"`, async () => {
      const law = storeSuite(make).find(({ name }) => name === rejectedBy)
      await expect(law?.check()).rejects.toThrow(`the store breaks the law "${rejectedBy}"`)
    })
})

test('every law of the suite has a broken store that it rejects', () => {
  const rejecting = new Set(brokenStores.map(({ rejectedBy }) => rejectedBy))
  expect(
    storeSuite(memoryStore)
      .map(({ name }) => name)
      .filter(name => !rejecting.has(name)),
  ).toEqual([])
})

test('the suite makes a new store for each law, and closes it', async () => {
  let open = 0
  const counted = () => {
    const store = memoryStore()
    open++
    return Object.assign(store, { close: async () => void open-- })
  }
  const laws = storeSuite(counted).slice(0, 5)
  for (const law of laws) await law.check()
  expect(open).toBe(0)
})

test('a broken law reports the value that was read and the one that was expected', async () => {
  const [first] = storeSuite(brokenStores[0].make)
  await expect(first.check()).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
  await expect(first.check()).rejects.toThrow(/the lease: .* instead of .*/)
})
