import { describe, expect, test } from 'vitest'
import { rollup, tdigest } from '../../src'
import { HOUR, MINUTE, open } from '../tier/opened'

type Tags = Record<string, string>
const point = (time: number, value = 1, tags: Tags = {}, metric = 'm') => ({ metric, time, value, tags })
const range = { metric: 'm', from: 0, to: HOUR }

async function hosts() {
  const { api } = await open()
  api.addMany([
    point(0, 1, { host: 'a', region: 'eu' }),
    point(0, 2, { host: 'b', region: 'us' }),
    point(0, 4, { host: 'c', region: 'eu' }),
    point(0, 8, { region: 'asia' }),
    point(0, 16, { host: 'a' }),
    point(0, 1000, { host: 'a' }, 'other'),
  ])
  return api
}

describe('the series of a query', () => {
  test.each<[string, Record<string, string | string[]>, number]>([
    ['without tags takes all series of the metric', {}, 31],
    ['with a string takes the series with that value', { region: 'eu' }, 5],
    ['with a list takes the series with one of its values', { region: ['eu', 'us'] }, 7],
    ['with two tags takes the series that have both', { region: 'eu', host: 'c' }, 4],
    ['leaves out a series that lacks a tag', { host: ['a', 'b'], region: ['eu', 'us', 'asia'] }, 3],
    ['with an empty list takes no series', { host: [] }, Number.NaN],
    ['with a value that no series has takes no series', { host: 'x' }, Number.NaN],
    ['with a tag that no series has takes no series', { constructor: 'x' }, Number.NaN],
  ])('where %s', async (_, where, sum) => {
    const { groups } = await (await hosts()).query({ ...range, where })
    expect(groups).toHaveLength(1)
    expect(groups[0].columns.sum[0]).toBe(sum)
  })
})

describe('the groups of a query', () => {
  test('by makes one group per combination of the tags, in their order; a missing tag counts as a value and comes first', async () => {
    const { groups } = await (await hosts()).query({ ...range, by: ['region', 'host'] })
    expect(groups.map(({ tags, columns }) => [tags, columns.sum[0]])).toEqual([
      [{ host: 'a' }, 16],
      [{ region: 'asia' }, 8],
      [{ region: 'eu', host: 'a' }, 1],
      [{ region: 'eu', host: 'c' }, 4],
      [{ region: 'us', host: 'b' }, 2],
    ])
  })

  test('the series of a group are merged', async () => {
    const { groups } = await (await hosts()).query({ ...range, by: ['host'] })
    expect(groups.map(({ tags, columns }) => [tags.host, columns.sum[0], columns.n[0]])).toEqual([
      [undefined, 8, 1],
      ['a', 17, 2],
      ['b', 2, 1],
      ['c', 4, 1],
    ])
  })

  test('groups are ordered by the values of their tags, not by their length', async () => {
    const { api } = await open()
    for (const route of ['/b', '/aa', '/', '/aaa']) api.add(point(0, 1, { route }))
    const { groups } = await api.query({ ...range, by: ['route'] })
    expect(groups.map(({ tags }) => tags.route)).toEqual(['/', '/aa', '/aaa', '/b'])
  })

  test('a tag named twice in by counts once, and a tag that no series has makes one group', async () => {
    const api = await hosts()
    expect((await api.query({ ...range, by: ['host', 'host'] })).groups).toHaveLength(4)
    expect((await api.query({ ...range, by: ['__proto__'] })).groups.map(({ tags }) => tags)).toEqual([{}])
  })

  test('without series there is one group without by, and none with by', async () => {
    const { api } = await open()
    const one = await api.query(range)
    expect(one.groups).toHaveLength(1)
    expect(one.groups[0].tags).toEqual({})
    expect([...one.groups[0].columns.n]).toEqual([Number.NaN])
    expect((await api.query({ ...range, by: ['host'] })).groups).toEqual([])
  })

  test('the p99 of a group is the p99 of its points, not of the p99s of its series', async () => {
    const api = await rollup({ aggregates: { latency: tdigest() }, clock: () => 0 })
    for (let p = 0; p < 1000; p++)
      api.add({ metric: 'm', time: 0, value: p, tags: { host: p < 990 ? 'quick' : 'slow' } })
    const { groups } = await api.query({ ...range, select: r => ({ p99: r.latency.quantile(0.99) }) })
    expect(groups[0].columns.p99[0]).toBeGreaterThan(980)
    expect(groups[0].columns.p99[0]).toBeLessThan(995)
  })
})

describe('the top groups', () => {
  async function ranked(values: [host: string, value: number][]) {
    const { api } = await open()
    for (const [host, value] of values) api.addMany([point(0, value, { host }), point(30 * MINUTE, 0, { host })])
    return api
  }

  test('top keeps the n groups with the largest column over the whole range, largest first', async () => {
    const api = await ranked([
      ['a', 1],
      ['b', 9],
      ['c', 5],
      ['d', 7],
    ])
    const answer = await api.query({ ...range, by: ['host'], every: '1m', top: { n: 2, by: 'sum' } })
    expect(answer.groups.map(({ tags }) => tags.host)).toEqual(['b', 'd'])
    expect(answer.starts).toHaveLength(60)
  })

  test('groups of equal rank are ordered by tags', async () => {
    const api = await ranked([
      ['d', 1],
      ['b', 1],
      ['c', 2],
      ['a', 1],
    ])
    const { groups } = await api.query({ ...range, by: ['host'], top: { n: 3, by: 'sum' } })
    expect(groups.map(({ tags }) => tags.host)).toEqual(['c', 'a', 'b'])
  })

  test('groups without a value come last, even after -Infinity', async () => {
    const api = await ranked([
      ['none', 0],
      ['less', -5],
      ['more', 5],
      ['least', Number.MIN_VALUE],
    ])
    const log = { none: Number.NaN, less: Number.NEGATIVE_INFINITY }
    const { groups } = await api.query({
      ...range,
      by: ['host'],
      select: r => ({ rank: r.sum === 0 ? log.none : r.sum < 0 ? log.less : r.sum }),
      top: { n: 4, by: 'rank' },
    })
    expect(groups.map(({ tags }) => tags.host)).toEqual(['more', 'least', 'less', 'none'])
  })

  test('top reads its column over the range, not over the windows: a ratio is the ratio of sums', async () => {
    const { api } = await open()
    api.addMany([
      point(0, 100, { host: 'spike' }),
      ...Array.from({ length: 99 }, (_, p) => point(MINUTE + p, 0, { host: 'spike' })),
    ])
    api.addMany([point(0, 2, { host: 'even' }), point(MINUTE, 2, { host: 'even' })])
    const { groups } = await api.query({
      ...range,
      by: ['host'],
      every: '1m',
      select: r => ({ mean: r.sum / r.n }),
      top: { n: 1, by: 'mean' },
    })
    expect(groups.map(({ tags }) => tags.host)).toEqual(['even'])
  })

  test('a top of more groups than there are keeps all of them', async () => {
    expect((await (await hosts()).query({ ...range, by: ['host'], top: { n: 99, by: 'n' } })).groups).toHaveLength(4)
  })
})
