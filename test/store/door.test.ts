import Database from 'libsql'
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory/memory'
import { sqliteStore } from '../../src/store/sqlite'
import type { Store } from '../../src/store/store'
import { codeOf } from '../support/codes'

const ASK = { writer: 'w', tier: '1m', from: 0, to: 60_000 }
const KEYS = { writer: 'w', tier: '1m' }
const MARK = { sealed: 0, dropped: 0 }

const stores: readonly (readonly [string, () => Store])[] = [
  ['memoryStore', memoryStore],
  ['sqliteStore', () => sqliteStore(new Database(':memory:') as never)],
]

describe.each(stores)('%s checks at its door, before a database sees anything', (_, make) => {
  test.each([
    ['no ask', undefined],
    ['a writer that is no string', { ...ASK, writer: undefined }],
    ['a tier that is no string', { ...ASK, tier: 1 }],
    ['no range', { ...KEYS }],
    ['a range from NaN', { ...ASK, from: Number.NaN }],
    ['series that are no list', { ...ASK, series: new Set([0]) }],
    ['a series that is no number', { ...ASK, series: [true] }],
    ['a series that is NaN', { ...ASK, series: [Number.NaN] }],
    ['half a row as limit', { ...ASK, limit: 0.5 }],
    ['a direction in words', { ...ASK, descending: 'yes' }],
    ['keys that are no list', { ...KEYS, keys: { series: 0, start: 0 } }],
    ['keys with a hole', { ...KEYS, keys: new Array(1) }],
    ['a key of booleans', { ...KEYS, keys: [{ series: false, start: true }] }],
  ])('read refuses %s', (_, ask) => {
    expect(codeOf(() => make().read(ask as never))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each([
    ['null', null],
    ['a writer that is no string', { writer: 7 }],
    ['a metric that is no string', { metric: {} }],
  ])('series refuses %s', (_, ask) => {
    expect(codeOf(() => make().series(ask as never))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each([
    ['no change', () => undefined],
    ['a change without a lease', (change: object) => ({ ...change, lease: undefined })],
    ['a lease whose writer is no string', (change: object) => ({ ...change, lease: { epoch: 1 } })],
    ['a sequence that is no number', (change: object) => ({ ...change, sequence: Object.create(null) })],
    ['an earlier sequence as a string', (change: object) => ({ ...change, sequence: '0' })],
    ['a seal under way that is null', (change: object) => ({ ...change, marks: { '1m': { ...MARK, sealing: null } } })],
    [
      'one whose numbers are not',
      (change: object) => ({ ...change, marks: { '1m': { ...MARK, sealing: { to: 1n } } } }),
    ],
  ])('commit refuses %s', async (_, changed) => {
    const store = make()
    const lease = await store.lease('w')
    const change = { lease, sequence: 1, series: [], rows: [], drops: [], marks: {} }
    await expect(store.commit(changed(change) as never)).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
    expect((await store.lease('w')).sequence).toBe(0)
  })

  test('a lease that nobody took is fenced, of whatever epoch', async () => {
    for (const epoch of [undefined, 0, 1]) {
      const lease = { writer: 'nobody', epoch: epoch as number, sequence: 0, position: null, marks: {} }
      const change = { lease, sequence: 1, series: [], rows: [], drops: [], marks: {} }
      await expect(make().commit(change)).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    }
  })
})
