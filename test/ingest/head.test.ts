import { describe, expect, test } from 'vitest'
import { aggregate, count, last } from '../../src/aggregate'
import type { Delta } from '../../src/ingest/delta'
import { Head } from '../../src/ingest/head'
import { NO_LIMITS, toBatch } from '../../src/point/batch'
import { schemaOf } from '../../src/state/schema'
import { fixed } from '../../src/window'

const schema = schemaOf({ n: count(), latest: last() })
const headOf = (maxRows: number) => new Head(schema, fixed(10), maxRows)
const batch = (times: number[], values: number[]) => toBatch(times, values, NO_LIMITS, () => {})

/** [series, start, n, latest] of each row of a delta. */
function read(delta: Delta): number[][] {
  const [n, latest] = schema.aggregates
  return Array.from({ length: delta.length }, (_, row) => [
    delta.series[row],
    delta.starts[row],
    n.read(delta.frame.page(row)[0], delta.frame.at(row)),
    latest.read(delta.frame.page(row)[1], delta.frame.at(row)),
  ])
}

describe('the head', () => {
  test('folds points into one row per series and window when it is read', () => {
    const head = headOf(100)
    for (const [series, time, value] of [
      [0, 1, 1],
      [1, 1, 2],
      [0, 9, 3],
      [0, 10, 4],
      [0, 2, 5],
    ])
      head.add(series, time, value)
    expect(head.countRows()).toBe(3)
    expect(head.deltas().flatMap(read)).toEqual([
      [0, 0, 3, 3],
      [0, 10, 1, 4],
      [1, 0, 1, 2],
    ])
  })

  test('folds unsorted batches into the same rows', () => {
    const head = headOf(100)
    head.add(0, 5, 1)
    head.addBatch(0, batch([12, 3, 11, 4], [1, 2, 3, 4]))
    expect(head.deltas().flatMap(read)).toEqual([
      [0, 0, 3, 1],
      [0, 10, 2, 1],
    ])
  })

  test('folds points in order of arrival, one by one or in batches', () => {
    const digits = aggregate({
      name: 'digits',
      state: { x: 0 },
      add(s, i, x) {
        s.x[i] = s.x[i] * 10 + x
      },
      merge: () => {},
      read: (s, i) => s.x[i],
    })
    const head = new Head(schemaOf({ digits }), fixed(10), 100)
    head.add(0, 5, 1)
    head.addBatch(0, batch([4, 3], [2, 3]))
    head.add(0, 2, 4)
    const [delta] = head.deltas()
    expect(digits.read(delta.frame.page(0)[0] as { x: Float64Array }, 0)).toBe(1234)
  })

  test('takes more points than it holds unfolded', () => {
    const head = headOf(100)
    for (let p = 0; p < 20_000; p++) head.add(0, p % 50, p)
    expect(head.countRows()).toBe(5)
    expect(
      head
        .deltas()
        .flatMap(read)
        .map(row => row[2]),
    ).toEqual([4000, 4000, 4000, 4000, 4000])
  })

  test('reports as slack the rows that certainly fit: it counts rows, and points that are not folded yet', () => {
    const head = headOf(10)
    expect(head.freeRows).toBe(10)
    for (let p = 0; p < 4; p++) head.add(0, p, p)
    expect(head.freeRows).toBe(6)
    expect(head.countRows()).toBe(1)
    expect(head.freeRows).toBe(9)
    head.freeze()
    expect(head.freeRows).toBe(9)
  })

  test('takes points of its rows however full it is, and new rows up to its limit', () => {
    const head = headOf(2)
    head.add(0, 0, 1)
    head.add(0, 10, 1)
    expect(head.hasCapacity([0, 0, 0], [5, 15, 19])).toBe(true)
    expect(head.hasCapacity([0], [20])).toBe(false)
    expect(head.hasCapacity([1], [0])).toBe(false)
    head.addBatch(0, batch([3, 4, 5, 6, 7, 8], [1, 1, 1, 1, 1, 1]))
    expect(head.countRows()).toBe(2)
  })

  test('counts a new row once, however many points it gets', () => {
    const head = headOf(3)
    head.add(0, 0, 1)
    expect(head.hasCapacity([1, 1, 1, 1, 2], [20, 21, 22, 23, 20])).toBe(true)
    expect(head.hasCapacity([1, 1, 1, 2], [20, 21, 30, 20])).toBe(false)
  })

  test('counts frozen rows until the store has them', () => {
    const head = headOf(1)
    head.add(0, 0, 1)
    head.freeze()
    expect(head.hasCapacity([0], [0])).toBe(false) // its row would be a second one
    expect(head.backpressureError()).toMatchObject({ code: 'TIDEMARK_BACKPRESSURE' })
    expect(head.backpressureError().message).toBe(
      '1 rows wait for their commit and maxPending is 1: await flush() before adding more, or raise maxPending',
    )
    head.release(head.oldest!)
    expect(head.hasCapacity([0], [0])).toBe(true)
    expect(head.countRows()).toBe(0)
  })

  test('puts points that come after a freeze into the next delta', () => {
    const head = headOf(100)
    head.add(0, 1, 1)
    head.freeze('p1')
    head.add(0, 2, 2)
    expect(head.deltas().map(read)).toEqual([[[0, 0, 1, 1]], [[0, 0, 1, 2]]])
    head.freeze()
    expect(head.oldest?.position).toBe('p1')
    head.release(head.oldest!)
    expect(head.oldest?.position).toBeUndefined()
    expect(read(head.oldest!)).toEqual([[0, 0, 1, 2]])
  })

  test('freezes nothing if nothing was added, except for a position, which is worth a commit of its own', () => {
    const head = headOf(100)
    head.freeze()
    expect(head.oldest).toBeUndefined()
    head.freeze(null)
    expect(head.oldest?.position).toBeNull()
    expect(head.oldest?.length).toBe(0)
  })

  test('reuses the memory of a committed delta', () => {
    const head = headOf(100)
    head.add(0, 1, 1)
    head.freeze('p')
    const first = head.oldest!
    head.release(first)
    head.add(1, 2, 2)
    head.freeze()
    head.release(head.oldest!)
    head.add(2, 13, 3)
    head.freeze()
    expect(head.oldest).toBe(first)
    expect([read(first), first.position, first.sequence]).toEqual([
      [[2, 10, 1, 3]],
      undefined,
      Number.POSITIVE_INFINITY,
    ])
  })

  test('leaves rows that a query holds unchanged, whatever is committed and added', () => {
    const head = headOf(100)
    head.add(0, 1, 1)
    head.freeze()
    const lent = head.deltas()
    lent[0].sequence = 7
    for (let k = 0; k < 4; k++) {
      while (head.oldest) head.release(head.oldest)
      head.add(k, 25, 9)
      head.freeze()
    }
    expect([lent.map(read), lent[0].sequence]).toEqual([[[[0, 0, 1, 1]], [[0, 20, 1, 9]]], 7])
  })
})
