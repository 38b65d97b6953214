import { describe, expect, test } from 'vitest'
import { aggregate, count, fixed, session, sliding } from '../../src/index'
import { codeOf } from '../support/codes'
import { smallStream } from '../support/stream/small-stream'

describe('a stream that failed halfway throws on every later call, after', () => {
  const failing = (window: any) => {
    let bad = false
    const stream = smallStream({
      window,
      select: (r: any) => {
        if (bad) throw new Error('no such customer')
        return r.n
      },
    })
    stream.push({ at: 3 })
    bad = true
    return stream
  }

  test.each([
    ['fixed', fixed(10)],
    ['sliding', sliding({ size: 10, every: 5 })],
    ['session', session({ gap: 10 })],
  ])('%s windows', (_, window) => {
    const stream = failing(window)
    expect(codeOf(() => stream.push({ at: 40 }))).toBe('TIDEMARK_INVALID_OPTION')
    for (const call of [
      () => stream.push({ at: 41 }),
      () => stream.finish(),
      () => stream.save(),
      () => stream.tick(0),
    ])
      expect(codeOf(call)).toBe('TIDEMARK_CLOSED')
    expect(() => stream.advance(90)).toThrow(/no such customer/)
  })

  test('an aggregate that throws', () => {
    const picky = aggregate({
      name: 'picky',
      state: { n: 0 },
      add(s, i, value) {
        if (value < 0) throw new Error('negative')
        s.n[i] += value
      },
      merge(s, i, o, j) {
        s.n[i] += o.n[j]
      },
      read: (s, i) => s.n[i],
    })
    const stream = smallStream({ aggregates: { n: count(), picky } })
    stream.push({ at: 1 })
    expect(() => stream.push({ at: 2, value: -1 })).toThrow('negative')
    expect(codeOf(() => stream.finish())).toBe('TIDEMARK_CLOSED')
  })

  test('an onLate that throws within a batch and so loses its panes', () => {
    const stream = smallStream({
      onLate: () => {
        throw new Error('no disk')
      },
    })
    expect(() => stream.pushMany([{ at: 1 }, { at: 40 }, { at: 2 }])).toThrow('no disk')
    expect(codeOf(() => stream.finish())).toBe('TIDEMARK_CLOSED')
  })
})

describe('a callback of a stream that calls the stream:', () => {
  test('in onLate an error is thrown, and nothing has changed', () => {
    const stream: any = smallStream({ onLate: ({ event }: any) => stream.push({ ...event, at: 99 }) })
    stream.push({ at: 50 })
    const before = stream.save()
    expect(codeOf(() => stream.push({ at: 5 }))).toBe('TIDEMARK_INVALID_OPTION')
    expect(stream.save()).toEqual(before)
    expect(stream.push({ at: 51 })).toEqual([])
  })

  test('in a clock an error is thrown, and nothing has changed', () => {
    let calls = 0
    const stream: any = smallStream({ maxAhead: 5, clock: () => (calls++ === 1 ? stream.push({ at: 1 }) : 0) })
    stream.push({ at: 1 })
    const before = stream.save()
    expect(codeOf(() => stream.push({ at: 2 }))).toBe('TIDEMARK_INVALID_OPTION')
    expect(stream.save()).toEqual(before)
  })

  test('a clock that fails within a batch changes nothing', () => {
    let calls = 0
    const stream = smallStream({ maxAhead: 5, clock: () => (calls++ === 1 ? Number.NaN : 0) })
    const before = stream.save()
    expect(codeOf(() => stream.pushMany([{ at: 1 }, { at: 2 }]))).toBe('TIDEMARK_INVALID_INSTANT')
    expect(stream.save()).toEqual(before)
    expect(stream.push({ at: 2 })).toEqual([])
  })

  test('in select the stream fails', () => {
    let calls = 0
    const stream: any = smallStream({ select: (r: any) => (calls++ === 0 ? r.n : stream.push({ at: 1 })) })
    stream.push({ at: 5 })
    expect(() => stream.finish()).toThrow(/must not call the stream/)
    expect(codeOf(() => stream.finish())).toBe('TIDEMARK_CLOSED')
  })
})
