import { describe, expect, expectTypeOf, test } from 'vitest'
import { type Aggregate, aggregate, count, type Moments, moments, type Readings, slots, sum } from '../../src/aggregate'
import { inspect } from '../../src/check/inspect'
import { codeOf } from '../support/codes'
import { rms } from './entries'

const right = { name: 'n', state: { n: 0 }, add() {}, merge() {}, read: () => 0 }

const refused = (change: object) => codeOf(() => aggregate({ ...right, ...change } as never))

describe('a custom aggregate', () => {
  test('is frozen, its state too, and has no fold if none is given', () => {
    expect(Object.isFrozen(rms) && Object.isFrozen(rms.state)).toBe(true)
    expect('fold' in rms).toBe(false)
    expect('fold' in aggregate({ ...right, fold() {} })).toBe(true)
  })

  test('copies the state that it is given', () => {
    const state = { n: 0 }
    const made = aggregate({ ...right, state })
    state.n = 5
    expect(made.state.n).toBe(0)
  })

  test.each([undefined, '', 7, null])('is refused without a name: %j', name => {
    expect(refused({ name })).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each([undefined, null, {}, 'n', [], 3])('is refused without a field: %j', state => {
    expect(refused({ state })).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each(['add', 'merge', 'read'])('is refused without %s, and the error names it', verb => {
    expect(refused({ [verb]: undefined })).toBe('TIDEMARK_INVALID_OPTION')
    expect(() => aggregate({ ...right, [verb]: 'text' } as never)).toThrow(`${verb} must be a function, got "text"`)
  })

  test('is refused if its fold is not a function', () => {
    expect(refused({ fold: true })).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each(
    [Number.NaN, -0, '0', null, undefined, [0], { slots: 2 }, { slots: 0, identity: 0 }, 0n].map(field => [
      inspect(field),
      field,
    ]),
  )('is refused if a field is %s, and the error names the field', (_, field) => {
    expect(refused({ state: { n: 0, odd: field } })).toBe('TIDEMARK_INVALID_OPTION')
    expect(() => aggregate({ ...right, state: { n: 0, odd: field } } as never)).toThrow(/n\.odd|slots\(/)
  })

  test.each([0, -1, 1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'takes %d as the identity of a field',
    start => {
      expect(aggregate({ ...right, state: { start } }).state).toEqual({ start })
    },
  )

  test.each([undefined, null, 5, 'count'])('is refused if its definition is %j', nothing => {
    expect(codeOf(() => aggregate(nothing as never))).toBe('TIDEMARK_INVALID_OPTION')
  })
})

describe('slots', () => {
  test('are n numbers that start at 0, or at the identity that is given', () => {
    expect([slots(3), slots(2, Number.POSITIVE_INFINITY)]).toEqual([
      { slots: 3, identity: 0 },
      { slots: 2, identity: Number.POSITIVE_INFINITY },
    ])
  })

  test.each([0, -1, 1.5, Number.NaN, 65_536, '8', undefined])('are refused if n is %j', n => {
    expect(codeOf(() => slots(n as number))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each([Number.NaN, -0, '0', null])('are refused if the identity is %j', identity => {
    expect(codeOf(() => slots(2, identity as number))).toBe('TIDEMARK_INVALID_OPTION')
  })
})

describe('types', () => {
  test('know what an aggregate reads as', () => {
    const kept = {
      n: count(),
      total: sum(),
      shape: moments(),
      rms,
      pair: aggregate({ ...right, read: () => [1, 'a'] as const }),
    }
    type Read = Readings<typeof kept>
    expectTypeOf<Read['n']>().toEqualTypeOf<number>()
    expectTypeOf<Read['total']>().toEqualTypeOf<number>()
    expectTypeOf<Read['rms']>().toEqualTypeOf<number>()
    expectTypeOf<Read['shape']>().toEqualTypeOf<Moments>()
    expectTypeOf<Read['pair']>().toEqualTypeOf<readonly [1, 'a']>()
    expectTypeOf(rms).toExtend<Aggregate>()
  })

  test('refuse what cannot be', () => {
    const kept = { n: count() }
    const read = (readings: Readings<typeof kept>) => {
      // @ts-expect-error what is not kept cannot be asked for
      return readings.total
    }
    expect(read({ n: 1 })).toBeUndefined()

    aggregate({
      ...right,
      // @ts-expect-error a field that the state has not
      add: (s, i) => s.squares[i]++,
    })
    // @ts-expect-error a field is a number or slots
    expect(codeOf(() => aggregate({ ...right, state: { n: 'zero' } }))).toBe('TIDEMARK_INVALID_OPTION')
    // @ts-expect-error without merge it is no aggregate
    expect(codeOf(() => aggregate({ name: 'n', state: { n: 0 }, add() {}, read: () => 0 }))).toBe(
      'TIDEMARK_INVALID_OPTION',
    )
    // @ts-expect-error columns are there to be written, their names are not
    aggregate({ ...right, add: s => (s.n = new Float64Array(1)) })
    // @ts-expect-error count takes no options
    expect(count({ exact: true }).name).toBe('count')
  })
})
