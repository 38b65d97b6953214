import { describe, expect, test } from 'vitest'
import { aggregate, count, max, type Quantiles, tdigest } from '../../src/aggregate'
import { Frame } from '../../src/state/frame'
import { readAll, rowReader } from '../../src/state/readings'
import { schemaOf } from '../../src/state/schema'

/** A frame whose row i holds the i-th list of values. */
function frameOf(aggregates: Parameters<typeof schemaOf>[0], ...rows: number[][]): Frame {
  const frame = new Frame(schemaOf(aggregates), 1)
  for (const values of rows)
    frame.fold(frame.append(), Float64Array.from(values), Float64Array.from(values.keys()), 0, values.length)
  return frame
}

describe('a row reader', () => {
  test('reads the row that it was last put on', () => {
    const frame = frameOf({ n: count(), most: max() }, [1, 5], [7])
    const read = rowReader<any>(frame.schema)
    expect({ ...read(frame, 0) }).toEqual({ n: 2, most: 5 })
    expect({ ...read(frame, 1) }).toEqual({ n: 1, most: 7 })
  })

  test('is one object for all rows, also of a frame that grows', () => {
    const frame = frameOf({ n: count() }, [1])
    const read = rowReader<any>(frame.schema)
    const view = read(frame, 0)
    frame.append(100)
    expect(read(frame, 0)).toBe(view)
    expect(view.n).toBe(1)
  })

  test('reads only what select uses', () => {
    let reads = 0
    const dear = aggregate({
      name: 'dear',
      state: { n: 0 },
      add: () => {},
      merge: () => {},
      read: () => {
        reads++
        return 0
      },
    })
    const frame = frameOf({ n: count(), dear }, [1])
    const view = rowReader<any>(frame.schema)(frame, 0)
    reads = 0 // without the one by which the aggregate was tried
    expect(view.n).toBe(1)
    expect(reads).toBe(0)
    expect(view.dear).toBe(0)
    expect(reads).toBe(1)
  })

  test('aggregates called __proto__ or toString are aggregates like any other', () => {
    const aggregates = Object.fromEntries([
      ['__proto__', count()],
      ['toString', max()],
    ])
    const frame = frameOf(aggregates, [3, 4])
    const view = rowReader<any>(frame.schema)(frame, 0)
    expect(Object.entries(view)).toEqual([
      ['__proto__', 2],
      ['toString', 4],
    ])
  })
})

describe('reading all', () => {
  test('reads every aggregate of a row at once', () => {
    const frame = frameOf({ n: count(), t: tdigest() }, [1, 2, 3], [9])
    const all = readAll(frame, 0)
    expect(readAll(frame, 1).n).toBe(1)
    expect(all.n).toBe(3)
    expect((all.t as Quantiles).quantile(0.5)).toBe(2)
  })
})
