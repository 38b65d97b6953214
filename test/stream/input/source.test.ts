import { describe, expect, test } from 'vitest'
import { count, fixed, max, sum, windowed } from '../../../src'
import { thrownCode } from '../../support/assert-equal'
import { plays, summaryOf } from '../../support/stream/plays'

describe('keys and values', () => {
  test('__proto__, constructor and the empty string are keys like any other', () => {
    const op = windowed({ ...plays, window: fixed(10) })
    const songs = ['__proto__', 'constructor', '', '__proto__']
    for (const song of songs) op.push({ at: 1, song })
    expect(op.finish().map(({ key, value }) => [key, value])).toEqual([
      ['__proto__', 2],
      ['constructor', 1],
      ['', 1],
    ])
    expect(Object.keys({})).toEqual([])
  })

  test.each([
    ['a value that is NaN', { at: 1, value: Number.NaN }, 'TIDEMARK_INVALID_VALUE'],
    ['an infinite value', { at: 1, value: Number.POSITIVE_INFINITY }, 'TIDEMARK_INVALID_VALUE'],
    ['a value that is a string', { at: 1, value: '1' }, 'TIDEMARK_INVALID_VALUE'],
    ['a key that is a number', { at: 1, value: 1, song: 7 }, 'TIDEMARK_INVALID_VALUE'],
    ['a time in fractions', { at: 1.5, value: 1 }, 'TIDEMARK_INVALID_INSTANT'],
    ['a time that is a string of digits', { at: '1', value: 1 }, 'TIDEMARK_INVALID_INSTANT'],
  ])('%s is refused and changes nothing, at the end of a batch too', (_, event: any, code) => {
    const op = windowed({
      ...plays,
      aggregates: { n: count(), max: max(), sum: sum() },
      value: e => e.value ?? 1,
      window: fixed(10),
    })
    op.push({ at: 0 })
    const before = [op.stats(), op.save()]
    expect(thrownCode(() => op.push(event))).toBe(code)
    expect(thrownCode(() => op.pushMany([{ at: 100 }, event]))).toBe(code)
    expect([op.stats(), op.save()]).toEqual(before)
  })

  test('a new key beyond maxKeys is refused, or counts into the overflow key; a key that was freed makes room', () => {
    const op = windowed({ ...plays, window: fixed(10), maxKeys: 1 })
    op.push({ at: 0, song: 'a' })
    const before = [op.stats(), op.save()]
    expect(thrownCode(() => op.push({ at: 1, song: 'b' }))).toBe('TIDEMARK_BACKPRESSURE')
    expect([op.stats(), op.save()]).toEqual(before)
    op.advance(10)
    expect(op.push({ at: 11, song: 'b' })).toEqual([])

    const lenient = windowed({ ...plays, window: fixed(10), maxKeys: 1, overflowKey: 'others' })
    for (const song of ['a', 'b', 'c', 'a']) lenient.push({ at: 0, song })
    expect(lenient.finish().map(({ key, value }) => [key, value])).toEqual([
      ['a', 2],
      ['others', 2],
    ])
    expect(lenient.stats()).toMatchObject({ overflowed: 2, accepted: 4 })
  })

  test('a state beyond maxOpen is refused until windows are freed', () => {
    const op = windowed({ ...plays, window: fixed(10), outOfOrder: 'forever', maxOpen: 2 })
    op.push({ at: 0 })
    op.push({ at: 10 })
    expect(thrownCode(() => op.push({ at: 20 }))).toBe('TIDEMARK_BACKPRESSURE')
    expect(op.stats()).toMatchObject({ events: 2, open: 2 })
    op.advance(10)
    expect(op.push({ at: 20 })).toEqual([])
  })
})

describe('several sources', () => {
  test('the slowest active source holds the watermark back, and idle or finished ones do not', () => {
    const op = windowed({ ...plays, window: fixed(10) })
    const [fast, slow] = ['fast', 'slow'].map(name => op.source(name))
    expect(fast.push({ at: 25 })).toEqual([])
    expect(op.stats().watermark).toBe(Number.NEGATIVE_INFINITY)
    expect(slow.push({ at: 3 })).toEqual([])
    expect(op.stats().watermark).toBe(3)
    expect(slow.idle().map(({ value }) => value)).toEqual([1])
    expect(op.stats().watermark).toBe(25)
    // It is active again, and behind: its event is late, as the watermark never goes back.
    expect(slow.push({ at: 4 })).toEqual([])
    expect(op.stats()).toMatchObject({ watermark: 25, late: 1 })
    expect(fast.push({ at: 40 })).toEqual([])
    expect(slow.finish().map(({ value }) => value)).toEqual([1])
    expect(op.stats().watermark).toBe(40)
    expect(fast.finish().map(({ value }) => value)).toEqual([1])
    expect(op.stats().watermark).toBe(Number.POSITIVE_INFINITY)
  })

  test('a stream without events closes its last windows by ticks of the wall clock, and advances no further', () => {
    const op = windowed({ ...plays, window: fixed(10), outOfOrder: 5 })
    op.push({ at: 3 })
    expect(op.tick(1_000_000)).toEqual([])
    expect(op.tick(1_000_011)).toEqual([])
    expect(op.stats().watermark).toBe(9)
    expect(op.tick(1_000_012).map(summaryOf)).toEqual([['', 0, 10, 1, 'onTime', 'result']])
    op.tick(9_000_000)
    expect(op.stats().watermark).toBe(10)
  })
})
