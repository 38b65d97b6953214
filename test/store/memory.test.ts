import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store'
import { storeSuite } from '../../src/testing/store-suite'

describe('memoryStore keeps every law of a store', () => {
  for (const law of storeSuite(memoryStore)) test(law.name, () => law.check())
})

test('usage tells rows and bytes of each tier', () => {
  expect({ ...memoryStore().usage() }).toEqual({})
})
