import { describe, expect, test } from 'vitest'
import { aggregateLaws } from '../../src/testing/laws/aggregate-laws'
import { DEFAULT_SEED } from '../../src/testing/laws/law'
import { entries } from './entries'

describe.each(entries)(`$title (seed ${DEFAULT_SEED})`, ({ made, options, laws }) => {
  for (const law of aggregateLaws(made, options)) test(`${law.name}: ${law.exactness}`, () => law.check())

  test('keeps each law as exactly as it promises', () => {
    const exactness = new Map(aggregateLaws(made, options).map(law => [law.name, law.exactness]))
    expect(NAMES.map(name => exactness.get(name)?.[0] ?? '-').join('')).toBe(laws)
  })
})

/** The laws, in the order of the letters of an entry. */
const NAMES = [
  'merging with nothing changes nothing',
  'the merge of the parts is the whole',
  'merging is associative',
  'merging is commutative',
  'fold is add, point by point',
  'only the row itself is written',
  'reading changes nothing',
  'a state that was encoded and decoded goes on as before',
  'add, merge, fold and read have an effect',
]

test('no other laws are checked', () => {
  expect([
    ...new Set(entries.flatMap(({ made, options }) => aggregateLaws(made, options).map(({ name }) => name))),
  ]).toEqual(NAMES)
})
