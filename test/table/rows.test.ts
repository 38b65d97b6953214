import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { lazyRows } from '../../src/table/rows'

const squares = (length: number) => lazyRows(length, n => ({ n, square: n * n }))
const plain = [
  { n: 0, square: 0 },
  { n: 1, square: 1 },
  { n: 2, square: 4 },
]

describe('rows that are made when they are read', () => {
  test('equal the array of all of them, to whatever reads an array', () => {
    const rows = squares(3)
    expect(rows).toEqual(plain)
    expect([...rows]).toEqual(plain)
    expect(Array.from(rows)).toEqual(plain)
    expect(Array.isArray(rows)).toBe(true)
    expect(JSON.parse(JSON.stringify(rows))).toEqual(plain)
    expect(rows.slice()).toEqual(plain)
    expect([plain[0]].concat(rows)).toHaveLength(4)
    expect(Object.entries(rows)).toEqual(Object.entries(plain))
    expect({ ...rows }).toEqual({ ...plain })
    expect(inspect(rows)).toBe(inspect(plain))
  })

  test('map, filter, find, sort into a copy, and take part in a pattern', () => {
    const rows = squares(3)
    const [{ n }, ...others] = rows
    expect([n, others.length]).toEqual([0, 2])
    expect(rows.map(({ square }) => square)).toEqual([0, 1, 4])
    expect(rows.filter(({ square }) => square > 0)).toEqual(plain.slice(1))
    expect(rows.find(({ square }) => square === 4)).toEqual(plain[2])
    expect(rows.toSorted((a, b) => b.n - a.n)).toEqual(plain.toReversed())
    expect(rows.flatMap(row => [row.n])).toEqual([0, 1, 2])
    expect(rows.reduce((sum, { square }) => sum + square, 0)).toBe(5)
  })

  test('have the indices from 0 to their length, and no others', () => {
    const rows = squares(3)
    expect([rows.length, rows[2], rows.at(-1), rows[3], rows[-1]]).toEqual([
      3,
      plain[2],
      plain[2],
      undefined,
      undefined,
    ])
    expect(['0', '2', '3', '01', '-1', '1.5', 'length'].map(key => key in rows)).toEqual([
      ...[true, true, false, false, false, false],
      true,
    ])
    expect(Object.keys(rows)).toEqual(['0', '1', '2'])
    expect([...squares(0)]).toEqual([])
    expect(squares(0)[0]).toBeUndefined()
  })

  test('are made one by one: a loop that stops makes no more', () => {
    const rowAt = vi.fn((n: number) => ({ n }))
    const rows = lazyRows(1_000_000, rowAt)
    expect(rows.length).toBe(1_000_000)
    expect(rowAt).toHaveBeenCalledTimes(0)
    for (const { n } of rows) if (n === 2) break
    expect(rowAt).toHaveBeenCalledTimes(3)
    expect(rows.some(({ n }) => n === 1)).toBe(true)
    expect(rowAt).toHaveBeenCalledTimes(5)
  })

  test('cannot be written: what would write throws, and changes nothing', () => {
    const rows = squares(3) as { n: number; square: number }[]
    for (const write of [
      () => rows.sort((a, b) => b.n - a.n),
      () => rows.push(plain[0]),
      () => rows.pop(),
      () => {
        rows[0] = plain[2]
      },
      () => {
        rows.length = 1
      },
      () => Object.defineProperty(rows, '0', { value: 5 }),
    ])
      expect(write).toThrow(TypeError)
    expect(rows).toEqual(plain)
  })
})
