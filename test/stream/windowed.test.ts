import { describe, expect, test } from 'vitest'
import { aggregate, count, moments, sliding, sum, tdigest, windowed } from '../../src/index'
import { codeOf } from '../support/codes'
import { type Event, smallStream } from '../support/stream/small-stream'

describe('windowed() refuses', () => {
  test.each([
    ['no time', { time: undefined }, 'TIDEMARK_INVALID_OPTION'],
    ['a time that is a name', { time: 'at' }, 'TIDEMARK_INVALID_OPTION'],
    ['no aggregates', { aggregates: {} }, 'TIDEMARK_INVALID_OPTION'],
    ['an option that is misspelt', { latenes: '1s' }, 'TIDEMARK_INVALID_OPTION'],
    ['a month as a window', { window: '1mo' }, 'TIDEMARK_INVALID_DURATION'],
    ['a window that is nothing', { window: { kind: 'fixed', name: 'x' } }, 'TIDEMARK_INVALID_OPTION'],
    ['a negative lateness', { lateness: -1 }, 'TIDEMARK_INVALID_DURATION'],
    ['lateness for ever: nothing would be freed', { lateness: 'forever' }, 'TIDEMARK_INVALID_DURATION'],
    ['an emit that is none', { emit: 'always' }, 'TIDEMARK_INVALID_OPTION'],
    ['a mode that is none', { mode: 'discarding' }, 'TIDEMARK_INVALID_OPTION'],
    ['maxAhead without a clock', { maxAhead: '1m' }, 'TIDEMARK_INVALID_OPTION'],
    ['a clock without maxAhead', { clock: () => 0 }, 'TIDEMARK_INVALID_OPTION'],
    ['maxKeys of none', { maxKeys: 0 }, 'TIDEMARK_INVALID_OPTION'],
    ['maxOpen that is no count', { maxOpen: 1.5 }, 'TIDEMARK_INVALID_OPTION'],
    ['an overflow key that is no string', { overflowKey: 1 }, 'TIDEMARK_INVALID_OPTION'],
    ['onLate that is no function', { onLate: [] }, 'TIDEMARK_INVALID_OPTION'],
    ['a select that keeps the row itself', { select: (r: unknown) => r }, 'TIDEMARK_INVALID_OPTION'],
    ['a select that keeps the row as a field', { select: (row: unknown) => ({ row }) }, 'TIDEMARK_INVALID_OPTION'],
    [
      'a select that keeps a digest, which is read for other windows later',
      { aggregates: { d: tdigest() }, select: (r: any) => r.d },
      'TIDEMARK_INVALID_OPTION',
    ],
    [
      'a select that keeps a digest as a field',
      { aggregates: { d: tdigest() }, select: (r: any) => ({ d: r.d }) },
      'TIDEMARK_INVALID_OPTION',
    ],
    ['a select that is async', { select: async () => 1 }, 'TIDEMARK_INVALID_OPTION'],
    ['a select that throws', { select: (r: any) => r.none.quantile(1) }, 'TIDEMARK_INVALID_OPTION'],
    ['aggregates that read as no number, without select', { aggregates: { d: tdigest() } }, 'TIDEMARK_INVALID_OPTION'],
    ['something to restore that is no bytes', { restore: 'bytes' }, 'TIDEMARK_INVALID_OPTION'],
  ])('%s', (_, options, code) => {
    expect(codeOf(() => smallStream(options))).toBe(code)
  })

  test('no options at all', () => {
    expect(codeOf(() => windowed(undefined as never))).toBe('TIDEMARK_INVALID_OPTION')
  })
})

const faulty: [string, unknown, string][] = [
  ['a time in seconds with a fraction', { at: 1.5 }, 'TIDEMARK_INVALID_INSTANT'],
  ['no time', {}, 'TIDEMARK_INVALID_INSTANT'],
  ['a date without a zone', { at: '2026-01-01T00:00:00' }, 'TIDEMARK_INVALID_INSTANT'],
  ['NaN', { at: 1, value: Number.NaN }, 'TIDEMARK_INVALID_VALUE'],
  ['a value that is a string', { at: 1, value: '1' }, 'TIDEMARK_INVALID_VALUE'],
  ['a value without end', { at: 1, value: Number.POSITIVE_INFINITY }, 'TIDEMARK_INVALID_VALUE'],
  ['a key that is a number', { at: 1, key: 7 }, 'TIDEMARK_INVALID_VALUE'],
]

