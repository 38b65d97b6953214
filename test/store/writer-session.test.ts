import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory/memory'
import { WriterSession } from '../../src/store/writer-session'
import { type CommitFault, withCommitFaults } from '../support/faulty-commits'

const content = { series: [], rows: [], drops: [], marks: {} }
const marks = { '1m': { sealed: 60_000, dropped: 0 } }

async function openSession(...faults: CommitFault[]) {
  const inner = memoryStore()
  const { store, received } = withCommitFaults(inner, (_, n) => faults[n - 1])
  const session = new WriterSession(store, await store.lease('w'))
  return { session, received, inner }
}

describe('a session', () => {
  test('starts with the sequence, marks and position of the lease', async () => {
    const { session, inner } = await openSession()
    expect(session.position).toBeNull()
    expect(session.marks).toEqual({})
    await session.commit({ ...content, marks, position: { offset: 5 } })
    const again = new WriterSession(inner, await inner.lease('w'))
    expect(again).toMatchObject({ writer: 'w', sequence: 1, next: 2, position: { offset: 5 }, marks })
  })

  test('keeps the last position if a commit has none; null is a position', async () => {
    const { session } = await openSession()
    await session.commit({ ...content, position: 7 })
    await session.commit(content)
    expect(session.position).toBe(7)
    await session.commit({ ...content, position: null })
    expect(session.position).toBeNull()
  })

  test.each(['refused', 'lost'] as const)('repeats a commit that was %s before any other commit', async fault => {
    const { session, received, inner } = await openSession(fault)
    let applied = 0
    await expect(session.commit({ ...content, marks, position: 1 }, () => applied++)).rejects.toMatchObject({
      code: 'TIDEMARK_STORE',
      cause: expect.any(Error),
    })
    expect(session).toMatchObject({ sequence: 0, position: null, marks: {} })
    expect(applied).toBe(0)
    await session.commit({ ...content, position: 2 })
    expect(received.map(({ sequence, position }) => [sequence, position])).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
    ])
    expect(received[1]).toBe(received[0])
    expect(applied).toBe(1)
    expect((await inner.lease('w')).sequence).toBe(2)
  })

  test('retryPending repeats a pending commit, and does nothing if there is none', async () => {
    const { session, received } = await openSession('lost', 'refused')
    await expect(session.commit(content)).rejects.toThrow('commit 1 of writer "w" failed or its outcome is unknown')
    await expect(session.retryPending()).rejects.toThrow('the disk is full')
    await session.retryPending()
    await session.retryPending()
    expect(received).toHaveLength(3)
    expect(session.sequence).toBe(1)
  })

  test('a fenced session makes no more calls', async () => {
    const { session, received, inner } = await openSession()
    await inner.lease('w')
    await expect(session.commit(content)).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    await expect(session.commit(content)).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    await expect(session.retryPending()).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
    expect(received).toHaveLength(1)
  })
})
