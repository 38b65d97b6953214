import { describe, expect, test } from 'vitest'
import { windowerLaws } from '../../src/testing/laws/windower-laws'
import { calendar, fixed, session, sliding, type Windower } from '../../src/window'
import { brokenWindowers } from '../broken/windowers'

const SEED = 2

const windowers: readonly Windower[] = [
  fixed(1),
  fixed('1m'),
  fixed('1m', { offset: '5s' }),
  fixed(7, { offset: -3 }),
  fixed('1w'),
  fixed('10000d', { offset: 1 }),
  sliding({ size: 12, every: 5 }),
  sliding({ size: '10s', every: '1s' }),
  sliding({ size: '5s', every: '1s', offset: -100 }),
  sliding({ size: 7, every: 7, offset: 3 }),
  sliding({ size: '1h', every: '7m', offset: '11s' }),
  session({ gap: 1 }),
  session({ gap: '10s' }),
  calendar('hour'),
  calendar('day'),
  calendar('week', { weekStartsOn: 0 }),
  calendar('month'),
  calendar('quarter'),
  calendar('year'),
  calendar('day', { timeZone: 'Europe/Berlin' }),
  calendar('week', { timeZone: 'America/Sao_Paulo', weekStartsOn: 6 }),
  calendar('hour', { timeZone: 'Asia/Kolkata' }),
  calendar('hour', { timeZone: 'Australia/Lord_Howe' }),
]

describe(`the laws of windowers (seed ${SEED})`, () => {
  for (const windower of windowers)
    describe(windower.name, () => {
      for (const law of windowerLaws(windower)) test(law.name, () => law.check({ seed: SEED }))
    })
})

describe('each law rejects a windower that breaks it', () => {
  for (const { fault, windower, breaks, around } of brokenWindowers)
    for (const name of breaks)
      test(`one that ${fault} breaks "${name}"`, () => {
        const law = windowerLaws(windower, { around }).find(one => one.name === name)
        expect(law).toBeDefined()
        expect(() => law!.check({ seed: SEED })).toThrow(/is broken/)
      })

  const rejected = new Set(brokenWindowers.flatMap(({ breaks }) => breaks))
  const all = [fixed(1), sliding({ size: 3, every: 2 }), session({ gap: 1 })].flatMap(one => windowerLaws(one))
  test.each([...new Set(all.map(({ name }) => name))].filter(name => !name.startsWith('of panes:')))(
    '"%s" has a broken specimen',
    name => expect(rejected).toContain(name),
  )
})
