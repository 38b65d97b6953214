import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashKey } from '../../src/series/hash'
import { isCalled, type Tags, tagsIn, tagsKey, toSeriesKey } from '../../src/series/series-key'

const SEED = 12
const tagsOf = (tags?: Tags) => tagsIn(toSeriesKey('m', tags))
/** Whether two names are of one series, as the table of names asks. */
const alike = (metric: string, tags: Tags | undefined, other: string, others?: Tags) => {
  const [name, given] = [toSeriesKey(metric, tags), toSeriesKey(other, others)]
  return name.length === given.length && isCalled(['x', ...name, 'y'], 1, [...given, 'z'], given.length)
}
const pairs = fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 })), { maxLength: 4 })
const unsafe = fc.constantFrom('__proto__', 'constructor', '', ':', '1:a', '=', ',')
const names = fc.array(fc.tuple(fc.oneof(unsafe, fc.string()), fc.oneof(unsafe, fc.string())), { maxLength: 5 })

describe('the identity of a series', () => {
  test('is the metric and the pairs, in any order', () => {
    expect(alike('m', { a: '1', b: '2' }, 'm', { b: '2', a: '1' })).toBe(true)
    expect(alike('m', { a: '1', b: '2' }, 'm', { b: '1', a: '2' })).toBe(false)
  })

  test('is read as its tags, sorted by name', () => {
    expect(tagsOf({ b: '2', a: '1' })).toEqual({ a: '1', b: '2' })
    expect(Object.keys(tagsOf({ b: '2', a: '1' }))).toEqual(['a', 'b'])
  })

  test.each([
    [{ a: 'b' }, { ab: '' }],
    [{ a: 'b' }, { '': 'ab' }],
    [
      { a: 'b', c: 'd' },
      { a: 'bc', d: '' },
    ],
    [{ a: '1:b' }, { a: '1', b: '' }],
    [{ a: 'b,c=d' }, { a: 'b', c: 'd' }],
    [{ a: '' }, {}],
  ] as Record<string, string>[][])('%j and %j are two series', (one, other) => {
    expect(alike('m', one, 'm', other)).toBe(false)
    expect(alike('m', other, 'm', one)).toBe(false)
    expect(tagsKey(one)).not.toBe(tagsKey(other))
  })

  test('contains the metric, which does not run into the tags', () => {
    expect(alike('m', { a: 'b' }, 'ma', { b: '' })).toBe(false)
    expect(alike('m', {}, 'n')).toBe(false)
  })

  test(`is the same name and hash if metric and pairs are the same, in any order (seed ${SEED})`, () => {
    const property = fc.property(
      fc.string({ minLength: 1 }),
      names,
      fc.string({ minLength: 1 }),
      pairs,
      (m, a, n, b) => {
        const [one, other] = [Object.fromEntries(a), Object.fromEntries(b)]
        const sorted = (tags: object) => JSON.stringify(Object.entries(tags).sort(([x], [y]) => (x < y ? -1 : 1)))
        const same = m === n && sorted(one) === sorted(other)
        expect(alike(m, one, n, other)).toBe(same)
        const reversed = Object.fromEntries([...Object.entries(one)].reverse())
        expect(alike(m, one, m, reversed)).toBe(true)
        expect(hashKey(toSeriesKey(m, one))).toBe(hashKey(toSeriesKey(m, reversed)))
        expect(tagsKey(one) === tagsKey(other)).toBe(sorted(one) === sorted(other))
      },
    )
    fc.assert(property, { seed: SEED, numRuns: 500 })
  })

  test('is the same without tags, with undefined and with {}', () => {
    expect(toSeriesKey('m', undefined)).toEqual(toSeriesKey('m', {}))
    expect(tagsOf()).toEqual({})
  })

  test('ignores inherited values, even if all objects inherit them', () => {
    const base: any = Object.prototype
    try {
      base.inherited = 'x'
      expect(alike('m', { a: 'b' }, 'm', { inherited: 'x' })).toBe(false)
      expect(tagsOf({ a: 'b' })).toEqual({ a: 'b' })
    } finally {
      delete base.inherited
    }
  })
})

