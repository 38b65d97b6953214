import { describe, expect, test } from 'vitest'
import { fixed } from '../../src/window'
import { errorOf } from '../support/error-of'

describe('fixed windows', () => {
  test('put -1 into [-60000, 0) and 0 into [0, 60000)', () => {
    expect(fixed('1m').windowsOf(-1)).toEqual([{ start: -60_000, end: 0 }])
    expect(fixed('1m').windowsOf(0)).toEqual([{ start: 0, end: 60_000 }])
    expect(fixed('1m').windowsOf(59_999)).toEqual([{ start: 0, end: 60_000 }])
    expect(fixed('1m').windowsOf(60_000)).toEqual([{ start: 60_000, end: 120_000 }])
  })

  test('start at 0 and never at -0', () => {
    expect(fixed('1m').startOf(0)).toBe(0)
    expect(fixed('1m').startOf(-0)).toBe(0)
    expect(fixed('1m', { offset: -60_000 }).startOf(0)).toBe(0)
  })

  test('are named by their size, and by their offset if they have one', () => {
    expect(fixed(60_000).name).toBe('1m')
    expect(fixed({ hours: 1, minutes: 30 }).name).toBe('1h30m')
    expect(fixed('1m', { offset: '5s' }).name).toBe('1m+5s')
    expect(fixed('5s', { offset: -100 }).name).toBe('5s+4s900ms')
  })

  test('are the same windows with the same name if their offsets differ by their size', () => {
    expect(fixed('1m', { offset: '65s' }).name).toBe('1m+5s')
    expect(fixed('1m', { offset: -55_000 }).name).toBe('1m+5s')
    expect(fixed('1m', { offset: '1m' }).name).toBe('1m')
    expect(fixed('1m', { offset: '65s' }).startOf(4_999)).toBe(-55_000)
  })

  test('of a week start on a Thursday', () => {
    expect(new Date(fixed('1w').startOf(Date.UTC(2026, 10, 20))).getUTCDay()).toBe(4)
  })

  test.each([1, 7, 1_000, 86_400_000, 365_000_000_000_000])('of %i ms are exact at both ends of time', size => {
    for (const time of [8.64e15, -8.64e15, 8.64e15 - 1, 1 - 8.64e15]) {
      const exact = BigInt(time) - ((((BigInt(time) - 3n) % BigInt(size)) + BigInt(size)) % BigInt(size))
      const windows = fixed(size, { offset: 3 })
      expect(BigInt(windows.startOf(time))).toBe(exact)
      expect(BigInt(windows.endOf(time))).toBe(exact + BigInt(size))
    }
  })

  test.each([
    ['a size of nothing', () => fixed(0), 'TIDEMARK_INVALID_DURATION'],
    ['a negative size', () => fixed(-1), 'TIDEMARK_INVALID_DURATION'],
    ['half a millisecond', () => fixed(0.5), 'TIDEMARK_INVALID_DURATION'],
    ['a month', () => fixed('1mo'), 'TIDEMARK_INVALID_DURATION'],
    ['a size over 11,600 years', () => fixed(4e14), 'TIDEMARK_INVALID_OPTION'],
    ['an option that there is not', () => fixed('1m', { offest: 1 } as never), 'TIDEMARK_INVALID_OPTION'],
    ['options that are null', () => fixed('1m', null as never), 'TIDEMARK_INVALID_OPTION'],
    ['an offset between milliseconds', () => fixed('1m', { offset: 0.5 }), 'TIDEMARK_INVALID_DURATION'],
    ['an offset that is no number', () => fixed('1m', { offset: Number.NaN }), 'TIDEMARK_INVALID_DURATION'],
    ['a time between milliseconds', () => fixed('1m').windowsOf(0.5), 'TIDEMARK_INVALID_INSTANT'],
    ['a time that is no number', () => fixed('1m').windowsOf(Number.NaN), 'TIDEMARK_INVALID_INSTANT'],
  ])('refuse %s', (_, act, code) => {
    expect(errorOf(act)?.code).toBe(code)
  })
})
