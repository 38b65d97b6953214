import Database from 'libsql'
import { describe, test } from 'vitest'
import { sqliteStore } from '../../src/store/sqlite'
import { storeSuite } from '../../src/testing/store-suite'

describe('a database in memory keeps the laws of a store', () => {
  for (const law of storeSuite(() => sqliteStore(new Database(':memory:')))) test(law.name, () => law.check())
})
