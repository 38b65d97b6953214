import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatInstant, type Instant, isInstant, likelyUnit, toInstant } from '../../src/time/instant'
import { errorOf } from '../support/error-of'

const SEED = 6
const AT = Date.UTC(2026, 10, 20, 13, 17)
const START_OF_TIME = -8.64e15
const END_OF_TIME = 8.64e15

describe('an instant is written as', () => {
  test.each<[string, Instant, number]>([
    ['epoch milliseconds', AT, AT],
    ['a time before the epoch', -1, -1],
    ['the earliest there is', START_OF_TIME, START_OF_TIME],
    ['the latest there is', END_OF_TIME, END_OF_TIME],
    ['a Date', new Date(AT), AT],
    ['UTC', '2026-11-20T13:17:00Z', AT],
    ['UTC without seconds', '2026-11-20T13:17Z', AT],
    ['UTC in small letters, with a space', '2026-11-20 13:17:00z', AT],
    ['an offset with a colon', '2026-11-20T18:47:00+05:30', AT],
    ['an offset without', '2026-11-20T18:47:00+0530', AT],
    ['an offset of hours', '2026-11-20T18:17:00+05', AT],
    ['an offset west', '2026-11-20T09:47:00-03:30', AT],
    ['milliseconds', '2026-11-20T13:17:00.250Z', AT + 250],
    ['a tenth of a second', '2026-11-20T13:17:00.2Z', AT + 200],
    ['microseconds, which are cut off', '2026-11-20T13:17:00.250999Z', AT + 250],
    ['a comma for the dot', '2026-11-20T13:17:00,25Z', AT + 250],
    ['a leap day', '2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['a year before 100', '0099-01-01T00:00:00Z', Date.parse('0099-01-01T00:00:00Z')],
    ['a year of six digits', '+275760-09-13T00:00:00Z', END_OF_TIME],
    ['a Temporal.Instant', { epochMilliseconds: AT }, AT],
  ])('%s', (_, written, ms) => expect(toInstant(written)).toBe(ms))

  test('-0 for 0, which is stored as 0', () => {
    expect(toInstant(-0)).toBe(0)
    expect(toInstant({ epochMilliseconds: -0 })).toBe(0)
  })

  test('a Date of another realm', async () => {
    const { runInNewContext } = await import('node:vm')
    expect(toInstant(runInNewContext(`new Date(${AT})`))).toBe(AT)
  })
})

describe('an instant is refused if it is', () => {
  test.each<[string, unknown, string]>([
    ['a day that February has not', '2026-02-30T00:00:00Z', 'no such day'],
    ['a leap day of another year', '2026-02-29T00:00:00Z', 'no such day'],
    ['a thirteenth month', '2026-13-01T00:00:00Z', 'no such day'],
    ['day 0', '2026-01-00T00:00:00Z', 'no such day'],
    ['a leap second', '2016-12-31T23:59:60Z', 'leap second'],
    ['hour 24', '2026-11-20T24:00:00Z', 'no such day or time'],
    ['minute 60', '2026-11-20T13:60:00Z', 'no such day or time'],
    ['an offset of 24 hours', '2026-11-20T13:17:00+24:00', 'no such day or time'],
    ['the year -0', '-000000-01-01T00:00:00Z', 'no such day'],
    ['past the end of time', '+275760-09-13T00:00:00.001Z', 'no such day or time'],
    ['without a zone', '2026-11-20T13:17:00', '"2026-11-20T13:17:00Z"'],
    ['a day without a zone', '2026-11-20', '"2026-11-20T00:00:00Z"'],
    ['a month without a zone', '2026-05', '"2026-05-01T00:00:00Z"'],
    ['an hour without a zone', '2026-11-20T13', '"2026-11-20T13:00Z"'],
    ['a month that there is not, without a zone', '2026-13', 'ISO 8601'],
    ['a string of digits', '1795180620000', 'epoch milliseconds'],
    ['a string of seconds', '1795180620.5', 'epoch milliseconds'],
    ['a word', 'yesterday', 'ISO 8601'],
    ['an empty string', '', 'ISO 8601'],
    ['a date as Americans write it', '11/20/2026', 'ISO 8601'],
    ['NaN', Number.NaN, 'not a time'],
    ['Infinity', Number.POSITIVE_INFINITY, 'not a time'],
    ['an invalid Date', new Date(Number.NaN), 'an invalid Date'],
    ['seconds with a fraction', 1_795_180_620.5, 'likely seconds: multiply by 1000'],
    ['milliseconds with a fraction', AT + 0.5, 'Math.floor'],
    ['nanoseconds', AT * 1e6, 'likely nanoseconds: divide by 1e6'],
    ['microseconds too far away', AT * 1e4, 'likely microseconds: divide by 1000'],
    ['a bigint', BigInt(AT), 'give a number'],
    ['null', null, 'a Date'],
    ['nothing', undefined, 'a Date'],
    ['an object of something else', { epochSeconds: 5 }, 'a Temporal.Instant'],
    ['an object of half a millisecond', { epochMilliseconds: 0.5 }, 'a Temporal.Instant'],
    ['an object that looks like a Date', { getTime: () => AT }, 'a Date'],
  ])('%s', (_, written, advice) => {
    const error = errorOf(() => toInstant(written as Instant, 'from'))
    expect(error?.code).toBe('TIDEMARK_INVALID_INSTANT')
    expect(error?.message).toMatch(/^from /)
    expect(error?.message).toContain(advice)
  })
})

test.each(['2026-05', '2026-11-20', '2026-11-20T13', '2026-11-20 13:17', '2026-11-20T13:17:05.5'])(
  'what the error for %s advises is itself an instant',
  naive => {
    const [advised] = /"[^"]*Z"/.exec(errorOf(() => toInstant(naive))!.message)!
    expect(isInstant(toInstant(JSON.parse(advised)))).toBe(true)
  },
)

