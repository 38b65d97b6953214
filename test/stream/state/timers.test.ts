import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KeySessions, type OpenSession } from '../../../src/stream/session/open-session'
import { Heap } from '../../../src/stream/state/heap'
import { TimerQueue } from '../../../src/stream/state/timers'

const SEED = 12

test(`a heap gives what is in it, the least first (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: -50, max: 50 }), { freq: 3 })), list => {
      const heap = new Heap<string>()
      const plain: number[] = []
      for (const key of list) {
        if (key !== null) {
          heap.push(key, `${key}`)
          plain.push(key)
        } else if (plain.length > 0) expect(heap.pop()).toBe(`${plain.shift()}`)
        plain.sort((a, b) => a - b)
        expect([heap.least, heap.size]).toEqual([plain[0] ?? Number.POSITIVE_INFINITY, plain.length])
      }
    }),
    { seed: SEED },
  )
})

function sessionIn(key: KeySessions, start: number): OpenSession {
  const session = { key, start, end: start + 10, row: start, panes: 0, isFinal: false, timer: Number.NaN }
  key.insert(key.sessions.length, session)
  return session
}

describe('an timers', () => {
  test('tells each session once, by the last note of it', () => {
    const key = new KeySessions('a', 0)
    const [one, two] = [sessionIn(key, 0), sessionIn(key, 20)]
    const timers = new TimerQueue()
    timers.schedule(one, 10, 2, [key])
    timers.schedule(two, 30, 2, [key])
    timers.schedule(one, 40, 2, [key])
    timers.schedule(one, 40, 2, [key])
    expect(timers.popDue(9)).toBeUndefined()
    expect([timers.popDue(99), timers.popDue(99), timers.popDue(99)]).toEqual([two, one, undefined])
  })

  test('leaves out what is out of date before it is most of it', () => {
    const key = new KeySessions('a', 0)
    const one = sessionIn(key, 0)
    const timers = new TimerQueue()
    // The lanes are asked for when the timers is made anew: once in so many notes.
    let asked = 0
    const lanes = {
      *[Symbol.iterator]() {
        asked++
        yield key
      },
    }
    for (let due = 0; due < 10_000; due++) timers.schedule(one, due, 1, lanes)
    expect(asked).toBeGreaterThan(100)
    expect(asked).toBeLessThan(200)
    expect(timers.popDue(Number.POSITIVE_INFINITY)).toBe(one)
    expect(timers.popDue(Number.POSITIVE_INFINITY)).toBeUndefined()
  })
})
