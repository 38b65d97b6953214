import { describe, expect, test } from 'vitest'
import { linear, session, sliding } from '../../src'
import { parseQuery } from '../../src/query/query-options'
import { DAY, HOUR, MINUTE, open } from '../tier/opened'

const range = { metric: 'm', from: 0, to: HOUR }

describe('the options of a query', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['no ask', undefined, 'TIDEMARK_INVALID_OPTION', /query must be an object of options, got undefined/],
    ['an ask that is a text', 'm', 'TIDEMARK_INVALID_OPTION', /query must be an object of options, got "m"/],
    ['no metric', { from: 0, to: 1 }, 'TIDEMARK_INVALID_TAGS', /metric must be a non-empty string, got undefined/],
    [
      'no range',
      { metric: 'm' },
      'TIDEMARK_INVALID_OPTION',
      /query needs a range: give from and to, or last, like last: '1h'/,
    ],
    [
      'an end alone',
      { metric: 'm', to: 1 },
      'TIDEMARK_INVALID_OPTION',
      /query needs a range: give from and to, or last/,
    ],
    ['a start that is null', { ...range, from: null }, 'TIDEMARK_INVALID_INSTANT', /from null/],
    ['an end that is null', { ...range, to: null }, 'TIDEMARK_INVALID_INSTANT', /to null/],
    [
      'last and from',
      { metric: 'm', last: '1h', from: 0 },
      'TIDEMARK_INVALID_OPTION',
      /give last, or from and to, not both/,
    ],
    [
      'last and to',
      { metric: 'm', last: '1h', to: 5 },
      'TIDEMARK_INVALID_OPTION',
      /give last, or from and to, not both/,
    ],
    ['a last of 0', { metric: 'm', last: 0 }, 'TIDEMARK_INVALID_DURATION', /last 0: must be a positive number/],
    ['a last of months', { metric: 'm', last: '1mo' }, 'TIDEMARK_INVALID_DURATION', /last "1mo"/],
    ['a last that is null', { metric: 'm', last: null }, 'TIDEMARK_INVALID_DURATION', /last null/],
    [
      'a start in the future',
      { metric: 'm', from: 10 * DAY },
      'TIDEMARK_INVALID_OPTION',
      /from must be before to, got "864000000 \.\. now"/,
    ],
    ['a naive time', { ...range, to: '2026-01-01' }, 'TIDEMARK_INVALID_INSTANT', /to "2026-01-01": it names no zone/],
    ['an empty range', { ...range, to: 0 }, 'TIDEMARK_INVALID_OPTION', /from must be before to, got "0 \.\. 0"/],
    ['a range backwards', { ...range, from: 2 * HOUR }, 'TIDEMARK_INVALID_OPTION', /from must be before to/],
    [
      'a misspelt name',
      { ...range, groupBy: ['host'] },
      'TIDEMARK_INVALID_OPTION',
      /query has no option "groupBy"; it has metric, where, by/,
    ],
    ['a pattern for a tag', { ...range, where: { u: /x/ } }, 'TIDEMARK_INVALID_OPTION', /where.u must be .* got \/x\//],
    [
      'a Set for a tag',
      { ...range, where: { u: new Set() } },
      'TIDEMARK_INVALID_OPTION',
      /where.u .* got an instance of Set/,
    ],
    [
      'every and maxWindows',
      { ...range, every: '1m', maxWindows: 5 },
      'TIDEMARK_INVALID_OPTION',
      /give every or maxWindows, not both/,
    ],
    [
      'no windows',
      { ...range, maxWindows: 0 },
      'TIDEMARK_INVALID_OPTION',
      /maxWindows must be a positive whole number, at most 1000000, got 0/,
    ],
    [
      'more windows than an answer has',
      { ...range, maxWindows: 1_000_001 },
      'TIDEMARK_INVALID_OPTION',
      /at most 1000000, got 1000001/,
    ],
    ['half a window', { ...range, maxWindows: 0.5 }, 'TIDEMARK_INVALID_OPTION', /maxWindows must be .* got 0.5/],
    ['a width of months', { ...range, every: '1mo' }, 'TIDEMARK_INVALID_DURATION', /every "1mo"/],
    ['a width of 0', { ...range, every: 0 }, 'TIDEMARK_INVALID_DURATION', /every 0/],
    [
      'sliding windows',
      { ...range, every: sliding({ size: 2, every: 1 }) },
      'TIDEMARK_INVALID_OPTION',
      /sliding windows overlap/,
    ],
    [
      'sessions',
      { ...range, every: session({ gap: 1 }) },
      'TIDEMARK_INVALID_OPTION',
      /sessions start and end where the data does/,
    ],
    [
      'where that is a text',
      { ...range, where: 'host' },
      'TIDEMARK_INVALID_OPTION',
      /where must be a plain object of tags, got "host"/,
    ],
    [
      'where of a number',
      { ...range, where: { host: 5 } },
      'TIDEMARK_INVALID_OPTION',
      /where\.host must be a string or a list of strings, got 5/,
    ],
    [
      'where of a list with a number',
      { ...range, where: { host: ['a', 5] } },
      'TIDEMARK_INVALID_OPTION',
      /where\.host/,
    ],
    [
      'by that is a text',
      { ...range, by: 'host' },
      'TIDEMARK_INVALID_OPTION',
      /by must be a list of tag names, got "host"/,
    ],
    ['by of numbers', { ...range, by: [1] }, 'TIDEMARK_INVALID_OPTION', /by must be a list of tag names, got \[1\]/],
    [
      'top without n',
      { ...range, top: { by: 'n' } },
      'TIDEMARK_INVALID_OPTION',
      /top must be \{ n, by \} with a positive whole n, got \{"by":"n"\}/,
    ],
    [
      'top with more to it',
      { ...range, top: { n: 1, by: 'n', order: 'asc' } },
      'TIDEMARK_INVALID_OPTION',
      /top has no option "order"; it has n, by/,
    ],
    [
      'a signal that is a number',
      { ...range, signal: 5 },
      'TIDEMARK_INVALID_OPTION',
      /signal must be an AbortSignal.* got 5/,
    ],
    ['a signal that is null', { ...range, signal: null }, 'TIDEMARK_INVALID_OPTION', /signal must be an AbortSignal/],
    [
      'a signal that is its controller',
      { ...range, signal: new AbortController() },
      'TIDEMARK_INVALID_OPTION',
      /signal/,
    ],
    [
      'where that is a Map',
      { ...range, where: new Map([['host', 'a']]) },
      'TIDEMARK_INVALID_OPTION',
      /where must be a plain/,
    ],
    ['where that is a list', { ...range, where: ['host'] }, 'TIDEMARK_INVALID_OPTION', /where must be a plain object/],
    [
      'where that is null',
      { ...range, where: null },
      'TIDEMARK_INVALID_OPTION',
      /where must be a plain object of tags/,
    ],
    ['top that is a number', { ...range, top: 5 }, 'TIDEMARK_INVALID_OPTION', /top must be/],
    [
      'top by what is no column',
      { ...range, top: { n: 1, by: 'p99' } },
      'TIDEMARK_INVALID_OPTION',
      /top\.by must name a column, one of n, sum, most, latest; got "p99"/,
    ],
    [
      'select that is no function',
      { ...range, select: ['n'] },
      'TIDEMARK_INVALID_OPTION',
      /select must be a function like r => \(\{ n: r\.count \}\), got \["n"\]/,
    ],
    [
      'fill that is no filler',
      { ...range, fill: 0 },
      'TIDEMARK_INVALID_OPTION',
      /fill must be a filler like zero\(\) or linear\(\), got 0/,
    ],
    ['fill of a function', { ...range, fill: linear }, 'TIDEMARK_INVALID_OPTION', /fill must be a filler/],
    [
      'fill of a column with no filler',
      { ...range, fill: { n: 0 } },
      'TIDEMARK_INVALID_OPTION',
      /fill\.n must be a filler/,
    ],
    [
      'fill of what is no column',
      { ...range, fill: { p99: linear() } },
      'TIDEMARK_INVALID_OPTION',
      /fill must name a column, one of n, sum, most, latest; got "p99"/,
    ],
  ])('%s: refused, and says why', async (_, ask, code, message) => {
    const { api } = await open()
    const asked = api.query(ask as typeof range)
    await expect(asked).rejects.toMatchObject({ name: 'TidemarkError', code, message: expect.stringMatching(message) })
    await expect(api.explain(ask as typeof range)).rejects.toMatchObject({ code })
  })

  test('are copied at once: later changes have no effect', async () => {
    const { api } = await open()
    for (const host of ['a', 'b']) api.add({ metric: 'm', value: 1, time: 0, tags: { host } })
    const hosts = ['a']
    const by = ['host']
    const top = { n: 1, by: 'n' as const }
    const asked = api.query({ ...range, where: { host: hosts }, by, top })
    hosts.push('b')
    by.pop()
    Object.assign(top, { n: 5, by: 'nothing' })
    expect((await asked).groups.map(({ tags }) => tags)).toEqual([{ host: 'a' }])
  })

  test('with last end now by the clock of the rollup, this millisecond included', async () => {
    expect(parseQuery({ metric: 'm', last: '1h' }, () => HOUR)).toMatchObject({ from: 1, to: HOUR + 1 })
    const { api, clock } = await open()
    clock.now = 5 * HOUR
    for (const time of [4 * HOUR, 4 * HOUR + MINUTE, 5 * HOUR]) api.add({ metric: 'm', value: 1, time })
    await api.advance()
    const { from, to, groups } = await api.query({ metric: 'm', last: '59m' })
    expect([from, to, groups[0].columns.n[0]]).toEqual([4 * HOUR + MINUTE, 5 * HOUR + MINUTE, 2])
    expect((await api.explain({ metric: 'm', last: '59m' })).from).toBe(from)
  })

  test('without to end now, this millisecond included', () => {
    expect(parseQuery({ metric: 'm', from: 5 }, () => HOUR)).toMatchObject({ from: 5, to: HOUR + 1 })
    expect(() => parseQuery({ metric: 'm', from: 5 }, () => 4)).toThrow('from must be before to, got "5 .. now"')
  })

  test('with last begin at the earliest instant at the earliest', () => {
    expect(parseQuery({ metric: 'm', last: 8.64e15 }, () => -5)).toMatchObject({ from: -8.64e15, to: -4 })
    expect(parseQuery({ metric: 'm', last: 1 }, () => 8.64e15)).toMatchObject({ from: 8.64e15 - 1, to: 8.64e15 })
  })

  test('read the clock only if the range ends now', () => {
    const stopped = () => {
      throw new Error('asked')
    }
    expect(parseQuery(range, stopped)).toMatchObject({ from: 0, to: HOUR })
    expect(() => parseQuery({ metric: 'm', last: '1h' }, stopped)).toThrow('asked')
  })

  test('may have 1,000,000 maxWindows', async () => {
    const { api } = await open()
    api.add({ metric: 'm', value: 1, time: 0 })
    expect((await api.query({ ...range, maxWindows: 1_000_000 })).starts).toHaveLength(60)
  })

  test('take any spelling of an instant', async () => {
    const { api } = await open()
    api.add({ metric: 'm', value: 1, time: 0 })
    const { from, to, groups } = await api.query({ metric: 'm', from: '1970-01-01T01:00+01:00', to: new Date(HOUR) })
    expect([from, to, groups[0].columns.n[0]]).toEqual([0, HOUR, 1])
  })
})
