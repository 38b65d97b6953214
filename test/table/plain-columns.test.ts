import { expect, test } from 'vitest'
import { count, max, resample } from '../../src'
import { plainColumn } from '../../src/table/plain-columns'
import { codeOf } from '../support/codes'

const points = { times: [0, 20_000, 130_000], values: [1, 5, 3] }
const table = resample(points, { every: '1m', aggregates: { n: count(), most: max() } })

test('a plain column has null for what JSON cannot hold, and every other number as it is', () => {
  const column = Float64Array.of(
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    Number.MAX_VALUE,
  )
  expect(plainColumn(column)).toEqual([1.5, null, null, null, 0, Number.MAX_VALUE])
})

test('toJSON of a table is what JSON keeps of it', () => {
  const json = table.toJSON()
  expect(json).toEqual({
    starts: [0, 60_000, 120_000],
    ends: [60_000, 120_000, 180_000],
    columns: { n: [2, null, 1], most: [5, null, 3] },
  })
  expect(JSON.parse(JSON.stringify(table))).toEqual(json)
})

test('toColumns of a table is the starts and the columns, in milliseconds unless seconds are asked for', () => {
  expect(table.toColumns()).toEqual([
    [0, 60_000, 120_000],
    [2, null, 1],
    [5, null, 3],
  ])
  expect(table.toColumns({ seconds: true })[0]).toEqual([0, 60, 120])
  expect(table.toColumns({ seconds: false })[0]).toEqual([0, 60_000, 120_000])
})

test.each<[string, unknown]>([
  ['a misspelled option', { second: true }],
  ['seconds that are a number', { seconds: 1 }],
  ['null', null],
])('toColumns refuses %s: TIDEMARK_INVALID_OPTION', (_, options) => {
  expect(codeOf(() => table.toColumns(options as never))).toBe('TIDEMARK_INVALID_OPTION')
})

test('a column that is named as a method of objects is a column like any other', () => {
  const odd = resample(points, {
    every: '5m',
    aggregates: { n: count() },
    select: r => ({ toString: r.n, constructor: 7 }),
  })
  expect(odd.toJSON().columns).toEqual({ toString: [3], constructor: [7] })
  expect(odd.toColumns()).toEqual([[0], [3], [7]])
})
