import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { niceWidths } from '../../src/route/nice-widths'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const first = (points: number, from: number, to: number, least = 1) => [...niceWidths(points, from, to, least)][0]?.name

describe('the nice width', () => {
  test.each<[number, string, string]>([
    [3600, '1h', '1s'],
    [3599, '1h', '2s'],
    [500, '1h', '10s'],
    [60, '1h', '1m'],
    [500, '1d', '5m'],
    [24, '1d', '1h'],
    [10, '1d', '3h'],
    [30, '30d', '1d'],
    [29, '30d', '2d'],
    [3, '30d', '14d'],
  ])('%i points over %s are windows of %s', (points, over, width) => {
    const length = over.endsWith('h') ? HOUR : Number.parseInt(over, 10) * DAY
    const from = 19_600 * DAY // a multiple of 28 days: windows of every width start here
    const name = first(points, from, from + length)
    expect(name).toBe(width === '14d' ? '2w' : width)
  })

  test('is never finer than the finest tier', () => {
    expect(first(10_000, 0, HOUR, 60_000)).toBe('1m')
    expect(first(10_000, 0, HOUR, 7 * 60_000)).toBe('10m')
  })

  test('counts windows that the range cuts: 60 minutes from half past a minute are 61 windows', () => {
    expect(first(60, 0, HOUR, 60_000)).toBe('1m')
    expect(first(60, 30_000, HOUR + 30_000, 60_000)).toBe('2m')
  })

  test('beyond 28 days is 56 days, 112 days and so on', () => {
    expect(first(10, 0, 3650 * DAY)).toBe('64w')
  })

  test('makes at most n windows, and every finer one makes more (seed 43)', () => {
    const natural = [1, 2, 5, 10, 15, 30].flatMap(n => [n * 1000, n * 60_000])
    natural.push(...[1, 2, 3, 6, 12].map(n => n * HOUR), ...[1, 2, 7, 14, 28].map(n => n * DAY))
    natural.sort((a, b) => a - b)
    const ranges = fc.tuple(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 4e12 }),
      fc.integer({ min: 1, max: 1e11 }),
    )
    const property = fc.property(ranges, ([points, from, length]) => {
      const to = from + length
      const windows = (width: number) => Math.ceil(to / width) - Math.floor(from / width)
      const widths = [...niceWidths(points, from, to, 1000)].map(({ width }) => width)
      expect(widths.every(width => windows(width) <= points)).toBe(true)
      expect(widths.filter(width => width <= 28 * DAY)).toEqual(natural.filter(width => windows(width) <= points))
    })
    fc.assert(property, { seed: 43, numRuns: 500 })
  })

  test('does not exist if a range around the epoch is to be one window', () => {
    expect(first(1, -1, 1)).toBeUndefined()
  })
})