describe('a faulty event is refused, and nothing has changed', () => {
  test.each(faulty)('%s', (_, event, code) => {
    const stream = smallStream({ outOfOrder: 5 })
    stream.push({ at: 3 })
    const before = stream.save()
    expect(codeOf(() => stream.push(event as Event))).toBe(code)
    expect(codeOf(() => stream.pushMany([{ at: 90 }, event as Event]))).toBe(code)
    expect(stream.save()).toEqual(before)
  })

  test('an error of a batch names the event', () => {
    expect(() => smallStream().pushMany([{ at: 0 }, { at: 0, value: Number.NaN }])).toThrow(/event 1: value/)
    expect(codeOf(() => smallStream().pushMany({} as never))).toBe('TIDEMARK_INVALID_VALUE')
  })

  test('an error of an accessor is thrown unchanged', () => {
    const stream = smallStream({ key: (e: any) => e.user.id })
    expect(() => stream.push({ at: 1 })).toThrow(TypeError)
    expect(stream.stats().events).toBe(0)
  })

  test('a watermark, a tick and a source are checked, too', () => {
    const stream = smallStream()
    expect(codeOf(() => stream.advance(0.5))).toBe('TIDEMARK_INVALID_INSTANT')
    expect(codeOf(() => stream.advance(Number.POSITIVE_INFINITY))).toBe('TIDEMARK_INVALID_INSTANT')
    expect(codeOf(() => stream.tick(Number.NaN))).toBe('TIDEMARK_INVALID_INSTANT')
    expect(codeOf(() => stream.source(1 as never))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test('an onLate that throws keeps the event from being counted, so that it can be pushed again', () => {
    let down = true
    const seen: number[] = []
    const stream = smallStream({
      onLate: ({ event }: any) => {
        if (down) throw new Error('no disk')
        seen.push(event.at)
      },
    })
    stream.push({ at: 50 })
    const before = stream.save()
    expect(() => stream.push({ at: 5 })).toThrow('no disk')
    expect(stream.save()).toEqual(before)
    down = false
    expect(stream.push({ at: 5 })).toEqual([])
    expect(seen).toEqual([5])
    expect(stream.stats()).toMatchObject({ events: 2, accepted: 1, late: 1, latePairs: 1 })
  })
})

describe('values and keys', () => {
  test('value defaults to 1 and key to one key', () => {
    const stream = windowed({ window: 10, aggregates: { total: sum() }, time: (e: Event) => e.at })
    stream.push({ at: 1 })
    stream.push({ at: 2 })
    expect(stream.finish()).toEqual([
      {
        key: '',
        start: 0,
        end: 10,
        value: { total: 2 },
        timing: 'onTime',
        kind: 'result',
        index: 0,
        firstTime: 1,
        lastTime: 2,
      },
    ])
  })

  test('keys and aggregates may be called __proto__ and constructor', () => {
    const stream = smallStream({ aggregates: { ['__proto__']: count(), constructor: count() } })
    stream.push({ at: 1, key: '__proto__' })
    stream.push({ at: 1, key: 'constructor' })
    const panes = stream.finish()
    expect(panes.map(({ key }) => key)).toEqual(['__proto__', 'constructor'])
    expect(Object.entries(panes[0].value)).toEqual([
      ['__proto__', 1],
      ['constructor', 1],
    ])
  })

  test('a reading with its own memory may be kept: moments, or a list', () => {
    const list = aggregate({
      name: 'list',
      state: { n: 0 },
      add(s, i, x) {
        s.n[i] += x
      },
      merge(s, i, o, j) {
        s.n[i] += o.n[j]
      },
      read: (s, i) => [s.n[i]],
    })
    const aggregates = { moments: moments(), list }
    const stream = windowed({ window: 10, aggregates, time: (e: Event) => e.at, select: r => ({ ...r }) })
    const panes = [...stream.pushMany([{ at: 1 }, { at: 12 }]), ...stream.finish()]
    const values = panes.map(({ value }) => [value.moments.count, value.list])
    expect(values).toEqual([
      [1, [1]],
      [1, [1]],
    ])
  })

  test('times may be dates and ISO 8601', () => {
    const stream = windowed({ window: '1h', aggregates: { n: count() }, time: (e: Date | string) => e })
    stream.pushMany([new Date(0), '1970-01-01T00:59:59.999Z'])
    expect(stream.finish().map(({ end, value }) => [end, value.n])).toEqual([[3_600_000, 2]])
  })
})

describe('a custom windower that is no partition is refused at the first event, before anything is lost', () => {
  const own = (start: number, end: number) => ({
    kind: 'partition' as const,
    name: 'own',
    width: 10,
    startOf: () => start,
    endOf: () => end,
    windowsOf: () => [{ start, end }],
  })

  test.each([
    ['one endless window', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['a window that never ends', 0, Number.NaN],
    ['a window that does not hold its time', 0, 1],
    ['a window that starts between two milliseconds', 0.5, 10],
  ])('%s', (_, start, end) => {
    const stream = smallStream({ window: own(start, end) })
    expect(codeOf(() => stream.push({ at: 5 }))).toBe('TIDEMARK_INVALID_OPTION')
    expect(stream.stats().events).toBe(0)
  })
})

test('an event of more than a million windows is refused and changes nothing, because as many panes would be emitted at once', () => {
  const window = sliding({ size: 1_000_001, every: 1 })
  for (const more of [{}, { emit: 'update' }, { mode: 'retracting' }, { lateness: '1h' }] as const) {
    const stream = smallStream({ window, ...more })
    const before = stream.save()
    expect(codeOf(() => stream.push({ at: 5 }))).toBe('TIDEMARK_TOO_MANY_WINDOWS')
    expect(codeOf(() => stream.pushMany([{ at: 5 }, { at: 6 }]))).toBe('TIDEMARK_TOO_MANY_WINDOWS')
    expect(stream.save()).toEqual(before)
    expect(stream.finish()).toEqual([])
  }
})

test('an event that is late for more than a million windows is refused with onLate, and changes nothing', () => {
  const stream = smallStream({ window: sliding({ size: '365d', every: 1 }), onLate: () => {} })
  stream.advance(40 * 365 * 86_400_000)
  const before = stream.save()
  expect(codeOf(() => stream.push({ at: 0 }))).toBe('TIDEMARK_TOO_MANY_WINDOWS')
  expect(stream.save()).toEqual(before)
})

test('a late event of very many windows is counted at once', () => {
  const stream = smallStream({ window: sliding({ size: '365d', every: 1 }) })
  stream.advance(40 * 365 * 86_400_000)
  stream.push({ at: 0 })
  expect(stream.stats()).toMatchObject({ late: 1, latePairs: 31_536_000_000 })
})
