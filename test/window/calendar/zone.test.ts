import { describe, expect, test } from 'vitest'
import { windowerLaws } from '../../../src/testing/laws/windower-laws'
import { calendar } from '../../../src/window'
import { changesOf, zoneOf } from '../../../src/window/calendar/zone'
import { clockOf, faultsAround } from '../../support/models/zone-oracle'

const SEED = 20_011
const UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const
const ZONES = Intl.supportedValuesOf('timeZone')
const FROM = Date.UTC(1970, 0)
const TO = Date.UTC(2038, 0)
const YEAR = 366 * 86_400_000

/** Numbers below 1, the same ones every time (Park and Miller's generator). */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** A change of the clocks between 1970 and 2037, if a few tries find one. */
function someChange(timeZone: string, next: () => number): number | undefined {
  for (let i = 0; i < 12; i++) {
    const from = FROM + Math.floor(next() * (TO - FROM))
    const [change] = changesOf(zoneOf(timeZone), from, Math.min(from + 180 * 86_400_000, TO))
    if (change !== undefined) return change
  }
}

const near = (change: number) => ({ from: change - YEAR, to: change + YEAR, around: [change] })

/** Zones whose clocks did something rare, and when. */
const rare: readonly [timeZone: string, what: string, change: string][] = [
  ['Pacific/Apia', 'leaves 2011-12-30 out', '2011-12-30T10:00:00Z'],
  ['Pacific/Kwajalein', 'leaves 1993-08-21 out', '1993-08-21T12:00:00Z'],
  ['America/Sao_Paulo', 'skips midnight', '2018-11-04T03:00:00Z'],
  ['America/Havana', 'has midnight twice', '2024-11-03T05:00:00Z'],
  ['America/St_Johns', 'goes back to the day before at 00:01', '2010-11-07T02:31:00Z'],
  ['Australia/Lord_Howe', 'goes back by 30 minutes', '2024-04-06T15:00:00Z'],
  ['Australia/Lord_Howe', 'goes forward by 30 minutes', '2024-10-05T15:30:00Z'],
  ['Antarctica/Troll', 'goes forward by two hours', '2024-03-31T01:00:00Z'],
  ['Africa/Casablanca', 'goes back for Ramadan', '2024-03-10T02:00:00Z'],
  ['Africa/Monrovia', 'goes forward by 44 minutes and a half', '1972-01-07T00:44:30Z'],
  ['Asia/Pyongyang', 'goes back by half an hour at midnight', '2015-08-14T15:00:00Z'],
  ['America/Caracas', 'goes forward by half an hour', '2016-05-01T07:00:00Z'],
  ['Asia/Kathmandu', 'goes forward by a quarter of an hour', '1985-12-31T18:30:00Z'],
]

describe('windows agree with what the clocks of a zone read', () => {
  test.each(rare)('%s %s', (timeZone, _, at) => {
    const change = Date.parse(at)
    expect(changesOf(zoneOf(timeZone), change - 1, change + 1)).toEqual([change])
    expect(faultsAround(calendar('day', { timeZone }), 'day', clockOf(timeZone), change, 60_000)).toEqual([])
    for (const unit of UNITS) {
      const windows = calendar(unit, { timeZone })
      expect(faultsAround(windows, unit, clockOf(timeZone), change)).toEqual([])
      for (const law of windowerLaws(windows, near(change))) law.check({ seed: SEED, runs: 20 })
    }
  })

  test(`in every zone, at a change of its clocks between 1970 and 2037 (seed ${SEED})`, () => {
    const next = numbersFrom(SEED)
    let changes = 0
    for (const timeZone of ZONES) {
      const change = someChange(timeZone, next)
      if (change === undefined) continue
      changes++
      const unit = UNITS[changes % UNITS.length]
      expect(faultsAround(calendar(unit, { timeZone }), unit, clockOf(timeZone), change)).toEqual([])
    }
    expect(changes).toBeGreaterThan(ZONES.length / 2)
  })

  test('which windows of UTC do not in St Johns and on Lord Howe: the comparison detects it', () => {
    const stJohns = Date.parse('2010-11-07T02:31:00Z')
    const lordHowe = Date.parse('2024-04-06T15:00:00Z')
    for (const unit of UNITS.slice(1))
      expect(faultsAround(calendar(unit), unit, clockOf('America/St_Johns'), stJohns)).not.toEqual([])
    expect(faultsAround(calendar('hour'), 'hour', clockOf('Australia/Lord_Howe'), lordHowe)).not.toEqual([])
  })
})

describe(`the partition law in every zone (seed ${SEED})`, () => {
  test('the end of a window is the start of the next, at changes of the clocks and anywhere', () => {
    const next = numbersFrom(SEED + 1)
    for (const timeZone of ZONES) {
      const change = someChange(timeZone, next) ?? FROM
      const unit = UNITS[Math.floor(next() * UNITS.length)]
      for (const law of windowerLaws(calendar(unit, { timeZone }), near(change)))
        if (/next|exactly one/.test(law.name)) law.check({ seed: SEED, runs: 15 })
    }
  })
})
