import { describe, expect, test } from 'vitest'
import { isServed, Plan, type Segment } from '../../src/route/plan'

const HOUR = 3_600_000
const segment = (tier: string, from: number, to: number, rows: number, more: Partial<Segment> = {}): Segment => ({
  tier,
  writer: 'main',
  from,
  to,
  why: 'coarsest that nests',
  rows,
  ...more,
})

describe('a plan', () => {
  test('prints one line per segment, in columns', () => {
    const plan = new Plan(0, 3 * HOUR, 3, [
      segment('1h', 0, 2 * HOUR, 12),
      segment('1m', 2 * HOUR, 3 * HOUR, 1, { why: 'finer: not yet sealed' }),
    ])
    expect(String(plan)).toBe(
      [
        '1970-01-01T00:00Z .. 1970-01-01T03:00Z, 3 windows, 13 rows read',
        '  1h  1970-01-01T00:00Z .. 1970-01-01T02:00Z  12 rows  coarsest that nests',
        '  1m  1970-01-01T02:00Z .. 1970-01-01T03:00Z    1 row  finer: not yet sealed',
      ].join('\n'),
    )
  })

  test('names the writers if there are several', () => {
    const plan = new Plan(0, HOUR, 1, [segment('1h', 0, HOUR, 1), segment('1h', 0, HOUR, 1, { writer: 'second' })])
    expect(String(plan)).toContain('  main: 1h    1970')
    expect(String(plan)).toContain('  second: 1h  1970')
  })

  test('a segment that no tier keeps is not served, whatever the tiers are called', () => {
    expect(isServed(segment('none', 0, HOUR, 0))).toBe(true)
    expect(isServed(segment('none', 0, HOUR, 0, { why: 'kept by no tier' }))).toBe(false)
  })

  test('adds up the rows of its segments', () => {
    expect(new Plan(0, HOUR, 1, [segment('1h', 0, 1, 3), segment('1m', 0, 1, 4)]).rows).toBe(7)
    expect(new Plan(0, HOUR, 1, []).rows).toBe(0)
    expect(String(new Plan(0, HOUR, 1, []))).toBe('1970-01-01T00:00Z .. 1970-01-01T01:00Z, 1 window, 0 rows read')
  })
})
