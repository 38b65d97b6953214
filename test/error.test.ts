import { describe, expect, test } from 'vitest'
import { count, fixed, resample } from '../src'
import { show, TidemarkError } from '../src/error'

describe('a TidemarkError', () => {
  test('is an Error with a code, and a cause where there is one', () => {
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
  ])('%# is shown on one line, whatever it is', (value, text) => {
    expect(show(value)).toBe(text)
  })

  test('is cut at 80 characters', () => {
    expect(show('x'.repeat(500))).toHaveLength(80)
    expect(show('x'.repeat(500))).toMatch(/^"x+\.\.\.$/)
  })
})
