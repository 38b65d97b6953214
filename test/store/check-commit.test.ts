import Database from 'libsql'
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory/memory'
import { sqliteStore } from '../../src/store/sqlite'
import type { Store } from '../../src/store/store'

const MARK = { sealed: 0, dropped: 0 }

const stores: readonly (readonly [string, () => Store])[] = [
  ['memoryStore', memoryStore],
  ['sqliteStore', () => sqliteStore(new Database(':memory:') as never)],
]

describe.each(stores)('%s checks a commit before it changes anything', (_, make) => {
  test.each([
    ['no commit', () => undefined],
    ['a commit without a lease', (commit: object) => ({ ...commit, lease: undefined })],
    ['a lease whose writer is not a string', (commit: object) => ({ ...commit, lease: { epoch: 1 } })],
    ['a sequence that is not a number', (commit: object) => ({ ...commit, sequence: Object.create(null) })],
    ['an earlier sequence as a string', (commit: object) => ({ ...commit, sequence: '0' })],
    ['a seal under way that is null', (commit: object) => ({ ...commit, marks: { '1m': { ...MARK, sealing: null } } })],
    [
      'a seal under way whose numbers are not',
      (commit: object) => ({ ...commit, marks: { '1m': { ...MARK, sealing: { to: 1n } } } }),
    ],
  ])('commit refuses %s', async (_, changed) => {
    const store = make()
    const lease = await store.lease('w')
    const commit = { lease, sequence: 1, series: [], rows: [], drops: [], marks: {} }
    await expect(store.commit(changed(commit) as never)).rejects.toMatchObject({ code: 'TIDEMARK_STORE' })
    expect((await store.lease('w')).sequence).toBe(0)
  })

  test('a lease that this store never returned is fenced, whatever its epoch', async () => {
    for (const epoch of [undefined, 0, 1]) {
      const lease = { writer: 'nobody', epoch: epoch as number, sequence: 0, position: null, marks: {} }
      const commit = { lease, sequence: 1, series: [], rows: [], drops: [], marks: {} }
      await expect(make().commit(commit)).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    }
  })

  test('a rejected commit names the part, what it must be and what it was', async () => {
    const store = make()
    const lease = await store.lease('w')
    const row = { tier: 'm', series: 0, start: 0, end: 1, writer: 'w', sequence: 1, bytes: new Uint8Array(1) }
    const rows = [row, { ...row, start: 5, end: 6, sequence: 2 }]
    await expect(store.commit({ lease, sequence: 1, series: [], rows, drops: [], marks: {} })).rejects.toThrow(
      'commit: rows[1].sequence must be that of the commit, 1, got 2. Nothing of the commit was applied.',
    )
  })
})
