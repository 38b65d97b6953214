import { describe, expect, test } from 'vitest'
import { count, fixed, session, sliding, windowed } from '../../../src/index'
import { codeOf } from '../../support/codes'

interface Event {
  readonly at: number
  readonly key: string
}

const make = (more: object = {}) =>
  windowed({
    window: fixed(10),
    aggregates: { n: count() },
    time: (e: Event) => e.at,
    key: (e: Event) => e.key,
    select: r => r.n,
    outOfOrder: 'forever',
    ...more,
  })
const said = (panes: { key: string; end: number; value: unknown }[]) =>
  panes.map(({ key, end, value }) => `${key} ${end}: ${value}`)

describe('maxOpen bounds the states that are held', () => {
  test.each([
    ['windows of a key', fixed(10)],
    ['panes of a key', sliding({ size: 30, every: 10 })],
    ['sessions of a key', session({ gap: 5 })],
  ])('%s', (_, window) => {
    const stream = make({ window, maxOpen: 2 })
    stream.push({ at: 0, key: 'a' })
    stream.push({ at: 10, key: 'a' })
    const before = stream.save()
    for (const event of [
      { at: 20, key: 'a' },
      { at: 0, key: 'b' },
    ]) {
      expect(codeOf(() => stream.push(event))).toBe('TIDEMARK_BACKPRESSURE')
      expect(codeOf(() => stream.pushMany([{ at: 1, key: 'a' }, event]))).toBe('TIDEMARK_BACKPRESSURE')
    }
    expect(stream.save()).toEqual(before)
    expect(stream.push({ at: 1, key: 'a' })).toEqual([])
    expect(stream.pushMany([{ at: 2, key: 'a' }])).toEqual([])
    expect(stream.stats().open).toBe(2)
    stream.advance(1000)
    expect(stream.stats()).toMatchObject({ open: 0, keys: 0 })
    stream.push({ at: 1020, key: 'a' })
  })

  test('a late event needs no state', () => {
    const stream = make({ maxOpen: 1 })
    stream.advance(100)
    stream.push({ at: 100, key: 'a' })
    expect(stream.push({ at: 5, key: 'b' })).toEqual([])
    expect(stream.stats().late).toBe(1)
  })
})

describe('maxKeys bounds the keys', () => {
  test.each([
    ['fixed', fixed(10)],
    ['sliding', sliding({ size: 20, every: 10 })],
    ['session', session({ gap: 10 })],
  ])('%s: one more is refused, until one is forgotten', (_, window) => {
    const stream = make({ window, maxKeys: 2 })
    stream.pushMany([
      { at: 0, key: 'a' },
      { at: 0, key: 'b' },
    ])
    const before = stream.save()
    expect(codeOf(() => stream.push({ at: 0, key: 'c' }))).toBe('TIDEMARK_BACKPRESSURE')
    expect(codeOf(() => stream.pushMany([{ at: 0, key: 'c' }]))).toBe('TIDEMARK_BACKPRESSURE')
    expect(stream.save()).toEqual(before)
    expect(stream.pushMany([{ at: 1, key: 'a' }])).toEqual([])
    stream.advance(100)
    expect(stream.push({ at: 100, key: 'c' })).toEqual([])
  })

  test.each([
    ['fixed', fixed(10)],
    ['session', session({ gap: 10 })],
  ])('%s: with an overflow key further keys count into it', (_, window) => {
    const stream = make({ window, maxKeys: 2, overflowKey: 'other' })
    stream.pushMany('abcdab'.split('').map(key => ({ at: 0, key })))
    expect(stream.stats()).toMatchObject({ keys: 3, overflowed: 2, accepted: 6 })
    expect(said(stream.finish())).toEqual(['a 10: 2', 'b 10: 2', 'other 10: 2'])
  })

  test('events whose own key equals the overflow key do not count as overflow', () => {
    const stream = make({ maxKeys: 1, overflowKey: 'other' })
    stream.pushMany('a other b'.split(' ').map(key => ({ at: 0, key })))
    expect(stream.stats().overflowed).toBe(1)
    expect(said(stream.finish())).toEqual(['a 10: 1', 'other 10: 2'])
  })

  test('a session of the overflow key continues with events of other keys', () => {
    const stream = make({ window: session({ gap: 10 }), maxKeys: 1, overflowKey: 'other', maxOpen: 2 })
    for (const [at, key] of [
      [0, 'a'],
      [0, 'b'],
      [9, 'c'],
    ] as const)
      stream.push({ at, key })
    expect(said(stream.finish())).toEqual(['a 10: 1', 'other 19: 2'])
  })
})

test('a batch is refused as a whole if a key that is freed meanwhile would make others overflow', () => {
  const stream = make({ maxKeys: 1, overflowKey: 'other', maxOpen: 5, outOfOrder: 38 })
  stream.push({ at: 5, key: 'a' })
  for (const at of [15, 25, 35, 45]) stream.push({ at, key: 'b' })
  const before = stream.save()
  const batch = [{ at: 49, key: 'b' }].concat([15, 25, 35].map(at => ({ at, key: 'c' })))
  expect(codeOf(() => stream.pushMany(batch))).toBe('TIDEMARK_BACKPRESSURE')
  expect(stream.save()).toEqual(before)
})
