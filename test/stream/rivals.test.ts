import { describe, expect, test } from 'vitest'
import { calendar, count, fixed, max, type Pane, session, sliding, sum, windowed } from '../../src'
import { threw } from '../invariants/same'

interface Play {
  readonly at: number
  readonly song?: string
  readonly value?: number
}

const plays = {
  aggregates: { n: count() },
  select: (r: { readonly n: number }) => r.n,
  time: (e: Play) => e.at,
  key: (e: Play) => e.song ?? '',
}
const brief = ({ key, start, end, value, timing, kind }: Pane) => [key, start, end, value, timing, kind]

describe('a late event corrects, and never overwrites', () => {
  test('within lateness its window is told again as a whole, not as the part that came late', () => {
    const op = windowed({ ...plays, window: fixed(10), lateness: 5 })
    expect([1, 2, 3, 10, 4].flatMap(at => op.push({ at })).map(brief)).toEqual([
      ['', 0, 10, 3, 'onTime', 'result'],
      ['', 0, 10, 4, 'late', 'result'],
    ])
  })

  test('after it, its window stays as it was told, and the event is counted and shown to onLate', () => {
    const late: unknown[] = []
    const op = windowed({ ...plays, window: fixed(10), lateness: 5, onLate: one => late.push(one) })
    const event = { at: 4 }
    expect([{ at: 1 }, { at: 2 }, { at: 15 }, event].flatMap(one => op.push(one)).map(brief)).toEqual([
      ['', 0, 10, 2, 'onTime', 'result'],
    ])
    expect(late).toEqual([{ event, key: '', windows: [{ start: 0, end: 10 }], lateBy: 11, watermark: 15 }])
    expect(op.stats()).toMatchObject({ events: 4, accepted: 3, late: 1, latePairs: 1 })
  })

  test('an event that is late for some of its sliding windows counts in the others', () => {
    const op = windowed({ ...plays, window: sliding({ size: 10, every: 5 }) })
    expect([7, 11, 8].flatMap(at => op.push({ at })).map(brief)).toEqual([['', 0, 10, 1, 'onTime', 'result']])
    expect(op.finish().map(brief)).toEqual([
      ['', 5, 15, 3, 'onTime', 'result'],
      ['', 10, 20, 1, 'onTime', 'result'],
    ])
    expect(op.stats()).toMatchObject({ accepted: 2, partlyLate: 1, late: 0, latePairs: 1 })
  })

  test('a window whose first event is late is told at once', () => {
    const op = windowed({ ...plays, window: fixed(10), lateness: 5 })
    expect([12, 3].flatMap(at => op.push({ at })).map(brief)).toEqual([['', 0, 10, 1, 'late', 'result']])
  })

  test('where onLate throws, nothing has changed', () => {
    const op = windowed({
      ...plays,
      window: sliding({ size: 10, every: 5 }),
      onLate: () => {
        throw new RangeError('stop')
      },
    })
    op.push({ at: 11 })
    const before = [op.stats(), op.save()]
    expect(() => op.push({ at: 8, song: 'new' })).toThrow(new RangeError('stop'))
    expect([op.stats(), op.save()]).toEqual(before)
    expect(op.push({ at: 15 })).toHaveLength(1)
  })
})

describe('one event far in the future', () => {
  const now = Date.parse('2026-11-20T12:00:00Z')
  const guarded = { ...plays, window: fixed('1m'), maxAhead: '10m', clock: () => now } as const

  test('does not silence the stream: it counts in its window and moves no watermark', () => {
    const op = windowed(guarded)
    op.push({ at: now })
    expect(op.push({ at: now * 1000 })).toEqual([])
    expect(op.push({ at: now + 1 })).toEqual([])
    expect(op.push({ at: now + 60_000 }).map(({ value }) => value)).toEqual([2])
    expect(op.stats()).toMatchObject({ accepted: 4, late: 0, ahead: 1, watermark: now + 60_000 })
    expect(op.finish().map(({ value, start }) => [value, start])).toEqual([
      [1, now + 60_000],
      [1, now * 1000],
    ])
  })

  test('exactly maxAhead is not too far', () => {
    const op = windowed(guarded)
    op.push({ at: now + 600_000 })
    expect(op.stats()).toMatchObject({ ahead: 0, watermark: now + 600_000 })
  })

  test('without a guard all that was open is told, and nothing is lost, however many windows lie between', () => {
    const op = windowed({ ...plays, window: sliding({ size: 10, every: 1 }) })
    op.push({ at: -8e15 })
    expect(op.push({ at: 8e15 }).map(({ value }) => value)).toEqual(Array(10).fill(1))
    expect(op.finish()).toHaveLength(10)
  })
})

