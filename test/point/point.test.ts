import { describe, expect, test } from 'vitest'
import { TidemarkError } from '../../src/error'
import { checkPoint, judge, type Point } from '../../src/point/point'

const limits = { earliest: 0, latest: 100 }
const where = () => 'points[3]'
const read = (point: object) => judge(checkPoint(point as Point, 50, where), limits, where)

describe('a point, read', () => {
  test('has its time in milliseconds, by default the current one, and the name of its series', () => {
    expect(read({ metric: 'm', value: 7 })).toMatchObject({ time: 50, value: 7, name: ['m'] })
    expect(read({ metric: 'm', value: 7, time: new Date(9), tags: { a: 'b' } })).toMatchObject({
      time: 9,
      name: ['m', 'a', 'b'],
    })
  })

  test('is a copy: later changes of its owner are not seen', () => {
    const point = { metric: 'm', value: 7, time: new Date(9), tags: { a: 'b' } }
    const entry = read(point)
    point.value = Number.NaN
    point.time.setTime(99)
    point.tags.a = 'c'
    expect(entry).toMatchObject({ time: 9, value: 7, name: ['m', 'a', 'b'] })
  })

  test.each<[string, unknown, string]>([
    ['null', null, 'TIDEMARK_INVALID_VALUE'],
    ['a text', 'm 7', 'TIDEMARK_INVALID_VALUE'],
    ['a value that is a text', { metric: 'm', value: '7' }, 'TIDEMARK_INVALID_VALUE'],
    ['an invalid time', { metric: 'm', value: 7, time: 0.5 }, 'TIDEMARK_INVALID_INSTANT'],
    ['no metric', { value: 7 }, 'TIDEMARK_INVALID_TAGS'],
    ['a time after the latest', { metric: 'm', value: 7, time: 101 }, 'TIDEMARK_AHEAD'],
    ['a time before the earliest', { metric: 'm', value: 7, time: -1 }, 'TIDEMARK_EXPIRED'],
  ])('or an error: %s', (_, point, code) => {
    const fault = read(point as object)
    expect(fault).toBeInstanceOf(TidemarkError)
    expect(fault).toMatchObject({ code })
  })

  test('throws the error of a getter', () => {
    const reason = new Error('no')
    const angry = {
      get metric(): string {
        throw reason
      },
    }
    expect(() => read(angry)).toThrow(reason)
  })
})
