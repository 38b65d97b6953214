import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Duration, formatDuration, toDuration } from '../../src/time/duration'
import { errorOf } from '../window/code-of'

const SEED = 5

describe('a duration is written as', () => {
  test.each<[Duration, number]>([
    [250, 250],
    [0, 0],
    ['250ms', 250],
    ['10s', 10_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    ['1d12h30m15s500ms', 131_415_500],
    ['1.5h', 5_400_000],
    ['1.005s', 1_005],
    ['0.001s', 1],
    [{ minutes: 5 }, 300_000],
    [{ weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 }, 694_861_001],
    [{ seconds: 1.005 }, 1_005],
    [8.64e15, 8.64e15],
  ])('%j', (written, ms) => expect(toDuration(written)).toBe(ms))

  test('-0 for 0, which is stored as 0', () => expect(toDuration(-0)).toBe(0))
})

describe('a duration is refused where it is', () => {
  test.each<[string, unknown, string]>([
    ['months', '1mo', "calendar('month')"],
    ['months in words', '3 months', "calendar('month')"],
    ['months as ISO 8601 has them', 'P1M', "calendar('month')"],
    ['years', '2y', "calendar('month')"],
    ['quarters', '1q', "calendar('month')"],
    ['an object of months', { months: 1 }, "calendar('month')"],
    ['an object of years', { years: 1 }, "calendar('month')"],
    ['a unit in the singular', { minute: 5 }, 'weeks, days, hours, minutes, seconds, milliseconds'],
    ['a property that every object has', { constructor: 5 }, '"constructor"'],
    ['an object of nothing', {}, '{ minutes: 5 }'],
    ['a string in an object', { minutes: '5' }, 'minutes must be a number'],
    ['nothing', undefined, '{ minutes: 5 }'],
    ['null', null, '{ minutes: 5 }'],
    ['an empty string', '', "'1h30m'"],
    ['a number in a string', '250', "'250ms'"],
    ['a space between number and unit', '5 m', "'5m'"],
    ['another spelling of minutes', '5min', "'5m'"],
    ['negative', '-5m', "'5m'"],
    ['a negative number', -1, '0 or more'],
    ['part of a millisecond', 0.5, 'whole milliseconds'],
    ['part of a millisecond in words', '0.0001s', 'whole milliseconds'],
    ['NaN', Number.NaN, 'whole milliseconds'],
    ['Infinity', Number.POSITIVE_INFINITY, 'whole milliseconds'],
    ['longer than time', 8.64e15 + 2, 'whole milliseconds'],
  ])('%s: %j', (_, written, advice) => {
    const error = errorOf(() => toDuration(written as Duration, 'gap'))
    expect(error?.code).toBe('TIDEMARK_INVALID_DURATION')
    expect(error?.message).toMatch(/^gap /)
    expect(error?.message).toContain(advice)
  })

  test('0, where a width is asked for', () => {
    expect(errorOf(() => toDuration(0, 'size', 1))?.message).toContain('positive')
  })
})

describe('a duration is shown', () => {
  test.each([
    [0, '0ms'],
    [1, '1ms'],
    [1_500, '1s500ms'],
    [5_400_000, '1h30m'],
    [86_400_000, '1d'],
    [604_800_000, '1w'],
    [691_200_000, '8d'],
    [-60_000, '-1m'],
    [Number.POSITIVE_INFINITY, 'forever'],
  ])('%d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  test(`so that it is read as the same again (seed ${SEED})`, () => {
    const ms = fc.oneof(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 8.64e15 }))
    fc.assert(
      fc.property(ms, one => toDuration(formatDuration(one)) === one),
      { seed: SEED, numRuns: 1_000 },
    )
  })
})
