import { describe, expect, test } from 'vitest'
import { calendar } from '../../../src/window'
import { errorOf } from '../../support/error-of'

const iso = (time: number) => new Date(time).toISOString().replace(':00.000Z', 'Z')
const HOUR = 3_600_000

/** The edges of a zone's windows from one instant to another. */
function edges(unit: Parameters<typeof calendar>[0], timeZone: string, from: string, to: string): string[] {
  const { startOf, endOf } = calendar(unit, { timeZone })
  const list: string[] = []
  for (let edge = startOf(Date.parse(from)); edge <= Date.parse(to); edge = endOf(edge)) list.push(iso(edge))
  return list
}

const hoursOf = (unit: Parameters<typeof calendar>[0], timeZone: string, at: string) => {
  const [{ start, end }] = calendar(unit, { timeZone }).windowsOf(Date.parse(at))
  return (end - start) / HOUR
}

describe('a calendar day', () => {
  test('that the clocks skip is no window: Apia has no 2011-12-30', () => {
    expect(edges('day', 'Pacific/Apia', '2011-12-29T12:00Z', '2012-01-01T00:00Z')).toEqual([
      '2011-12-29T10:00Z',
      '2011-12-30T10:00Z',
      '2011-12-31T10:00Z',
    ])
  })

  test('that Kwajalein skipped, 1993-08-21, is no window either', () => {
    expect(edges('day', 'Pacific/Kwajalein', '1993-08-20T13:00Z', '1993-08-22T12:00Z')).toEqual([
      '1993-08-20T12:00Z',
      '1993-08-21T12:00Z',
      '1993-08-22T12:00Z',
    ])
  })

  test('whose midnight is skipped starts after the gap: Sao Paulo, 2018-11-04', () => {
    expect(hoursOf('day', 'America/Sao_Paulo', '2018-11-04T12:00Z')).toBe(23)
  })

  test('whose midnight is repeated starts at the first: Havana, 2024-11-03', () => {
    expect(hoursOf('day', 'America/Havana', '2024-11-03T12:00Z')).toBe(25)
  })

  test('continues if the clocks go back into the day before: St Johns, 2010-11-07', () => {
    expect(edges('day', 'America/St_Johns', '2010-11-07T02:45Z', '2010-11-08T03:30Z')).toEqual([
      '2010-11-07T02:30Z',
      '2010-11-08T03:30Z',
    ])
  })

  test('has 22 hours if the clocks go forward by two: Troll, 2024-03-31', () => {
    expect(hoursOf('day', 'Antarctica/Troll', '2024-03-31T12:00Z')).toBe(22)
  })

  test('has 25 hours when Ramadan begins in Casablanca, 2024-03-10', () => {
    expect(hoursOf('day', 'Africa/Casablanca', '2024-03-10T12:00Z')).toBe(25)
  })

  test('of Monrovia starts 44 minutes and a half after that of UTC until 1972', () => {
    expect(calendar('day', { timeZone: 'Africa/Monrovia' }).startOf(Date.UTC(1971, 0, 1, 12))).toBe(
      Date.UTC(1971, 0, 1, 0, 44, 30),
    )
  })
})

describe('a calendar hour', () => {
  test('that is repeated is two windows of an hour: New York, 2024-11-03', () => {
    expect(edges('hour', 'America/New_York', '2024-11-03T05:30Z', '2024-11-03T07:00Z')).toEqual([
      '2024-11-03T05:00Z',
      '2024-11-03T06:00Z',
      '2024-11-03T07:00Z',
    ])
  })

  test('starts at half past in UTC in Kolkata', () => {
    expect(edges('hour', 'Asia/Kolkata', '2024-01-01T00:00Z', '2024-01-01T01:00Z')).toEqual([
      '2023-12-31T23:30Z',
      '2024-01-01T00:30Z',
    ])
  })

  test('takes 90 minutes on Lord Howe if the clocks go back by 30, and 30 if they go forward', () => {
    expect(hoursOf('hour', 'Australia/Lord_Howe', '2024-04-06T15:10Z')).toBe(1.5)
    expect(hoursOf('hour', 'Australia/Lord_Howe', '2024-10-05T15:40Z')).toBe(0.5)
  })
})

describe('a calendar week', () => {
  test('starts on Monday', () => {
    expect(iso(calendar('week').startOf(Date.parse('2026-11-20T12:00Z')))).toBe('2026-11-16T00:00Z')
  })

  test.each([0, 1, 2, 3, 4, 5, 6] as const)('starts on day %i of the week if weekStartsOn says so', weekStartsOn => {
    for (let day = 0; day < 7; day++) {
      const time = Date.UTC(2026, 10, 20 + day)
      const start = calendar('week', { weekStartsOn }).startOf(time)
      expect(new Date(start).getUTCDay()).toBe(weekStartsOn)
      expect(time - start).toBeLessThan(7 * 24 * HOUR)
    }
  })
})