describe('windows where others err', () => {
  test('windows with an offset start at it, before the epoch too', () => {
    const op = windowed({ ...plays, window: fixed(10, { offset: 3 }), outOfOrder: 'forever' })
    op.pushMany([-8, -7, 2, 3, 12, 13].map(at => ({ at })))
    expect(op.finish().map(({ start, end, value }) => [start, end, value])).toEqual([
      [-17, -7, 1],
      [-7, 3, 2],
      [3, 13, 2],
      [13, 23, 1],
    ])
  })

  test('-1 is in [-10, 0), and 0 in [0, 10)', () => {
    const op = windowed({ ...plays, window: fixed(10) })
    op.push({ at: -1 })
    expect(op.push({ at: 0 }).map(brief)).toEqual([['', -10, 0, 1, 'onTime', 'result']])
    expect(op.finish().map(brief)).toEqual([['', 0, 10, 1, 'onTime', 'result']])
  })

  test('the first and the last instant are in windows', () => {
    const op = windowed({ ...plays, window: fixed(10), lateness: '1000d' })
    op.push({ at: -8.64e15 })
    op.push({ at: 8.64e15 })
    expect(op.finish().map(({ end }) => end)).toEqual([8.64e15 + 10])
    expect(op.stats()).toMatchObject({ accepted: 2, open: 0 })
  })

  test('a day of 25 hours closes when its last hour has passed', () => {
    const op = windowed({ ...plays, window: calendar('day', { timeZone: 'Europe/Berlin' }) })
    const at = (time: string) => ({ at: Date.parse(time) })
    op.push(at('2026-10-25T10:00:00+01:00'))
    expect(op.push(at('2026-10-25T23:59:59+01:00'))).toEqual([])
    expect(op.push(at('2026-10-26T00:00:00+01:00')).map(({ start, end }) => (end - start) / 3_600_000)).toEqual([25])
  })

  test('windows that end together come by start, then by key as first seen', () => {
    const op = windowed({ ...plays, window: sliding({ size: 4, every: 2 }) })
    for (const song of ['b', 'a']) op.push({ at: 1, song })
    expect(op.finish().map(({ key, end }) => [key, end])).toEqual([
      ['b', 2],
      ['a', 2],
      ['b', 4],
      ['a', 4],
    ])
  })
})

describe('a session joined by a late event', () => {
  const twoSessions = { ...plays, window: session({ gap: 10 }), lateness: 100 }

  test('is taken back with the other, and told as one', () => {
    const op = windowed({ ...twoSessions, mode: 'retracting' })
    const told = [0, 15, 40, 8].flatMap(at => op.push({ at }))
    expect(told.map(brief)).toEqual([
      ['', 0, 10, 1, 'onTime', 'result'],
      ['', 15, 25, 1, 'onTime', 'result'],
      ['', 0, 10, 1, 'late', 'retraction'],
      ['', 15, 25, 1, 'late', 'retraction'],
      ['', 0, 25, 3, 'late', 'result'],
    ])
    expect(told.map(({ index }) => index)).toEqual([0, 0, 1, 1, 0])
  })

  test('adds only itself in mode delta: what was told of both is not told again', () => {
    const op = windowed({ ...twoSessions, mode: 'delta' })
    const told = [0, 15, 40, 8].flatMap(at => op.push({ at }))
    expect(told.map(brief).slice(2)).toEqual([['', 0, 25, 1, 'late', 'result']])
    expect([told[2].firstTime, told[2].lastTime]).toEqual([0, 15])
  })

  test('is final again only when the new end has passed', () => {
    const op = windowed({ ...twoSessions, mode: 'retracting' })
    const told = [0, 12, 8].flatMap(at => op.push({ at }))
    expect(told.map(brief)).toEqual([
      ['', 0, 10, 1, 'onTime', 'result'],
      ['', 0, 10, 1, 'late', 'retraction'],
    ])
    expect(op.finish().map(brief)).toEqual([['', 0, 22, 3, 'onTime', 'result']])
  })

  test('takes an event that alone would be too late, while the session is open', () => {
    const op = windowed({ ...plays, window: session({ gap: 10 }) })
    for (const at of [0, 8, 16]) op.push({ at })
    expect(op.push({ at: 3 })).toEqual([])
    expect(op.stats()).toMatchObject({ watermark: 16, accepted: 4, late: 0, open: 1 })
  })

  test('times exactly a gap apart are two, whenever the watermark comes', () => {
    for (const outOfOrder of [0, 'forever'] as const) {
      const op = windowed({ ...plays, window: session({ gap: 10 }), outOfOrder })
      const told = [0, 10].flatMap(at => op.push({ at }))
      expect([...told, ...op.finish()].map(({ start, end }) => [start, end])).toEqual([
        [0, 10],
        [10, 20],
      ])
    }
  })
})

describe('keys and values', () => {
  test('__proto__, constructor and the empty string are keys as any other', () => {
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
    expect(threw(() => op.push(event))).toBe(code)
    expect(threw(() => op.pushMany([{ at: 100 }, event]))).toBe(code)
    expect([op.stats(), op.save()]).toEqual(before)
  })

  test('a new key beyond maxKeys is refused, or counts into the overflow key; a key that was freed makes room', () => {
    const op = windowed({ ...plays, window: fixed(10), maxKeys: 1 })
    op.push({ at: 0, song: 'a' })
    const before = [op.stats(), op.save()]
    expect(threw(() => op.push({ at: 1, song: 'b' }))).toBe('TIDEMARK_BACKPRESSURE')
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
    expect(threw(() => op.push({ at: 20 }))).toBe('TIDEMARK_BACKPRESSURE')
    expect(op.stats()).toMatchObject({ events: 2, open: 2 })
    op.advance(10)
    expect(op.push({ at: 20 })).toEqual([])
  })
})

describe('several sources', () => {
  test('the slowest one that is active holds the watermark, and one that is idle or done does not', () => {
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

  test('a stream that fell silent closes its last windows as the wall clock is told, and goes no further', () => {
    const op = windowed({ ...plays, window: fixed(10), outOfOrder: 5 })
    op.push({ at: 3 })
    expect(op.tick(1_000_000)).toEqual([])
    expect(op.tick(1_000_011)).toEqual([])
    expect(op.stats().watermark).toBe(9)
    expect(op.tick(1_000_012).map(brief)).toEqual([['', 0, 10, 1, 'onTime', 'result']])
    op.tick(9_000_000)
    expect(op.stats().watermark).toBe(10)
  })
})
