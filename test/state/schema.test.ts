import { describe, expect, test } from 'vitest'
import { count, moments, slots, sum } from '../../src/aggregate'
import { aggregate } from '../../src/aggregate/aggregate'
import { schemaOf } from '../../src/state/schema'
import { codeOf } from '../support/codes'

const bins = aggregate({ name: 'bins', state: { n: 0, bins: slots(7) }, add() {}, merge() {}, read: () => 0 })

describe('the schema of rows', () => {
  test('has the aggregates in the order of the code', () => {
    const schema = schemaOf({ total: sum(), n: count() })
    expect(schema.names).toEqual(['total', 'n'])
    expect(schema.aggregates.map(({ name }) => name)).toEqual(['sum', 'count'])
  })

  test('is as wide as all fields of all aggregates, with each slot counted', () => {
    expect(schemaOf({ n: count() }).width).toBe(1)
    expect(schemaOf({ n: count(), total: sum(), m: moments(), bins }).width).toBe(1 + 2 + 5 + 8)
  })

  test('allows any name for an aggregate', () => {
    const named = Object.fromEntries([
      ['__proto__', count()],
      ['constructor', sum()],
    ])
    expect(schemaOf(named).names).toEqual(['__proto__', 'constructor'])
    expect(schemaOf(named).aggregates.map(({ name }) => name)).toEqual(['count', 'sum'])
  })

  test.each([{}, null, undefined, 7, 'count', []])('of no aggregates, %j, is TIDEMARK_INVALID_OPTION', none => {
    expect(codeOf(() => schemaOf(none as never))).toBe('TIDEMARK_INVALID_OPTION')
  })

  test.each([
    ['the maker instead of what it makes', count],
    ['nothing', undefined],
    ['null', null],
    ['a name', 'count'],
    ['an object that cannot add', { name: 'x', state: { n: 0 } }],
  ])('refuses %s as an aggregate, and names it', (_, wrong) => {
    expect(codeOf(() => schemaOf({ n: count(), wrong: wrong as never }))).toBe('TIDEMARK_INVALID_OPTION')
    expect(() => schemaOf({ n: count(), wrong: wrong as never })).toThrow(/aggregates\.wrong must be an aggregate/)
  })
})
