import { describe, expect, test } from 'vitest'
import { sliding } from '../../src/window'
import { errorOf } from '../support/error-of'

const panesIn = (windows: ReturnType<typeof sliding>, start: number, end: number) => {
  const edges: number[] = []
  for (let edge = start; edge < end; edge = windows.panes.endOf(edge)) edges.push(edge)
  return edges
}

describe('sliding windows', () => {
  test('of 12 every 5 put 21 into three', () => {
    expect(sliding({ size: 12, every: 5 }).windowsOf(21)).toEqual([
      { start: 10, end: 22 },
      { start: 15, end: 27 },
      { start: 20, end: 32 },
    ])
  })

  test('of 12 every 5 are made of five panes each, not of twelve', () => {
    expect(panesIn(sliding({ size: 12, every: 5 }), 0, 12)).toEqual([0, 2, 5, 7, 10])
  })

  test('have panes of one step if their size is a multiple of it', () => {
    expect(panesIn(sliding({ size: 10, every: 5, offset: 1 }), 1, 11)).toEqual([1, 6])
  })

  test('contain each time once if they start as often as they are wide', () => {
    expect(sliding({ size: 4, every: 4, offset: 1 }).windowsOf(-4)).toEqual([{ start: -7, end: -3 }])
  })

  test('have panes of the stated width', () => {
    expect(sliding({ size: 12, every: 5 }).panes.width).toBe(3)
    expect(sliding({ size: 10, every: 5 }).panes.width).toBe(5)
  })

  test('are named by size, step and offset', () => {
    expect(sliding({ size: '10s', every: '1s' }).name).toBe('sliding(10s, 1s)')
    expect(sliding({ size: '10s', every: '1s', offset: -100 }).name).toBe('sliding(10s, 1s)+900ms')
  })

  test('are refused if they would leave times out', () => {
    const error = errorOf(() => sliding({ size: '5s', every: '10s' }))
    expect(error?.code).toBe('TIDEMARK_INVALID_OPTION')
    expect(error?.message).toContain('make every 5s or less')
  })

  test('refuse to list more than a million windows of a time', () => {
    const error = errorOf(() => sliding({ size: 1_000_001, every: 1 }).windowsOf(0))
    expect(error?.code).toBe('TIDEMARK_TOO_MANY_WINDOWS')
    expect(error?.message).toContain('sliding(16m40s1ms, 1ms): a time is in more than 1000000 windows')
    expect(sliding({ size: 1_000_000, every: 1 }).windowsOf(0)).toHaveLength(1_000_000)
  })

  test.each([undefined, null, { size: 2, every: 1, offest: 1 }])('refuse %j as options', options => {
    expect(errorOf(() => sliding(options as never))?.code).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each([
    ['no step', () => sliding({ size: '5s' } as never)],
    ['a step of nothing', () => sliding({ size: '5s', every: 0 })],
  ])('refuse %s', (_, act) => {
    expect(errorOf(act)?.code).toBe('TIDEMARK_INVALID_DURATION')
  })
})
