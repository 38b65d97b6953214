import { expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory/memory'
import { WriterSession } from '../../src/store/writer-session'
import { STORES } from './faults/stores'

const empty = { series: [], rows: [], drops: [], marks: {} }
const FENCED = {
  code: 'TIDEMARK_FENCED',
  message:
    'Another process opened writer "main" of rollup "api". Give each process its own writer name, or close one of them.',
}

test.each(STORES)(
  'a fenced commit of a $kind store names the writer and its rollup, and says what to do',
  async ({ make }) => {
    const store = make()
    const lease = await store.lease('api/main')
    await store.lease('api/main')
    await expect(store.commit({ ...empty, lease, sequence: 1 })).rejects.toMatchObject(FENCED)
  },
)

test('a session that sees a later epoch of its writer throws the same error', async () => {
  const store = memoryStore()
  const session = new WriterSession(store, await store.lease('api/main'))
  expect(() => session.checkEpoch(1)).not.toThrow()
  expect(() => session.checkEpoch(2)).toThrow(FENCED.message)
  await expect(session.commit(empty)).rejects.toMatchObject(FENCED)
})

test.each(STORES)('a commit of a writer that a $kind store never leased says to lease it', async ({ make }) => {
  const lease = { writer: 'api/main', epoch: 1, sequence: 0, position: null, marks: {} }
  await expect(make().commit({ ...empty, lease, sequence: 1 })).rejects.toMatchObject({
    code: 'TIDEMARK_FENCED',
    message: 'commit: this store never leased writer "api/main". Call lease first.',
  })
})

test.each(STORES)('a call of a closed $kind store says to open another one', async ({ make }) => {
  const store = make()
  await store.close()
  await expect(store.lease('api/main')).rejects.toMatchObject({
    code: 'TIDEMARK_CLOSED',
    message: 'The store is closed. Open another one.',
  })
})
