import { describe, expect, test } from 'vitest'
import { aggregate, fixed, session, sliding, type Windower, windowed } from '../../../src/index'

/** A count that counts what it costs. */
function counting() {
  const cost = { adds: 0, merges: 0 }
  const counted = aggregate({
    name: 'counted',
    state: { n: 0 },
    add(s, i) {
      cost.adds++
      s.n[i]++
    },
    merge(s, i, o, j) {
      cost.merges++
      s.n[i] += o.n[j]
    },
    read: (s, i) => s.n[i],
  })
  return { cost, counted }
}

/** What events at the start and the middle of each of `seconds` seconds cost, and how many panes came of it. */
function costOf(window: Windower, seconds: number, more: object = {}) {
  const { cost, counted } = counting()
  const stream = windowed({ window, aggregates: { counted }, time: (at: number) => at, ...more })
  Object.assign(cost, { adds: 0, merges: 0 }) // without those by which the aggregate was tried
  let panes = 0
  for (let second = 0; second < seconds; second++)
    for (const at of [second * 1000, second * 1000 + 500]) panes += stream.push(at).length
  return { ...cost, panes, stream, cost }
}

describe('an event costs one add, however many windows contain it', () => {
  test.each([
    ['fixed', fixed('10s')],
    ['sliding, 6 panes', sliding({ size: '6s', every: '1s' })],
    ['sliding, 60 panes', sliding({ size: '60s', every: '1s' })],
    ['sliding, uneven panes', sliding({ size: '61s', every: '2s' })],
    ['session', session({ gap: '2s' })],
  ])('%s', (_, window) => {
    expect(costOf(window, 300).adds).toBe(600)
  })
})

describe('a slide costs about three merges', () => {
  test.each([9, 60, 600])('over %i slices', panes => {
    const { merges, panes: slides } = costOf(sliding({ size: panes * 1000, every: '1s' }), 3 * panes)
    expect(slides).toBe(3 * panes - 1)
    expect(merges).toBeLessThan(3 * slides)
    expect(merges).toBeGreaterThan(2 * slides)
  })

  test('over uneven slices costs twice that, because there are two per slide', () => {
    const { merges, panes: slides } = costOf(sliding({ size: 60_500, every: '1s' }), 300)
    expect(merges).toBeLessThan(5 * slides)
  })

  test('over up to 8 slices merges them anew: nothing is kept', () => {
    const { merges, panes: slides } = costOf(sliding({ size: '8s', every: '1s' }), 300)
    expect(merges / slides).toBeCloseTo(7, 0)
  })

  test('over an empty stretch costs nothing, however long', () => {
    const { cost, counted } = counting()
    const stream = windowed({
      window: sliding({ size: '60s', every: '1s' }),
      aggregates: { counted },
      time: (at: number) => at,
    })
    for (let year = 0; year < 50; year++) stream.push(year * 31_536_000_000)
    expect(cost.merges).toBeLessThan(50 * 60 * 3)
  })
})

describe('a late correction patches its pane', () => {
  const panes = 600
  const late = (seconds: number) => {
    const { stream, cost } = costOf(sliding({ size: panes * 1000, every: '1s' }), 2 * panes + 300, { lateness: '1h' })
    const before = { ...cost }
    const corrected = stream.push((2 * panes + 299 - seconds) * 1000).length
    return { adds: cost.adds - before.adds, merges: cost.merges - before.merges, corrected }
  }

  test('with one add, and about three merges per corrected window', () => {
    for (const seconds of [1, 60, 599]) {
      const { adds, merges, corrected } = late(seconds)
      expect(corrected).toBe(Math.min(seconds, panes))
      expect(adds).toBe(1)
      expect(merges).toBeLessThan(3 * corrected + 2 * panes)
    }
  })

  test('so that the slide after a slightly late event costs little', () => {
    const { stream, cost } = costOf(sliding({ size: panes * 1000, every: '1s' }), 2 * panes + 300)
    for (let second = 2 * panes + 300; second < 2 * panes + 400; second++) {
      stream.push(second * 1000)
      stream.push(second * 1000 - 3_000)
    }
    const before = cost.merges
    stream.push((2 * panes + 400) * 1000)
    stream.push((2 * panes + 401) * 1000)
    expect(cost.merges - before).toBeLessThan(20)
  })
})

test('keys rebuild their block sums at different times, so that no step pays for all of them', () => {
  const keys = 50
  const panes = 100
  const { cost, counted } = counting()
  const stream = windowed({
    window: sliding({ size: panes * 1000, every: '1s' }),
    aggregates: { counted },
    time: (e: { at: number; key: string }) => e.at,
    key: e => e.key,
  })
  let most = 0
  for (let second = 0; second < 3 * panes; second++) {
    const before = cost.merges
    for (let k = 0; k < keys; k++) stream.push({ at: second * 1000, key: `key ${k}` })
    most = Math.max(most, cost.merges - before)
  }
  // All at once would be as many merges as there are panes of all keys.
  expect(most).toBeLessThan((keys * panes) / 3)
})
