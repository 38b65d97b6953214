import { describe, expect, test } from 'vitest'
import { createSession, KeySessions, type OpenSession } from '../../../src/stream/session/open-session'
import { TimerQueue } from '../../../src/stream/state/timers'

function sessionIn(key: KeySessions, start: number): OpenSession {
  const session = createSession(key, start, start + 10, start)
  key.insert(key.sessions.length, session)
  return session
}

describe('a timer queue', () => {
  test('pops each session once, at the timer that was scheduled last', () => {
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

  test('is rebuilt without stale timers before they outnumber the others', () => {
    const key = new KeySessions('a', 0)
    const one = sessionIn(key, 0)
    const timers = new TimerQueue()
    // The keys are read when the queue is rebuilt: once per 66 or more timers.
    let rebuilds = 0
    const keys = {
      *[Symbol.iterator]() {
        rebuilds++
        yield key
      },
    }
    for (let timer = 0; timer < 10_000; timer++) timers.schedule(one, timer, 1, keys)
    expect(rebuilds).toBeGreaterThan(100)
    expect(rebuilds).toBeLessThan(200)
    expect(timers.popDue(Number.POSITIVE_INFINITY)).toBe(one)
    expect(timers.popDue(Number.POSITIVE_INFINITY)).toBeUndefined()
  })
})