describe('tags', () => {
  test('__proto__ and constructor are tags like any other', () => {
    const tags = JSON.parse('{"__proto__":"x","constructor":"y"}')
    const kept = tagsOf(tags)
    expect(Object.keys(kept)).toEqual(['__proto__', 'constructor'])
    expect(Object.getOwnPropertyDescriptor(kept, '__proto__')?.value).toBe('x')
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype)
    expect(alike('m', tags, 'm', tags)).toBe(true)
    expect(alike('m', tags, 'm', { constructor: 'y' })).toBe(false)
    expect(alike('m', { a: 'x', constructor: 'y' }, 'm', tags)).toBe(false)
    expect(({} as Record<string, string>).x).toBeUndefined()
  })

  test('are the own, enumerable, string-keyed pairs only', () => {
    const tags: any = Object.defineProperty({}, 'hidden', { value: 'no', enumerable: false })
    tags.own = 'yes'
    tags[Symbol('s')] = 'no'
    expect(toSeriesKey('m', tags)).toEqual(['m', 'own', 'yes'])
    expect(toSeriesKey('m', Object.assign(Object.create(null), { a: 'b' }))).toEqual(['m', 'a', 'b'])
  })

  test('are copied at once: later changes of their owner are not seen', () => {
    const tags = { a: 'b' }
    const name = toSeriesKey('m', tags)
    tags.a = 'c'
    expect(tagsIn(name)).toEqual({ a: 'b' })
    expect(Object.isFrozen(tagsIn(name))).toBe(true)
  })

  test('are read once: later values of a getter are not seen', () => {
    let asked = 0
    const tags = Object.defineProperty({}, 'host', { enumerable: true, get: () => (asked++ === 0 ? 'a' : 5) })
    const name = toSeriesKey('m', tags as Record<string, string>)
    expect(name).toEqual(['m', 'host', 'a'])
    expect(asked).toBe(1)
  })

  test('may come from another realm', () => {
    expect(toSeriesKey('m', runInNewContext('({ a: "b" })'))).toEqual(['m', 'a', 'b'])
  })

  test('are at most 64', () => {
    const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`t${i}`, 'x']))
    expect(Object.keys(tagsOf(many(64)))).toHaveLength(64)
    expect(() => toSeriesKey('m', many(65))).toThrow('a series has at most 64 tags, got 65')
  })

  test('may hold any characters, even half of a surrogate pair', () => {
    expect(alike('m', { '\u0000': '\ud800' }, 'm', { '\u0000': '\udfff' })).toBe(false)
  })

  test.each<[string, unknown, unknown, RegExp]>([
    ['an empty metric', '', {}, /metric must be a non-empty string, got ""/],
    ['a metric that is a number', 7, {}, /metric must be a non-empty string, got 7/],
    ['a metric that is missing', undefined, {}, /got undefined/],
    ['a tag that is a number', 'm', { host: 7 }, /tag "host" must be a string, got 7/],
    ['a tag that is undefined', 'm', { host: undefined }, /tag "host" must be a string, got undefined/],
    [
      'two tags that are no strings, of which the first by name is told',
      'm',
      { b: 7, a: 5 },
      /tag "a" must be .*got 5/,
    ],
    ['tags that are a Map', 'm', new Map([['a', 'b']]), /tags must be a plain object of strings, got/],
    ['tags that are an object of a class', 'm', new (class Host {})(), /tags must be a plain object of strings, got/],
    ['tags that inherit', 'm', Object.create({ inherited: 'no' }), /tags must be a plain object of strings, got/],
    ['tags that are a list', 'm', ['a'], /tags must be a plain object of strings, got \["a"\]/],
    ['tags that are null', 'm', null, /tags must be a plain object of strings, got null/],
    ['tags that are text', 'm', 'a=b', /tags must be a plain object of strings, got "a=b"/],
  ])('%s: TIDEMARK_INVALID_TAGS', (_, metric, tags, message) => {
    const name = () => toSeriesKey(metric as string, tags as Record<string, string>)
    expect(name).toThrow(expect.objectContaining({ code: 'TIDEMARK_INVALID_TAGS' }))
    expect(name).toThrow(message)
  })
})
