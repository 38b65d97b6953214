import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendar, fixed } from '../../src'
import type { Partition } from '../../src/window/windower'

const seed = 23
const ZONES = ['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu']
const UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const

const partition: fc.Arbitrary<Partition> = fc.oneof(
  fc
    .record({ size: fc.integer({ min: 1, max: 1e10 }), offset: fc.integer({ min: -1e10, max: 1e10 }) })
    .map(({ size, offset }) => fixed(size, { offset })),
  fc
    .record({ unit: fc.constantFrom(...UNITS), timeZone: fc.constantFrom(...ZONES) })
    .map(({ unit, timeZone }) => calendar(unit, { timeZone })),
)
const time = fc.oneof(
  fc.integer({ min: -4e12, max: 4e12 }),
  fc.constantFrom(-1, 0, 1, 1_325_239_200_000, 1_289_098_860_000),
)

test(`partition: start <= t < end, and the end of a window is the start of the next (seed ${seed})`, () => {
  const check = (windows: Partition, t: number) => {
    const [start, end] = [windows.startOf(t), windows.endOf(t)]
    expect(start <= t && t < end).toBe(true)
    expect([windows.startOf(start), windows.endOf(end - 1), windows.startOf(end)]).toEqual([start, end, end])
    expect(windows.startOf(start - 1)).toBeLessThan(start)
    expect(windows.windowsOf(t)).toEqual([{ start, end }])
  }
  fc.assert(fc.property(partition, time, check), { seed, numRuns: 2000 })
})
