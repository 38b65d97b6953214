import { describe, expect, test } from 'vitest'
import { calendar, fixed, session, sliding, windowed } from '../../src'
import { plays, summaryOf } from '../support/stream/plays'

describe('a late event corrects, and never overwrites', () => {
  test('within lateness its window is emitted again as a whole, not as the late part', () => {
    const op = windowed({ ...plays, window: fixed(10), lateness: 5 })
    expect([1, 2, 3, 10, 4].flatMap(at => op.push({ at })).map(summaryOf)).toEqual([
      ['', 0, 10, 3, 'onTime', 'result'],
      ['', 0, 10, 4, 'late', 'result'],
    ])
  })

  test('after lateness its window stays as it was emitted, and the event is counted and passed to onLate', () => {
    const late: unknown[] = []
    const op = windowed({ ...plays, window: fixed(10), lateness: 5, onLate: one => late.push(one) })
    const event = { at: 4 }
    expect([{ at: 1 }, { at: 2 }, { at: 15 }, event].flatMap(one => op.push(one)).map(summaryOf)).toEqual([
      ['', 0, 10, 2, 'onTime', 'result'],
    ])
    expect(late).toEqual([{ event, key: '', windows: [{ start: 0, end: 10 }], lateBy: 11, watermark: 15 }])
    expect(op.stats()).toMatchObject({ events: 4, accepted: 3, late: 1, latePairs: 1 })
  })

  test('an event that is late for some of its sliding windows counts in the others', () => {
    const op = windowed({ ...plays, window: sliding({ size: 10, every: 5 }) })
    expect([7, 11, 8].flatMap(at => op.push({ at })).map(summaryOf)).toEqual([['', 0, 10, 1, 'onTime', 'result']])
    expect(op.finish().map(summaryOf)).toEqual([
      ['', 5, 15, 3, 'onTime', 'result'],
      ['', 10, 20, 1, 'onTime', 'result'],
    ])
    expect(op.stats()).toMatchObject({ accepted: 2, partlyLate: 1, late: 0, latePairs: 1 })
  })

  test('a window whose first event is late is emitted at once', () => {
    const op = windowed({ ...plays, window: fixed(10), lateness: 5 })
    expect([12, 3].flatMap(at => op.push({ at })).map(summaryOf)).toEqual([['', 0, 10, 1, 'late', 'result']])
  })

  test('if onLate throws, nothing has changed', () => {
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

  test('counts in its window and moves no watermark, so the stream continues', () => {
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

  test('moves the watermark if it is exactly maxAhead ahead', () => {
    const op = windowed(guarded)
    op.push({ at: now + 600_000 })
    expect(op.stats()).toMatchObject({ ahead: 0, watermark: now + 600_000 })
  })

  test('closes all open windows without maxAhead, and loses nothing, however many windows lie between', () => {
    const op = windowed({ ...plays, window: sliding({ size: 10, every: 1 }) })
    op.push({ at: -8e15 })
    expect(op.push({ at: 8e15 }).map(({ value }) => value)).toEqual(Array(10).fill(1))
    expect(op.finish()).toHaveLength(10)
  })
})

describe('windows at their edges:', () => {
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
    expect(op.push({ at: 0 }).map(summaryOf)).toEqual([['', -10, 0, 1, 'onTime', 'result']])
    expect(op.finish().map(summaryOf)).toEqual([['', 0, 10, 1, 'onTime', 'result']])
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

  test('windows that end together are emitted by start, then by key in order of first appearance', () => {
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

  test('is retracted with the other, and emitted as one', () => {
    const op = windowed({ ...twoSessions, mode: 'retracting' })
    const told = [0, 15, 40, 8].flatMap(at => op.push({ at }))
    expect(told.map(summaryOf)).toEqual([
      ['', 0, 10, 1, 'onTime', 'result'],
      ['', 15, 25, 1, 'onTime', 'result'],
      ['', 0, 10, 1, 'late', 'retraction'],
      ['', 15, 25, 1, 'late', 'retraction'],
      ['', 0, 25, 3, 'late', 'result'],
    ])
    expect(told.map(({ index }) => index)).toEqual([0, 0, 1, 1, 0])
  })

  test('adds only the late event in mode delta: emitted events of both are not emitted again', () => {
    const op = windowed({ ...twoSessions, mode: 'delta' })
    const told = [0, 15, 40, 8].flatMap(at => op.push({ at }))
    expect(told.map(summaryOf).slice(2)).toEqual([['', 0, 25, 1, 'late', 'result']])
    expect([told[2].firstTime, told[2].lastTime]).toEqual([0, 15])
  })

  test('is final again only after its new end', () => {
    const op = windowed({ ...twoSessions, mode: 'retracting' })
    const told = [0, 12, 8].flatMap(at => op.push({ at }))
    expect(told.map(summaryOf)).toEqual([
      ['', 0, 10, 1, 'onTime', 'result'],
      ['', 0, 10, 1, 'late', 'retraction'],
    ])
    expect(op.finish().map(summaryOf)).toEqual([['', 0, 22, 3, 'onTime', 'result']])
  })

  test('accepts an event that would be too late for a session of its own, while the session is open', () => {
    const op = windowed({ ...plays, window: session({ gap: 10 }) })
    for (const at of [0, 8, 16]) op.push({ at })
    expect(op.push({ at: 3 })).toEqual([])
    expect(op.stats()).toMatchObject({ watermark: 16, accepted: 4, late: 0, open: 1 })
  })

  test('is not merged with one exactly a gap away, whenever the watermark comes', () => {
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
