import { describe, expect, test } from 'vitest'
import { applyCommit, type CommitSteps, decideCommit } from '../../src/store/commit-protocol'
import type { Commit } from '../../src/store/store'
import { codeOf } from '../support/codes'

const commitOf = (epoch: number, sequence: unknown, parts: Partial<Commit> = {}): Commit => ({
  lease: { writer: 'api/main', epoch, sequence: 0, position: null, marks: {} },
  sequence: sequence as number,
  series: [],
  rows: [],
  drops: [],
  marks: {},
  ...parts,
})
const seriesOf = (...ids: number[]) => ids.map(id => ({ writer: 'api/main', id, metric: 'm', tags: {} }))

describe('decideCommit', () => {
  const writer = { epoch: 2, sequence: 5 }

  test.each([
    [2, 6, 'apply'],
    [2, 5, 'applied'],
    [2, 1, 'applied'],
    [2, 7, 'TIDEMARK_STORE'],
    [2, '5', 'TIDEMARK_STORE'],
    [2, Number.NaN, 'TIDEMARK_STORE'],
    [1, 6, 'TIDEMARK_FENCED'],
    [1, 5, 'TIDEMARK_FENCED'],
    [3, 6, 'TIDEMARK_FENCED'],
  ])('epoch %d, sequence %s after epoch 2, sequence 5: %s', (epoch, sequence, decision) => {
    expect(codeOf(() => decideCommit(commitOf(epoch, sequence), writer))).toBe(decision)
  })

  test('a writer that was never leased is fenced, whatever the epoch', () => {
    for (const epoch of [0, 1])
      expect(codeOf(() => decideCommit(commitOf(epoch, 1), undefined))).toBe('TIDEMARK_FENCED')
  })
})

describe.each([
  ['synchronous', <T>(value: T): T | Promise<T> => value],
  ['asynchronous', <T>(value: T): T | Promise<T> => new Promise(resolve => setImmediate(() => resolve(value)))],
])('applyCommit with %s steps', (_, answer) => {
  /** Steps of a store with one writer, and the names of those that were called. */
  const setUp = (taken: readonly number[] = []) => {
    const calls: string[] = []
    const writer = { epoch: 1, sequence: 3, position: '1' as string | undefined, definition: '2' as string | undefined }
    const steps: CommitSteps<typeof writer> = {
      findWriter(name) {
        calls.push(`find ${name}`)
        return answer(writer)
      },
      takenIds(_, ids) {
        calls.push(`ids ${ids}`)
        return answer(ids.filter(id => taken.includes(id)))
      },
      write(record, { sequence }, { position, definition }) {
        calls.push(`write ${sequence}`)
        Object.assign(record, { sequence, position, definition })
        return answer(undefined)
      },
    }
    return { calls, writer, steps }
  }

  test('writes a new sequence, with position and definition as JSON', async () => {
    const { calls, writer, steps } = setUp()
    await applyCommit(commitOf(1, 4, { position: { offset: 7 }, series: seriesOf(0, 9) }), steps)
    expect(calls).toEqual(['find api/main', 'ids 0,9', 'write 4'])
    expect(writer).toEqual({ epoch: 1, sequence: 4, position: '{"offset":7}', definition: undefined })
  })

  test('asks for no ids without new series', async () => {
    const { calls, steps } = setUp()
    await applyCommit(commitOf(1, 4), steps)
    expect(calls).toEqual(['find api/main', 'write 4'])
  })

  test('writes nothing of a sequence that was applied, even with other content', async () => {
    const { calls, steps } = setUp([0])
    await applyCommit(commitOf(1, 3, { series: seriesOf(0), drops: [{ tier: 'm', from: 1, to: 0 }] }), steps)
    expect(calls).toEqual(['find api/main'])
  })

  test.each<[string, Commit, string]>([
    ['an older epoch', commitOf(0, 4), 'TIDEMARK_FENCED'],
    ['a sequence that leaves one out', commitOf(1, 5), 'TIDEMARK_STORE'],
    ['an invalid drop', commitOf(1, 4, { drops: [{ tier: 'm', from: 1, to: 0 }] }), 'TIDEMARK_STORE'],
    ['a position that JSON cannot hold', commitOf(1, 4, { position: 1n }), 'TIDEMARK_STORE'],
    ['the id of another series', commitOf(1, 4, { series: seriesOf(1, 7) }), 'TIDEMARK_STORE'],
    ['the same new id twice', commitOf(1, 4, { series: seriesOf(2, 2) }), 'TIDEMARK_STORE'],
    ['no lease', commitOf(1, 4, { lease: undefined as never }), 'TIDEMARK_STORE'],
  ])('writes nothing of a commit with %s', async (_, commit, code) => {
    const { calls, steps } = setUp([7])
    await expect(applyCommit(commit, steps)).rejects.toMatchObject({ code })
    expect(calls.filter(call => call.startsWith('write'))).toEqual([])
  })

  test('names the new series whose id is taken', async () => {
    const { steps } = setUp([7])
    await expect(applyCommit(commitOf(1, 4, { series: seriesOf(1, 7) }), steps)).rejects.toThrow(
      'commit: series[1].id must be an id that no other series has, got 7. Nothing of the commit was applied.',
    )
  })
})
