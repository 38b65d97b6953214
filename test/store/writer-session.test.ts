import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory/memory'
import { WriterSession } from '../../src/store/writer-session'
import { type CommitFault, withCommitFaults } from '../support/faulty-commits'

const step = { series: [], rows: [], drops: [], marks: {} }
const marks = { '1m': { sealed: 60_000, dropped: 0 } }

async function ledgerOf(...faults: CommitFault[]) {
  const inner = memoryStore()
  const { store, received } = withCommitFaults(inner, (_, n) => faults[n - 1])
  const session = new WriterSession(store, await store.lease('w'))
  return { session, received, inner }
}

describe('the session', () => {
  test('begins where the lease says: sequence, marks and position of the last commit', async () => {
    const { session, inner } = await ledgerOf()
    expect(session.position).toBeNull()
    expect(session.marks).toEqual({})
    await session.commit({ ...step, marks, position: { offset: 5 } })
    const again = new WriterSession(inner, await inner.lease('w'))
    expect(again).toMatchObject({ writer: 'w', sequence: 1, next: 2, position: { offset: 5 }, marks })
  })

  test('a commit without a position leaves the last one; null is a position', async () => {
    const { session } = await ledgerOf()
    await session.commit({ ...step, position: 7 })
    await session.commit(step)
    expect(session.position).toBe(7)
    await session.commit({ ...step, position: null })
    expect(session.position).toBeNull()
  })

  test.each(['refused', 'lost'] as const)(
    'a commit that was %s is said again, word for word, before anything else',
    async fault => {
      const { session, received, inner } = await ledgerOf(fault)
      let applied = 0
      await expect(session.commit({ ...step, marks, position: 1 }, () => applied++)).rejects.toMatchObject({
        code: 'TIDEMARK_STORE',
        cause: expect.any(Error),
      })
      expect(session).toMatchObject({ sequence: 0, position: null, marks: {} })
      expect(applied).toBe(0)
      await session.commit({ ...step, position: 2 })
      expect(received.map(({ sequence, position }) => [sequence, position])).toEqual([
        [1, 1],
        [1, 1],
        [2, 2],
      ])
      expect(received[1]).toBe(received[0])
      expect(applied).toBe(1)
      expect((await inner.lease('w')).sequence).toBe(2)
    },
  )

  test('settle says it again on its own, and does nothing where all is settled', async () => {
    const { session, received } = await ledgerOf('lost', 'refused')
    await expect(session.commit(step)).rejects.toThrow('commit 1 of writer "w" failed or its outcome is unknown')
    await expect(session.retryPending()).rejects.toThrow('the disk is full')
    await session.retryPending()
    await session.retryPending()
    expect(received).toHaveLength(3)
    expect(session.sequence).toBe(1)
  })

  test('a writer that was taken over is fenced for good: nothing is said any more', async () => {
    const { session, received, inner } = await ledgerOf()
    await inner.lease('w')
    await expect(session.commit(step)).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    await expect(session.commit(step)).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    await expect(session.retryPending()).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    expect(received).toHaveLength(1)
  })
})