describe('an instant is shown', () => {
  test.each([
    [AT, '2026-11-20T13:17Z'],
    [AT + 5_000, '2026-11-20T13:17:05Z'],
    [AT + 5, '2026-11-20T13:17:00.005Z'],
    [END_OF_TIME - 60_000, '+275760-09-12T23:59Z'],
    [START_OF_TIME, 'the beginning'],
    [END_OF_TIME, 'the end'],
    [Number.NEGATIVE_INFINITY, 'the beginning'],
    [Number.POSITIVE_INFINITY, 'the end'],
  ])('%d as %s', (ms, text) => expect(formatInstant(ms)).toBe(text))

  const times = fc.oneof(
    fc.integer({ min: -1e13, max: 1e13 }),
    fc.integer({ min: START_OF_TIME + 1, max: END_OF_TIME - 1 }),
  )

  test(`as text that parses to the same value (seed ${SEED})`, () => {
    fc.assert(
      fc.property(times, ms => toInstant(formatInstant(ms)) === ms),
      { seed: SEED, numRuns: 1_000 },
    )
  })

  test(`and the output of toISOString is parsed as Date parses it (seed ${SEED})`, () => {
    fc.assert(
      fc.property(times, ms => toInstant(new Date(ms).toISOString()) === ms),
      { seed: SEED, numRuns: 1_000 },
    )
  })
})

test('only whole milliseconds that a Date reaches are an instant', () => {
  expect([0, -1, END_OF_TIME, START_OF_TIME].every(isInstant)).toBe(true)
  expect([0.5, Number.NaN, Number.POSITIVE_INFINITY, END_OF_TIME + 2].some(isInstant)).toBe(false)
})

test('the likely unit of a time is the one that brings it near to the current time', () => {
  expect(likelyUnit(AT, AT)).toBe('')
  expect(likelyUnit(AT / 1000, AT)).toContain('seconds: multiply by 1000')
  expect(likelyUnit(AT * 1000, AT)).toContain('microseconds: divide by 1000')
  expect(likelyUnit(AT * 1e6, AT)).toContain('nanoseconds: divide by 1e6')
  expect(likelyUnit(5e12, AT)).toBe('')
})
