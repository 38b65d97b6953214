import Database from 'libsql'
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory/memory'
import { sqliteStore } from '../../src/store/sqlite'
import type { Store } from '../../src/store/store'
import { codeOf } from '../support/codes'

const QUERY = { writer: 'w', tier: '1m', from: 0, to: 60_000 }
const KEYS = { writer: 'w', tier: '1m' }

const stores: readonly (readonly [string, () => Store])[] = [
  ['memoryStore', memoryStore],
  ['sqliteStore', () => sqliteStore(new Database(':memory:') as never)],
]

describe.each(stores)('%s checks a query before it reads anything', (_, make) => {
  test.each([
    ['no query', undefined],
    ['a writer that is not a string', { ...QUERY, writer: undefined }],
    ['a tier that is not a string', { ...QUERY, tier: 1 }],
    ['no range', { ...KEYS }],
    ['a range from NaN', { ...QUERY, from: Number.NaN }],
    ['series that are not a list', { ...QUERY, series: new Set([0]) }],
    ['a series that is not a number', { ...QUERY, series: [true] }],
    ['a series that is NaN', { ...QUERY, series: [Number.NaN] }],
    ['a limit of half a row', { ...QUERY, limit: 0.5 }],
    ['a direction in words', { ...QUERY, descending: 'yes' }],
    ['keys that are not a list', { ...KEYS, keys: { series: 0, start: 0 } }],
    ['keys with a hole', { ...KEYS, keys: new Array(1) }],
    ['a key of booleans', { ...KEYS, keys: [{ series: false, start: true }] }],
  ])('read refuses %s', (_, query) => {
    expect(codeOf(() => make().read(query as never))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each([
    ['null', null],
    ['a writer that is not a string', { writer: 7 }],
    ['a metric that is not a string', { metric: {} }],
  ])('series refuses %s', (_, query) => {
    expect(codeOf(() => make().series(query as never))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test('lease refuses a name that is not a string', async () => {
    await expect(make().lease(7 as never)).rejects.toMatchObject({ code: 'TIDEMARK_INVALID_OPTION' })
  })
})
