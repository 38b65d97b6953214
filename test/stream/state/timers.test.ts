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

function sittingIn(lane: KeySessions, start: number): OpenSession {
  const sitting = { lane, start, end: start + 10, row: start, panes: 0, isFinal: false, due: Number.NaN }
  lane.insert(lane.sittings.length, sitting)
  return sitting
}

describe('an agenda', () => {
  test('tells each session once, by the last note of it', () => {
    const lane = new KeySessions('a', 0)
    const [one, two] = [sittingIn(lane, 0), sittingIn(lane, 20)]
    const agenda = new TimerQueue()
    agenda.note(one, 10, 2, [lane])
    agenda.note(two, 30, 2, [lane])
    agenda.note(one, 40, 2, [lane])
    agenda.note(one, 40, 2, [lane])
    expect(agenda.next(9)).toBeUndefined()
    expect([agenda.next(99), agenda.next(99), agenda.next(99)]).toEqual([two, one, undefined])
  })

  test('leaves out what is out of date before it is most of it', () => {
    const lane = new KeySessions('a', 0)
    const one = sittingIn(lane, 0)
    const agenda = new TimerQueue()
    // The lanes are asked for when the agenda is made anew: once in so many notes.
    let asked = 0
    const lanes = {
      *[Symbol.iterator]() {
        asked++
        yield lane
      },
    }
    for (let due = 0; due < 10_000; due++) agenda.note(one, due, 1, lanes)
    expect(asked).toBeGreaterThan(100)
    expect(asked).toBeLessThan(200)
    expect(agenda.next(Number.POSITIVE_INFINITY)).toBe(one)
    expect(agenda.next(Number.POSITIVE_INFINITY)).toBeUndefined()
  })
})
