import { describe, expect, test } from 'vitest'
import { SeriesIndex } from '../../src/series/series-index'
import { toSeriesKey } from '../../src/series/series-key'

const host = (name: string, metric = 'm') => toSeriesKey(metric, { host: name })
const overflow = (metric = 'm') => toSeriesKey(metric, { overflow: 'true' })

describe('the index of series', () => {
  test('numbers series from 0 in order of appearance, and finds them again', () => {
    const index = new SeriesIndex(10)
    expect([host('a'), host('b'), host('a')].map(name => index.idOf(name).id)).toEqual([0, 1, 0])
    expect(index.length).toBe(2)
    expect(index.metricOf(1)).toBe('m')
    expect(index.tagsOf(1)).toEqual({ host: 'b' })
  })

  test('lists the series of a metric, or nothing for an unknown metric', () => {
    const index = new SeriesIndex(10)
    for (const name of [host('a'), host('a', 'other'), host('b')]) index.idOf(name)
    expect(index.ofMetric('m')).toEqual([0, 2])
    expect(index.ofMetric('constructor')).toEqual([])
  })

  test('counts a new series beyond its limit into { overflow: true } of its metric; known ones stay', () => {
    const index = new SeriesIndex(2)
    index.idOf(host('a'))
    index.idOf(host('b'))
    expect(index.idOf(host('c'))).toEqual({ id: 2, overflowed: true })
    expect(index.idOf(host('d'))).toEqual({ id: 2, overflowed: true })
    expect(index.idOf(host('c', 'other'))).toEqual({ id: 3, overflowed: true })
    expect(index.idOf(host('a'))).toEqual({ id: 0, overflowed: false })
    expect(index.tagsOf(2)).toEqual({ overflow: 'true' })
    expect(index.length).toBe(4)
  })

  test('does not count overflow series toward its limit', () => {
    const index = new SeriesIndex(1)
    expect(index.idOf(overflow())).toEqual({ id: 0, overflowed: false })
    expect(index.idOf(host('a'))).toEqual({ id: 1, overflowed: false })
    expect(index.idOf(host('b'))).toEqual({ id: 0, overflowed: true })
  })

  test('has at most as many overflow series as series: TIDEMARK_BACKPRESSURE', () => {
    const index = new SeriesIndex(2)
    index.idOf(host('a'))
    index.idOf(host('b'))
    index.idOf(host('c', 'm1'))
    index.idOf(host('c', 'm2'))
    expect(() => index.idOf(host('c', 'm3'))).toThrow(
      expect.objectContaining({ code: 'TIDEMARK_BACKPRESSURE', message: expect.stringContaining('"m3"') }),
    )
    expect(index.length).toBe(4)
  })

  test('bounds series that users name overflow, too', () => {
    const index = new SeriesIndex(2)
    index.idOf(overflow('m1'))
    index.idOf(overflow('m2'))
    expect(() => index.idOf(overflow('m3'))).toThrow(expect.objectContaining({ code: 'TIDEMARK_BACKPRESSURE' }))
  })

  test('forgets the newest series, overflow series too, in truncate, and reuses their numbers', () => {
    const index = new SeriesIndex(2)
    index.idOf(host('a'))
    const before = index.length
    index.idOf(host('b', 'other'))
    index.idOf(host('c'))
    expect(index.length).toBe(3)
    index.truncate(before)
    expect(index.length).toBe(1)
    expect(index.ofMetric('other')).toEqual([])
    expect(index.ofMetric('m')).toEqual([0])
    expect(index.idOf(host('d'))).toEqual({ id: 1, overflowed: false })
    expect(index.idOf(host('e'))).toEqual({ id: 2, overflowed: true })
  })

  test('takes series as a store lists them in append, even beyond the limit', () => {
    const index = new SeriesIndex(1)
    for (const name of [host('a'), host('b'), overflow()]) index.append(name)
    expect(index.idOf(host('b'))).toEqual({ id: 1, overflowed: false })
    expect(index.idOf(host('c'))).toEqual({ id: 2, overflowed: true })
  })
})
