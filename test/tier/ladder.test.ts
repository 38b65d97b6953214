import { describe, expect, test } from 'vitest'
import { toLadder } from '../../src/tier/ladder'
import { calendar, fixed, session, sliding } from '../../src/window'

const keep = 'forever'
const day = (timeZone: string) => calendar('day', { timeZone })

describe('a ladder', () => {
  test('a ladder goes from fine to coarse, and tiers have the names of their windows', () => {
    const ladder = toLadder(
      [
        { every: '1m', keep: '7d' },
        { every: fixed('1h'), keep: '90d' },
        { every: day('Europe/Berlin'), keep },
      ],
      60_000,
    )
    expect(ladder.map(({ name, keep }) => [name, keep])).toEqual([
      ['1m', 604_800_000],
      ['1h', 7_776_000_000],
      ['day(Europe/Berlin)', Number.POSITIVE_INFINITY],
    ])
  })

  test('one tier is a ladder', () => {
    expect(toLadder([{ every: 1, keep: 1 }], 0)).toHaveLength(1)
  })

  test('hours cannot make a day in Asia/Kolkata; windows of 15 or 30 minutes can', () => {
    expect(() =>
      toLadder(
        [
          { every: '1h', keep },
          { every: day('Asia/Kolkata'), keep },
        ],
        0,
      ),
    ).toThrow('1h cannot make day(Asia/Kolkata); 30m could')
    for (const every of ['15m', '30m'])
      expect(
        toLadder(
          [
            { every, keep },
            { every: day('Asia/Kolkata'), keep },
          ],
          0,
        ),
      ).toHaveLength(2)
  })

  test('hours of a zone make its days where hours of UTC do not', () => {
    const timeZone = 'Asia/Kolkata'
    expect(
      toLadder(
        [
          { every: calendar('hour', { timeZone }), keep },
          { every: day(timeZone), keep },
        ],
        0,
      ),
    ).toHaveLength(2)
  })

  test('all transitions of a zone count: Lord Howe moves its clocks by half an hour', () => {
    expect(() =>
      toLadder(
        [
          { every: '1h', keep },
          { every: day('Australia/Lord_Howe'), keep },
        ],
        0,
      ),
    ).toThrow('30m could')
  })

  test('weeks cannot make months', () => {
    expect(() =>
      toLadder(
        [
          { every: calendar('week'), keep },
          { every: calendar('month'), keep },
        ],
        0,
      ),
    ).toThrow('week cannot make month; 24h could'.replace('24h', '1d'))
  })

  test.each<[string, unknown, RegExp]>([
    ['a width that does not divide the next', ['90s', '1h', '100m'], /1h cannot make 1h40m; 10m could/],
    ['offsets that do not meet', ['1h', fixed('1d', { offset: '30m' })], /1h cannot make 1d\+30m; 30m could/],
    ['coarse before fine', ['1h', '1m'], /put 1m before 1h/],
    ['the same tier twice', ['1m', fixed('1m')], /tiers name 1m twice/],
    ['sliding windows', [sliding({ size: '1h', every: '1m' })], /sliding windows overlap/],
    ['sessions', [session({ gap: '1m' })], /sessions start and end where the data does/],
  ])('%s: TIDEMARK_INVALID_OPTION', (_, windows, message) => {
    const make = () =>
      toLadder(
        (windows as string[]).map(every => ({ every, keep })),
        0,
      )
    expect(make).toThrow(expect.objectContaining({ code: 'TIDEMARK_INVALID_OPTION' }))
    expect(make).toThrow(message)
  })

  test.each<[string, unknown]>([
    ['no tiers', []],
    ['no list', { every: '1m', keep }],
    ['null', null],
  ])('%s: TIDEMARK_INVALID_OPTION, and an example', (_, tiers) => {
    expect(() => toLadder(tiers as [], 0)).toThrow(
      /tiers must list at least one, like \[\{ every: '1m', keep: '7d' \}\]/,
    )
  })

  test.each([[null], [undefined], [{ every: '1m', keep, kepe: '7d' }]])(
    'of %j has no tier: TIDEMARK_INVALID_OPTION',
    tier => {
      expect(() => toLadder([tier as never], 0)).toThrow(
        expect.objectContaining({ code: 'TIDEMARK_INVALID_OPTION', message: expect.stringMatching(/^tiers\[0\] /) }),
      )
    },
  )

  test('a tier must be kept until the next coarser window is full and sealed, to the millisecond', () => {
    const make = (keepFine: number) =>
      toLadder(
        [
          { every: '1m', keep: keepFine },
          { every: '1h', keep },
        ],
        90_000,
      )
    expect(() => make(3_689_999)).toThrow(
      'tier 1m keeps 1h1m29s999ms, too short to fill a window of 1h: keep at least 1h1m30s',
    )
    expect(make(3_690_000)).toHaveLength(2)
  })

  test('a tier must be kept for 25 hours if days of its zone may have them', () => {
    const make = (keepFine: string) =>
      toLadder(
        [
          { every: '1h', keep: keepFine },
          { every: day('Europe/Berlin'), keep },
        ],
        0,
      )
    expect(() => make('24h')).toThrow('keep at least 1d1h')
    expect(make('25h')).toHaveLength(2)
  })

  test.each([undefined, 0, 'always', -1, '1mo'])('a keep of %j is no duration: it is named', keep => {
    expect(() => toLadder([{ every: '1m', keep: keep as string }], 0)).toThrow(
      expect.objectContaining({ code: 'TIDEMARK_INVALID_DURATION', message: expect.stringContaining('tiers[0].keep') }),
    )
  })
})
