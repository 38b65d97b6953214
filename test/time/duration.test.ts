import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Duration, formatDuration, toDuration } from '../../src/time/duration'
import { errorOf } from '../support/error-of'

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
    ['PT5M', 300_000],
    ['pt5m', 300_000],
    ['P1DT2H', 93_600_000],
    ['P2W', 1_209_600_000],
    ['PT1.5S', 1_500],
    ['PT0,25S', 250],
    ['PT1H30M15S', 5_415_000],
    ['PT0S', 0],
    [{ minutes: 5 }, 300_000],
    [{ weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 }, 694_861_001],
    [{ seconds: 1.005 }, 1_005],
    [8.64e15, 8.64e15],
  ])('%j', (written, ms) => expect(toDuration(written)).toBe(ms))

  test('-0 for 0, which is stored as 0', () => expect(toDuration(-0)).toBe(0))
})

describe('a duration is refused if it is', () => {
  test.each<[string, unknown, string]>([
    ['months', '1mo', 'months have no fixed length. Use days, for example "30d"'],
    ['months in words', '3 months', 'months have no fixed length. Use days'],
    ['months as ISO 8601 has them', 'P1M', 'months have no fixed length. Use days'],
    ['years as ISO 8601 has them', 'P1Y6M', 'years have no fixed length. Use days'],
    ['years', '2y', 'years have no fixed length. Use days, for example "365d"'],
    ['quarters', '1q', 'quarters have no fixed length. Use days, for example "91d"'],
    ['an object of months', { months: 1 }, 'months have no fixed length'],
    ['an object of years', { years: 1 }, 'years have no fixed length'],
    ['ISO 8601 without a part', 'P', "'PT5M'"],
    ['ISO 8601 without a part of a day', 'P1DT', "'PT5M'"],
    ['ISO 8601 with decimals ahead of another part', 'PT1.5H30M', "'PT5M'"],
    ['ISO 8601 in another order', 'PT5S1M', "'PT5M'"],
    ['a negative duration of ISO 8601', '-PT5M', "'PT5M'"],
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

  test.each<[string, Parameters<typeof toDuration>[2], string]>([
    ['calendar(), if the place takes it', { calendar: true }, "months have no fixed length. Use calendar('month')"],
    ['days or forever, if the place takes that', { forever: true }, 'Use days, for example "30d", or "forever"'],
  ])('months, with the advice to use %s', (_, place, advice) => {
    expect(errorOf(() => toDuration('1mo', 'keep', place))?.message).toBe(
      `keep "1mo": ${advice.startsWith('Use') ? `months have no fixed length. ${advice}` : advice}`,
    )
  })

  test('0, if it is a width', () => {
    expect(errorOf(() => toDuration(0, 'size', { least: 1 }))?.message).toContain('positive')
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

  test(`as text that parses to the same value (seed ${SEED})`, () => {
    const ms = fc.oneof(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 8.64e15 }))
    fc.assert(
      fc.property(ms, one => toDuration(formatDuration(one)) === one),
      { seed: SEED, numRuns: 1_000 },
    )
  })
})
