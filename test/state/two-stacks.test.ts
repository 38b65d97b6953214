import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aggregate, count, first, last, max, sum } from '../../src/aggregate'
import { Frame } from '../../src/state/frame'
import { schemaOf } from '../../src/state/schema'
import { TwoStacks } from '../../src/state/two-stacks'

/** The values in the order in which they were merged: what a slide must not mix up. */
const order = aggregate({
  name: 'order',
  state: { n: 0, digits: 0 },
  add(s, i, x) {
    s.n[i]++
    s.digits[i] = s.digits[i] * 10 + x
  },
  merge(s, i, o, j) {
    s.digits[i] = s.digits[i] * 10 ** o.n[j] + o.digits[j]
    s.n[i] += o.n[j]
  },
  read: (s, i) => s.digits[i],
})
const schema = schemaOf({ n: count(), sum: sum(), max: max(), first: first(), last: last(), order })

function paneOf(...points: [time: number, value: number][]): Frame {
  const frame = new Frame(schema, 1)
  const row = frame.append()
  frame.fold(
    row,
    Float64Array.from(points, p => p[1]),
    Float64Array.from(points, p => p[0]),
    0,
    points.length,
  )
  return frame
}

function read(slide: TwoStacks): (number | unknown)[] {
  const frame = new Frame(schema, 1)
  const row = frame.append()
  slide.mergeInto(frame, row)
  return schema.aggregates.map((one, a) => one.read(frame.page(row)[a], frame.at(row)))
}

describe('two stacks', () => {
  test('merge the panes of the window in order of time', () => {
    const slide = new TwoStacks(schema)
    for (const time of [1, 2, 3, 4]) slide.push(time, paneOf([time, time]), 0)
    expect(read(slide)).toEqual([4, 10, 4, 1, 4, 1234])
    slide.evict(3)
    expect(slide.length).toBe(2)
    expect(read(slide)).toEqual([2, 7, 4, 3, 4, 34])
    slide.push(5, paneOf([5, 5]), 0)
    expect(read(slide)).toEqual([3, 12, 5, 3, 5, 345])
  })

  test('keep a pane that starts at the time of eviction', () => {
    const slide = new TwoStacks(schema)
    slide.push(1, paneOf([1, 1]), 0)
    slide.evict(1)
    expect(slide.length).toBe(1)
    slide.evict(2)
    expect(slide.length).toBe(0)
  })

  test('merge nothing when they are empty, and can be filled again', () => {
    const slide = new TwoStacks(schema)
    slide.evict(100)
    expect(read(slide)).toEqual([0, 0, Number.NaN, Number.NaN, Number.NaN, 0])
    slide.push(1, paneOf([1, 7]), 0)
    slide.evict(Number.POSITIVE_INFINITY)
    slide.push(2, paneOf([2, 8]), 0)
    expect(read(slide)).toEqual([1, 8, 8, 8, 8, 8])
  })

  test('copy each pane: it may be written afterwards', () => {
    const slide = new TwoStacks(schema)
    const pane = paneOf([1, 1])
    slide.push(1, pane, 0)
    pane.reset(0)
    expect(read(slide)[0]).toBe(1)
  })

  test('equal the merge of the last panes after every push and eviction (seed 21)', () => {
    const steps = fc.array(fc.record({ push: fc.boolean(), by: fc.integer({ min: 1, max: 4 }) }), { maxLength: 60 })
    const property = fc.property(steps, list => {
      const slide = new TwoStacks(schema)
      let panes: number[] = []
      let time = 0
      let from = 0
      for (const { push, by } of list) {
        if (push) {
          time += by
          slide.push(time, paneOf([time, time % 10]), 0)
          panes.push(time)
        } else {
          from += by
          slide.evict(from)
          panes = panes.filter(start => start >= from)
        }
        expect(slide.length).toBe(panes.length)
        const kept = panes.slice(-15) // more digits than a double holds
        if (panes.length > 15) slide.evict(kept[0])
        panes = kept
        expect(read(slide).at(-1)).toBe(Number(`0${panes.map(start => start % 10).join('')}`))
        expect(read(slide)[0]).toBe(panes.length)
      }
    })
    fc.assert(property, { seed: 21, numRuns: 200 })
  })

  test('cost about three merges per slide, however many panes they hold', () => {
    let merges = 0
    const counted = aggregate({
      name: 'counted',
      state: { n: 0 },
      add: () => {},
      merge: () => void merges++,
      read: () => 0,
    })
    const small = schemaOf({ counted })
    const pane = new Frame(small, 1)
    const slide = new TwoStacks(small)
    pane.append()
    const into = new Frame(small, 1)
    into.append()
    for (let time = 0; time < 10_000; time++) {
      slide.push(time, pane, 0)
      slide.evict(time - 500)
      slide.mergeInto(into, 0)
    }
    expect(merges / 10_000).toBeLessThan(6.1) // push 2, turning over 2, reading 2
  })
})
