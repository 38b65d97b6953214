import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32c } from '../../src/codec/crc32c'
import { count, fixed, max, session, sliding, sum, tdigest, windowed } from '../../src/index'
import { codeOf } from '../support/codes'

const SEED = 4

interface Event {
  readonly at: number
  readonly key: string
}

const make = (more: object = {}) =>
  windowed({
    window: fixed(10),
    aggregates: { n: count(), digest: tdigest({ compression: 20 }) },
    time: (e: Event) => e.at,
    key: (e: Event) => e.key,
    value: (e: Event) => e.at,
    outOfOrder: 5,
    lateness: 20,
    ...more,
  })

const events: Event[] = Array.from({ length: 60 }, (_, k) => ({ at: k * 3 - ((k * 7) % 5), key: 'abc'[k % 3] }))

const kinds = {
  fixed: fixed(10),
  sliding: sliding({ size: 40, every: 3 }),
  session: session({ gap: 8 }),
}

describe('a definition that has changed is refused, and the error names the difference', () => {
  const saved = () => {
    const stream = make()
    stream.pushMany(events)
    return stream.save()
  }

  test.each([
    ['window', { window: fixed(20) }, 'window was 10ms and is 20ms'],
    ['aggregates: one more', { aggregates: { n: count(), m: max() } }, 'aggregates was'],
    ['aggregates: a parameter', { aggregates: { n: count(), digest: tdigest() } }, 'tdigest(20)'],
    ['aggregates: a name', { aggregates: { n: count(), d: tdigest({ compression: 20 }) } }, 'aggregates was'],
    ['emit', { emit: 'update' }, 'emit was close and is update'],
    ['mode', { mode: 'delta' }, 'mode was accumulating and is delta'],
    ['outOfOrder', { outOfOrder: 'forever' }, 'outOfOrder was 5 and is Infinity'],
    ['lateness', { lateness: 21 }, 'lateness was 20 and is 21'],
  ])('%s', (_, more, message) => {
    const restore = saved()
    expect(codeOf(() => make({ ...more, restore }))).toBe('TIDEMARK_MISMATCH')
    expect(() => make({ ...more, restore })).toThrow(message)
  })

  test('bounds, select, onLate and the order of aggregates may change', () => {
    const restore = saved()
    const aggregates = { digest: tdigest({ compression: 20 }), n: count() }
    const stream = make({ aggregates, restore, maxKeys: 5, maxOpen: 500, select: (r: any) => -r.n, onLate: () => {} })
    expect(stream.stats().events).toBe(60)
    expect(stream.finish().every(({ value }: any) => value < 0)).toBe(true)
  })
})

