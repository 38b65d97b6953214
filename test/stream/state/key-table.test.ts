import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { count, fixed, session, sliding, type Windower, windowed } from '../../../src'

// A key is born every 60 ms and has ten events, one each three seconds, up to two seconds late: then it is never heard of again.

const KEYS = 100_000
const BORN_EVERY = 60
const EVENTS_A_KEY = 10
const BETWEEN = 3_000
const LIFE = (EVENTS_A_KEY - 1) * BETWEEN
const OUT_OF_ORDER = 2_000

interface Event {
  readonly at: number
  readonly key: string
}

function* events(keys = KEYS): Iterable<Event> {
  const births = BETWEEN / BORN_EVERY
  for (let birth = 0; birth < keys + EVENTS_A_KEY * births; birth++)
    for (let e = 0; e < EVENTS_A_KEY; e++) {
      const key = birth - e * births
      if (key < 0 || key >= keys) continue
      yield { at: birth * BORN_EVERY - ((birth * 7 + e * 611) % OUT_OF_ORDER), key: `visitor-${key}` }
    }
}

/** Windows, how long after its last event a key may be held, and how many states it may have at a time. */
const kinds = [
  { window: fixed('1m'), reach: 60_000, states: 2, windows: 1 },
  { window: sliding({ size: '1m', every: '10s' }), reach: 60_000, states: 5, windows: 6 },
  { window: session({ gap: '30s' }), reach: 30_000, states: 1, windows: 1 },
] as const

/** Keys that were born no longer ago than a key may be held; a late event moves both ends of its time. */
const mostKeys = (reach: number) => Math.ceil((LIFE + reach + 2 * OUT_OF_ORDER) / BORN_EVERY)

const open = (window: Windower, bounds: { maxKeys?: number; maxOpen?: number; outOfOrder?: 'forever' } = {}) =>
  windowed<Event, { n: ReturnType<typeof count> }, number>({
    window,
    aggregates: { n: count() },
    time: event => event.at,
    key: event => event.key,
    select: row => row.n,
    outOfOrder: OUT_OF_ORDER,
    ...bounds,
  })

/** Pushes them all; returns the most keys and states that were seen, and the sum of all results. */
function pushAll(stream: ReturnType<typeof open>, list: Iterable<Event>) {
  const most = { keys: 0, open: 0, counted: 0 }
  let pushed = 0
  for (const event of list) {
    for (const pane of stream.push(event)) most.counted += pane.value
    if (++pushed % 50 > 0) continue
    const { keys, open } = stream.stats()
    most.keys = Math.max(most.keys, keys)
    most.open = Math.max(most.open, open)
  }
  return most
}

describe.each(kinds)('1,000,000 events of 100,000 short-lived keys, $window.name:', kind => {
  const { window, reach, states, windows } = kind
  const maxKeys = mostKeys(reach)

  test(`never hold more than ${maxKeys} keys or ${maxKeys * states} states, and none at the end`, () => {
    const stream = open(window, { maxKeys, maxOpen: maxKeys * states })
    const most = pushAll(stream, events())
    expect(most.keys).toBeGreaterThan(0.8 * maxKeys)
    expect(most.open).toBeGreaterThanOrEqual(most.keys)
    const rest = stream.finish().reduce((sum, pane) => sum + pane.value, 0)
    const all = KEYS * EVENTS_A_KEY
    expect(most.counted + rest).toBe(all * windows)
    expect(stream.stats()).toMatchObject({ events: all, accepted: all, late: 0, overflowed: 0, open: 0, keys: 0 })
  })

  test('are refused if fewer keys or states may be held: the bounds above can be exceeded', () => {
    const half = Math.floor(maxKeys / 2)
    const refused = expect.objectContaining({ code: 'TIDEMARK_BACKPRESSURE' })
    expect(() => pushAll(open(window, { maxKeys: half }), events(2 * maxKeys))).toThrow(refused)
    expect(() => pushAll(open(window, { maxOpen: half }), events(2 * maxKeys))).toThrow(refused)
  })

  test('are all held if the watermark stands still', () => {
    const stream = open(window, { outOfOrder: 'forever' })
    pushAll(stream, events(5 * maxKeys))
    expect(stream.stats()).toMatchObject({ keys: 5 * maxKeys })
    expect(stream.stats().open).toBeGreaterThanOrEqual(5 * maxKeys)
    stream.finish()
    expect(stream.stats()).toMatchObject({ open: 0, keys: 0 })
  })
})

describe('memory', () => {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  const used = () => {
    gc()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  /** How many bytes more there are for each key that came between a quarter of them and all. */
  const bytesAKey = (push: (event: Event) => unknown) => {
    let pushed = 0
    let quarter = 0
    for (const event of events()) {
      push(event)
      if (++pushed === (KEYS * EVENTS_A_KEY) / 4) quarter = used()
    }
    return (used() - quarter) / (0.75 * KEYS)
  }
  const LEAST_OF_A_KEY = 30

  test.each(kinds)('of 75,000 freed keys is less than 30 bytes each, $window.name', ({ window }) => {
    const stream = open(window)
    expect(bytesAKey(event => stream.push(event))).toBeLessThan(LEAST_OF_A_KEY)
    expect(stream.stats().keys).toBeGreaterThan(0)
  })

  test('of held keys is more: the measure detects it', () => {
    const kept = new Set<string>()
    expect(bytesAKey(({ key }) => kept.add(key))).toBeGreaterThan(LEAST_OF_A_KEY)
    expect(kept.size).toBe(KEYS)
  })
})
