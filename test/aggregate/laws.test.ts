import { describe, expect, test } from 'vitest'
import { aggregateLaws } from '../../src/testing/laws/aggregate-laws'
import { DEFAULT_SEED } from '../../src/testing/laws/law'
import { entries } from './entries'

describe.each(entries)(`$title (seed ${DEFAULT_SEED}):`, ({ made, options }) => {
  for (const law of aggregateLaws(made, options)) test(`${law.name}, ${law.exactness}`, () => law.check())
})

test('aggregates x laws: exact, bounded, or a dash where there is no fold to compare', () => {
  const names = [...new Set(entries.flatMap(({ made, options }) => aggregateLaws(made, options).map(law => law.name)))]
  const row = ({ made, options }: (typeof entries)[number]) => {
    const laws = new Map(aggregateLaws(made, options).map(law => [law.name, law.exactness]))
    return names.map(name => laws.get(name)?.[0] ?? '-').join('')
  }
  expect(names).toEqual([
    'merging with nothing changes nothing',
    'the merge of the parts is the whole',
    'merging is associative',
    'merging is commutative',
    'fold is add, point by point',
    'only the row itself is written',
    'reading changes nothing',
    'encode, decode and go on is go on',
    'what is added shows',
  ])
  expect(Object.fromEntries(entries.map(entry => [entry.title, row(entry)]))).toEqual({
    count: 'eeeeeeeee',
    'sum of what 106 bits hold': 'eeeeeeeee',
    sum: 'ebbebeeee',
    'mean of what 106 bits hold': 'eeeeeeeee',
    mean: 'ebbebeeee',
    min: 'eeeeeeeee',
    max: 'eeeeeeeee',
    first: 'eeeeeeeee',
    last: 'eeeeeeeee',
    moments: 'ebbebeeee',
    tdigest: 'bbbbbeeee',
    "one's own rms": 'eeee-eeee',
    "one's own histogram": 'eeee-eeee',
  })
})