describe.each(Object.entries(kinds))('bytes of %s windows', (_, window) => {
  const stream = make({ window })
  stream.source('a').push(events[0])
  stream.pushMany(events.slice(0, 50))
  const bytes = stream.save()

  test('are the same for the same states, and saving changes nothing', () => {
    expect(stream.save()).toEqual(bytes)
    expect(make({ window, restore: bytes }).save()).toEqual(bytes)
  })

  test('are refused if they are truncated or a bit is flipped: TIDEMARK_DECODE', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(codeOf(() => make({ window, restore: bytes.slice(0, length) }))).toBe('TIDEMARK_DECODE')
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = bytes.slice()
      damaged[at] ^= 1 << (at % 8)
      expect(codeOf(() => make({ window, restore: damaged }))).toBe('TIDEMARK_DECODE')
    }
  })

  test('may lie within a larger buffer', () => {
    const larger = new Uint8Array(bytes.length + 9)
    larger.set(bytes, 4)
    expect(make({ window, restore: larger.subarray(4, 4 + bytes.length) }).save()).toEqual(bytes)
  })

  test(`continue to the last bit if they are restored at any moment (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.nat(events.length), at => {
        const whole = make({ window })
        const parted = make({ window })
        const expected = whole.pushMany(events).concat(whole.finish())
        const before = parted.pushMany(events.slice(0, at))
        const after = make({ window, restore: parted.save() })
        const panes = before.concat(after.pushMany(events.slice(at)), after.finish())
        expect(panes).toEqual(expected)
        expect(after.save()).toEqual(whole.save())
      }),
      { seed: SEED, numRuns: 30 },
    )
  })
})

test('a stream without events can be saved, and so can a finished one', () => {
  const fresh = make({ restore: make().save() })
  expect(fresh.stats()).toMatchObject({ events: 0, watermark: Number.NEGATIVE_INFINITY })
  fresh.pushMany(events)
  fresh.finish()
  const done = make({ restore: fresh.save() })
  expect(done.stats()).toEqual(fresh.stats())
  expect(done.push({ at: 5, key: 'a' })).toEqual([])
  expect(done.stats().late).toBe(1)
})

test.each([
  ['a slice that no time is in', sliding({ size: 12, every: 5 }), 60, 2 ** 53 - 2],
  ['a session that no time is in', session({ gap: 8 }), 60, 2 ** 53 - 2],
])('bytes that were made up, with a checksum that fits: %s', (_, window, from, edge) => {
  const bytes = (() => {
    const stream = make({ window, mode: 'accumulating' })
    stream.push({ at: from, key: 'a' })
    return stream.save()
  })()
  const view = new DataView(bytes.buffer)
  let spoilt = 0
  for (let at = 0; at + 8 <= bytes.length - 4; at++) {
    if (view.getFloat64(at, true) !== from) continue
    const made = bytes.slice()
    const made64 = new DataView(made.buffer)
    made64.setFloat64(at, edge, true)
    made64.setUint32(made.length - 4, crc32c(made64, 0, made.length - 4), true)
    spoilt++
    const outcome = codeOf(() => make({ window, restore: made }).finish().length)
    expect(outcome === 'TIDEMARK_DECODE' || typeof outcome === 'number').toBe(true)
  }
  expect(spoilt).toBeGreaterThan(1)
})

test('bytes of something else are refused', () => {
  expect(codeOf(() => make({ restore: new Uint8Array(64) }))).toBe('TIDEMARK_DECODE')
  expect(codeOf(() => make({ restore: new Uint8Array() }))).toBe('TIDEMARK_DECODE')
})

describe('absorb refuses a pane that it cannot merge, and changes nothing:', () => {
  const panes = () => {
    const stream = make({ mode: 'delta' })
    return stream.pushMany(events).concat(stream.finish())
  }

  test.each([
    ['a pane without its state', (pane: any) => ({ ...pane, state: undefined }), 'TIDEMARK_INVALID_VALUE'],
    ['nothing', () => undefined, 'TIDEMARK_INVALID_VALUE'],
    ['a pane without an end', (pane: any) => ({ ...pane, end: undefined }), 'TIDEMARK_INVALID_INSTANT'],
    ['a pane whose key is no string', (pane: any) => ({ ...pane, key: 5 }), 'TIDEMARK_INVALID_VALUE'],
    ['damaged states', (pane: any) => ({ ...pane, state: pane.state.slice(1) }), 'TIDEMARK_DECODE'],
  ])('%s', (_, spoil, code) => {
    const stream = make()
    stream.absorb(panes()[0])
    const before = stream.save()
    expect(codeOf(() => stream.absorb(spoil(panes()[0]) as never))).toBe(code)
    expect(stream.save()).toEqual(before)
  })

  test('states of other aggregates', () => {
    const stream = make({ aggregates: { n: sum() } })
    expect(codeOf(() => stream.absorb(panes()[0]))).toBe('TIDEMARK_MISMATCH')
    expect(stream.stats().events).toBe(0)
  })

  test('a pane that is posted to another thread carries only its own states', () => {
    for (const { state } of panes()) expect(state!.buffer.byteLength).toBe(state!.byteLength)
  })
})
