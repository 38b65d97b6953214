import { describe, expect, test } from 'vitest'
import { count, fixed, resample } from '../src'
import { inspect, messageOf } from '../src/check/inspect'
import { rejectUnknownOptions } from '../src/check/options'
import { TidemarkError } from '../src/error'

describe('a TidemarkError', () => {
  test('is an Error with a code, and with a cause if there is one', () => {
    const cause = new Error('why')
    const error = new TidemarkError('TIDEMARK_STORE', 'what', { cause })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'TidemarkError', code: 'TIDEMARK_STORE', message: 'what', cause })
    expect('cause' in new TidemarkError('TIDEMARK_STORE', 'what')).toBe(false)
    expect(String(error)).toBe('TidemarkError: what')
  })

  test('is what resample throws, too', () => {
    expect(() => resample({ times: [0], values: [Number.NaN] }, { every: 1, aggregates: { n: count() } })).toThrow(
      TidemarkError,
    )
  })
})

describe('a value in a message', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  const angry = {
    toJSON: () => {
      throw new Error('no')
    },
  }
  const shy = Object.defineProperty(() => {}, 'name', {
    get: () => {
      throw new Error('no')
    },
  })
  const revoked = (target: object) => {
    const { proxy, revoke } = Proxy.revocable(target, {})
    revoke()
    return proxy
  }
  test.each<[unknown, string]>([
    ['a "text"', '"a \\"text\\""'],
    ['line\nbreak', '"line\\nbreak"'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [5n, '5n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('s'), 'Symbol(s)'],
    [fixed, 'function fixed'],
    [() => {}, 'a function'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'an invalid Date'],
    [{ a: [1, 2n] }, '{"a":[1,"2n"]}'],
    [cycle, 'an object'],
    [angry, 'an object'],
    [{ toJSON: () => undefined }, 'an object'],
    [shy, 'a function'],
    [Object.defineProperty(() => {}, 'name', { value: 5 }), 'a function'],
    [Object.defineProperty(() => {}, 'name', { value: 'two\nlines' }), 'function two lines'],
    [Symbol('two\r\nlines'), 'Symbol(two lines)'],
    [new Proxy({ a: 1 }, {}), '{"a":1}'],
    [Object.assign(new Date(0), { toISOString: () => 5 }), 'an object'],
    [Object.create(null), '{}'],
    [{}, '{}'],
    [/x/g, '/x/g'],
    [new Map([[1, 2]]), 'an instance of Map'],
    [Promise.resolve(), 'an instance of Promise'],
  ])('%# is shown on one line, whatever it is', (value, text) => {
    expect(inspect(value)).toBe(text)
  })

  test('that is a revoked proxy is what it was made of', () => {
    expect(inspect(revoked({}))).toBe('an object')
    expect(inspect(revoked(() => {}))).toBe('a function')
  })

  test('is cut at 80 characters', () => {
    expect(inspect('x'.repeat(500))).toHaveLength(80)
    expect(inspect('x'.repeat(500))).toMatch(/^"x+\.\.\.$/)
  })
})

describe('what was thrown', () => {
  const silent = Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('no')
    },
  })
  test.each<[unknown, string]>([
    [new RangeError('too far'), 'too far'],
    ['a text', '"a text"'],
    [undefined, 'undefined'],
    [Object.create(null), '{}'],
    [silent, 'an instance of Error'],
  ])('%# is shown by its message, or inspected if it has none', (thrown, text) => {
    expect(messageOf(thrown)).toBe(text)
  })
})

describe('options', () => {
  test('that are not known are refused, and those that are, named', () => {
    expect(() => rejectUnknownOptions('fixed', { offest: 1 } as object, { offset: true })).toThrow(
      'fixed has no option "offest"; it has offset',
    )
    expect(() => rejectUnknownOptions('fixed', { offset: 1 }, { offset: true })).not.toThrow()
  })

  test('a list that lacks an option of the type, or has another, does not compile', () => {
    const options: { readonly size?: number; readonly offset?: number } = {}
    // @ts-expect-error size is missing
    rejectUnknownOptions('fixed', options, { offset: true })
    // @ts-expect-error there is no shape
    rejectUnknownOptions('fixed', options, { size: true, offset: true, shape: true })
    expect(() => rejectUnknownOptions('fixed', options, { size: true, offset: true })).not.toThrow()
  })

  test.each([null, undefined, 5, 'offset', []])('%j are refused: TIDEMARK_INVALID_OPTION', odd => {
    expect(() => rejectUnknownOptions('fixed', odd as object, { offset: true })).toThrow(
      expect.objectContaining({ code: 'TIDEMARK_INVALID_OPTION' }),
    )
  })
})
