import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src'
import { droppedSince, type WriterView } from '../../src/query/writers'
import type { Segment } from '../../src/route/plan'
import { HOUR, open } from '../tier/opened'

const view = (dropped: number): WriterView => ({
  writer: 'rollup/main',
  marks: { '1m': { sealed: 0, dropped }, '1h': { sealed: 0, dropped: 0 } },
  ladder: [],
  deltas: [],
})
const segment = (tier: string, from: number, more: Partial<Segment> = {}): Segment => ({
  tier,
  writer: 'main',
  from,
  to: 100,
  why: 'coarsest that nests',
  rows: 0,
  ...more,
})
const dropped = (segments: Segment[], currentWriters: WriterView[], anyTier = false) =>
  droppedSince(new Map([[view(0), segments]]), currentWriters, anyTier)

describe('rows were dropped since a query chose its segments', () => {
  test('if the mark of a segment moved into it', () => {
    expect(dropped([segment('1m', 50)], [view(50)])).toBe(false)
    expect(dropped([segment('1m', 50)], [view(51)])).toBe(true)
    expect(dropped([segment('1h', 50)], [view(51)])).toBe(false)
  })

  test('not if no tier serves the segment, whatever the tiers are called', () => {
    expect(dropped([segment('1m', 0, { why: 'kept by no tier' })], [view(51)])).toBe(false)
  })

  test('if any mark of the writer moved, for fillers, which read outside of the segments', () => {
    expect(dropped([segment('1h', 50)], [view(1)], true)).toBe(true)
    expect(dropped([segment('1h', 50)], [view(0)], true)).toBe(false)
  })

  test('not if the writer has no marks any more', () => {
    expect(dropped([segment('1m', 50)], [], true)).toBe(false)
  })
})

test('a query reads all writers of its rollup, and no others', async () => {
  const store = memoryStore()
  const point = { metric: 'm', time: 0, value: 1 }
  const opened = [
    await open({ store, name: 'api', writer: 'one' }),
    await open({ store, name: 'api', writer: 'two' }),
    await open({ store, name: 'api2', writer: 'one' }),
  ]
  for (const { api } of opened) {
    api.add(point)
    await api.flush()
  }
  const { groups, plan } = await opened[0].api.query({ metric: 'm', from: 0, to: HOUR })
  expect(groups[0].columns.n[0]).toBe(2)
  expect(plan.segments.map(({ writer }) => writer)).toEqual(['one', 'two'])
})

test('a query of a writer that was taken over is TIDEMARK_FENCED', async () => {
  const store = memoryStore()
  const { api } = await open({ store })
  await open({ store })
  await expect(api.query({ metric: 'm', from: 0, to: HOUR })).rejects.toMatchObject({ code: 'TIDEMARK_FENCED' })
})
