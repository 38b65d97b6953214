import { describe, expect, test } from 'vitest'
import { count, sum } from '../../src'
import { createCodec } from '../../src/codec/codec'
import { Frame } from '../../src/state/frame'
import { MergedRows, mergeRow } from '../../src/state/merge-row'
import { MissingAggregates } from '../../src/state/missing'
import { schemaOf } from '../../src/state/schema'

const schema = schemaOf({ n: count(), sum: sum() })
const codec = createCodec(schema)

/** The bytes of a row with these values; without the sum if `lacksSum`. */
function stored(values: readonly number[], lacksSum = false): Uint8Array {
  const ofRow = lacksSum ? schemaOf({ n: count() }) : schema
  const frame = new Frame(ofRow, 1)
  const row = frame.append()
  for (const value of values) frame.add(row, value, 0)
  return createCodec(ofRow).encode(frame, row)
}

/** The count and the sum of a row. */
function read({ frame }: MergedRows, row: number): number[] {
  const [n, total] = schema.aggregates.map((one, a) => one.read(frame.page(row)[a], frame.at(row)) as number)
  return [n, total]
}

describe('merging stored rows', () => {
  test('a row that holds nothing becomes the stored row, and further ones are merged into it', () => {
    const merged = new MergedRows(schema, 2)
    merged.append(2)
    expect([...merged.isFilled]).toEqual([0, 0])
    for (const values of [[1, 2], [4], [8, 16]]) mergeRow(merged, 1, stored(values), codec)
    expect([read(merged, 0), read(merged, 1)]).toEqual([
      [0, 0],
      [5, 31],
    ])
    expect([...merged.isFilled]).toEqual([0, 1])
    expect(merged.missing[1]).toBeUndefined()
  })

  test('states are merged with stored rows in either order', () => {
    const other = new Frame(schema, 1)
    other.add(other.append(), 32, 0)
    const merged = new MergedRows(schema, 2)
    merged.append(2)
    merged.merge(0, other, 0)
    mergeRow(merged, 0, stored([1, 2]), codec)
    mergeRow(merged, 1, stored([1, 2]), codec)
    merged.merge(1, other, 0)
    expect([read(merged, 0), read(merged, 1)]).toEqual([
      [3, 35],
      [3, 35],
    ])
  })

  test.each([
    [true, false],
    [false, true],
    [true, true],
  ])('a row lacks what one of its parts lacks: %s, %s', (first, second) => {
    const merged = new MergedRows(schema, 1)
    merged.append()
    mergeRow(merged, 0, stored([1], first), codec)
    mergeRow(merged, 0, stored([2], second), codec)
    expect(merged.missing[0]).toEqual(new MissingAggregates([1]))
    expect(read(merged, 0)[0]).toBe(2)
  })

  test('a merged row leaves no trace in the next, of which bytes omit what is empty or missing', () => {
    const merged = new MergedRows(schema, 1)
    merged.append()
    for (const values of [[1], [2], [0]]) mergeRow(merged, 0, stored(values), codec)
    mergeRow(merged, 0, stored([4], true), codec)
    expect(read(merged, 0)).toEqual([4, 3])
  })

  test('a row is empty after a reset, and all are after clear', () => {
    const merged = new MergedRows(schema, 2)
    merged.append(2)
    for (const row of [0, 1]) mergeRow(merged, row, stored([1, 2], true), codec)
    merged.reset(0)
    expect([[...merged.isFilled], merged.missing[0], read(merged, 0)]).toEqual([[0, 1], undefined, [0, 0]])
    expect([merged.missing[1], read(merged, 1)[0]]).toEqual([new MissingAggregates([1]), 2])
    merged.clear()
    expect(merged.append(2)).toBe(0)
    expect([[...merged.isFilled], merged.missing[1], read(merged, 1)]).toEqual([[0, 0], undefined, [0, 0]])
  })

  test('damaged bytes change nothing', () => {
    const merged = new MergedRows(schema, 1)
    merged.append()
    mergeRow(merged, 0, stored([1, 2]), codec)
    expect(() => mergeRow(merged, 0, stored([4]).slice(1), codec)).toThrow(
      expect.objectContaining({ code: 'TIDEMARK_DECODE' }),
    )
    mergeRow(merged, 0, stored([4]), codec)
    expect(read(merged, 0)).toEqual([3, 7])
  })
})