describe('a longer calendar window', () => {
  test('is a month, a quarter or a year of the zone', () => {
    const berlin = (unit: 'month' | 'quarter' | 'year') =>
      edges(unit, 'Europe/Berlin', '2024-02-10T00:00Z', '2024-02-10T00:00Z')
    expect(berlin('month')).toEqual(['2024-01-31T23:00Z'])
    expect(berlin('quarter')).toEqual(['2023-12-31T23:00Z'])
    expect(berlin('year')).toEqual(['2023-12-31T23:00Z'])
    expect(hoursOf('month', 'UTC', '2024-02-10T00:00Z')).toBe(29 * 24)
    expect(hoursOf('quarter', 'UTC', '2024-02-10T00:00Z')).toBe(91 * 24)
    expect(hoursOf('year', 'UTC', '2024-02-10T00:00Z')).toBe(366 * 24)
  })

  test('knows years before 100 and at either end of time', () => {
    expect(new Date(calendar('year').startOf(Date.parse('0050-06-01T00:00Z'))).toISOString()).toBe(
      '0050-01-01T00:00:00.000Z',
    )
    for (const time of [-8.64e15, 8.64e15]) {
      const [{ start, end }] = calendar('year', { timeZone: 'Europe/Berlin' }).windowsOf(time)
      expect(start <= time && time < end && [365, 366].includes(Math.round((end - start) / 86_400_000))).toBe(true)
    }
  })
})

describe('a calendar', () => {
  test('has the width of its widest window', () => {
    const widths = (['hour', 'day', 'week', 'month', 'quarter', 'year'] as const).map(unit => [
      calendar(unit).width / HOUR,
      calendar(unit, { timeZone: 'Europe/Berlin' }).width / HOUR,
    ])
    expect(widths).toEqual([
      [1, 1],
      [24, 25],
      [168, 169],
      [744, 745],
      [2208, 2209],
      [8784, 8784],
    ])
    expect(calendar('hour', { timeZone: 'Australia/Lord_Howe' }).width / HOUR).toBe(1.5)
  })

  test('is named by its unit, its zone unless that is UTC, and the start of its week unless that is Monday', () => {
    const names = [
      calendar('day'),
      calendar('day', { timeZone: 'Europe/Berlin', weekStartsOn: 0 }),
      calendar('week', { timeZone: 'Europe/Berlin' }),
      calendar('week', { weekStartsOn: 0 }),
      calendar('week', { timeZone: 'Asia/Kolkata', weekStartsOn: 6 }),
    ].map(({ name }) => name)
    expect(names).toEqual([
      'day',
      'day(Europe/Berlin)',
      'week(Europe/Berlin)',
      'week(from Sunday)',
      'week(Asia/Kolkata, from Saturday)',
    ])
  })

  test('has one name for every spelling of its zone', () => {
    expect(calendar('day', { timeZone: 'europe/berlin' }).name).toBe('day(Europe/Berlin)')
    expect(calendar('day', { timeZone: 'utc' }).name).toBe('day')
  })

  test('returns the same answer after a returned window was changed', () => {
    const day = calendar('day')
    const [window] = day.windowsOf(0) as { start: number; end: number }[]
    window.start = -1
    expect(day.windowsOf(0)).toEqual([{ start: 0, end: 24 * HOUR }])
  })

  test.each([
    [
      'a unit that it does not know',
      () => calendar('fortnight' as never),
      'write one of hour, day, week, month, quarter, year',
    ],
    ['a unit that objects have', () => calendar('toString' as never), 'write one of'],
    ['no unit', () => calendar(undefined as never), 'write one of'],
    [
      'a zone that is not in the tz database',
      () => calendar('day', { timeZone: 'Mars/Olympus' }),
      'Intl.supportedValuesOf',
    ],
    ['an empty zone', () => calendar('day', { timeZone: '' }), 'Europe/Berlin'],
    ['a zone that is no string', () => calendar('day', { timeZone: 2 as never }), 'Europe/Berlin'],
    ['a week that starts on day 7', () => calendar('week', { weekStartsOn: 7 as never }), '0 (Sunday) to 6'],
    [
      'an option that there is not',
      () => calendar('day', { timezone: 'UTC' } as never),
      'it has timeZone, weekStartsOn',
    ],
    ['options that are null', () => calendar('day', null as never), 'calendar must be an object of options'],
    ['a week that starts on a name', () => calendar('week', { weekStartsOn: 'Monday' as never }), '0 (Sunday) to 6'],
  ])('refuses %s, and advises what to write', (_, act, advice) => {
    expect(errorOf(act)?.code).toBe('TIDEMARK_INVALID_OPTION')
    expect(errorOf(act)?.message).toContain(advice)
  })

  test('refuses an invalid time', () => {
    expect(errorOf(() => calendar('day').windowsOf(Number.NaN))?.code).toBe('TIDEMARK_INVALID_INSTANT')
  })
})
