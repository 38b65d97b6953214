import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendar, fixed, type Partition, sliding } from '../../src/window'
import { nests, widthThatNests } from '../../src/window/nests'

const SEED = 3
const day = (timeZone: string) => calendar('day', { timeZone })
const hour = (timeZone: string) => calendar('hour', { timeZone })

describe('windows nest', () => {
  test.each<[Partition, Partition]>([
    [fixed('1m'), fixed('1h')],
    [fixed('1h'), fixed('1h')],
    [fixed('1m', { offset: '5s' }), fixed('1h', { offset: '2m5s' })],
    [fixed('1h'), calendar('day')],
    [fixed('1h'), day('Europe/Berlin')],
    [fixed('30m'), day('Asia/Kolkata')],
    [fixed('15m'), day('Asia/Kathmandu')],
    [fixed('30m'), hour('Australia/Lord_Howe')],
    [hour('Australia/Lord_Howe'), day('Australia/Lord_Howe')],
    [hour('America/St_Johns'), day('America/St_Johns')],
    [day('Pacific/Apia'), calendar('week', { timeZone: 'Pacific/Apia' })],
    [day('America/Havana'), calendar('month', { timeZone: 'America/Havana' })],
    [calendar('month'), calendar('quarter')],
    [calendar('quarter'), calendar('year')],
    [calendar('hour'), fixed('2h')],
    [calendar('day'), fixed('1w')],
    [fixed('1w', { offset: '4d' }), calendar('week')],
    [sliding({ size: 12, every: 5 }).panes, fixed(5)],
  ])('$0.name in $1.name', (fine, coarse) => expect(nests(fine, coarse)).toBe(true))
})

describe('windows do not nest', () => {
  test.each<[Partition, Partition]>([
    [fixed('1h'), fixed('1m')],
    [fixed('7m'), fixed('1h')],
    [fixed('1m', { offset: '5s' }), fixed('1h')],
    [fixed('1h'), day('Asia/Kolkata')],
    [fixed('30m'), day('Asia/Kathmandu')],
    [fixed('1d'), day('Europe/Berlin')],
    [hour('Europe/Berlin'), day('Asia/Kolkata')],
    [fixed('1h'), hour('Australia/Lord_Howe')],
    [fixed('1w'), calendar('week')],
    [calendar('week'), calendar('week', { weekStartsOn: 0 })],
    [calendar('week'), calendar('month')],
    [day('Europe/Berlin'), day('Europe/London')],
    [calendar('year'), calendar('month')],
    [fixed(5), sliding({ size: 12, every: 5 }).panes],
  ])('$0.name in $1.name', (fine, coarse) => expect(nests(fine, coarse)).toBe(false))
})

test('nesting of fixed windows in closed form is that of their edges', () => {
  const size = fc.integer({ min: 1, max: 24 })
  const windows = fc.tuple(size, size).map(([of, offset]) => fixed(of, { offset }))
  const holds = (fine: Partition, coarse: Partition) => {
    for (let edge = coarse.startOf(0); edge < 24 * 24; edge = coarse.endOf(edge))
      if (fine.startOf(edge) !== edge) return false
    return true
  }
  fc.assert(
    fc.property(windows, windows, (fine, coarse) => nests(fine, coarse) === holds(fine, coarse)),
    { seed: SEED, numRuns: 500 },
  )
})

describe('the widest usual width that nests', () => {
  test.each<[Partition, number]>([
    [calendar('day'), 86_400_000],
    [calendar('month'), 86_400_000],
    [day('Europe/Berlin'), 3_600_000],
    [day('Asia/Kolkata'), 1_800_000],
    [day('Asia/Kathmandu'), 900_000],
    [day('Australia/Lord_Howe'), 1_800_000],
    [day('Africa/Monrovia'), 30_000],
    [fixed('1h', { offset: '5m' }), 300_000],
    [fixed('90s'), 30_000],
    [fixed(7), 1],
  ])('in $0.name is %i ms', (coarse, width) => {
    expect(widthThatNests(coarse)).toBe(width)
    expect(nests(fixed(width), coarse)).toBe(true)
  })
})
