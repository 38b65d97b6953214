import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendar, fixed, sliding } from '../../src/window'
import { groupByWindow } from '../../src/window/group-by-window'
import { cutRuns } from '../../src/window/runs'

const SEED = 4
const partitions = [
  fixed(1),
  fixed(10),
  fixed('1h'),
  sliding({ size: 12, every: 5 }).panes,
  calendar('day', { timeZone: 'Europe/Berlin' }),
  calendar('month'),
]
const times = fc.oneof(
  fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 60 }),
  fc.array(fc.integer({ min: -1e10, max: 1e10 }), { maxLength: 60 }),
  fc.array(fc.integer({ min: -8.64e15, max: 8.64e15 }), { maxLength: 20 }),
)
const ascending = (list: number[]) => Float64Array.from(list).sort()

function runsOf(
  partition: (typeof partitions)[number],
  column: Float64Array,
  sorted: boolean,
  from = 0,
  to = column.length,
) {
  const runs: number[][] = []
  cutRuns(partition, column, from, to, sorted, (...run) => runs.push(run))
  return runs
}

describe(`runs (seed ${SEED})`, () => {
  test.each(partitions)(
    'of $name cover the points in order, each wholly inside one window and as long as it can be',
    partition => {
      fc.assert(
        fc.property(times, list => {
          const column = Float64Array.from(list)
          let at = 0
          let before: number | undefined
          for (const [start, end, from, to] of runsOf(partition, column, false)) {
            expect(from).toBe(at)
            expect(to).toBeGreaterThan(from)
            expect(start).not.toBe(before)
            for (let p = from; p < to; p++) expect(partition.windowsOf(column[p])).toEqual([{ start, end }])
            before = start
            at = to
          }
          expect(at).toBe(column.length)
        }),
        { seed: SEED, numRuns: 60 },
      )
    },
  )

  test.each(partitions)('of $name found by galloping over sorted times are those found one by one', partition => {
    fc.assert(
      fc.property(times.map(ascending), fc.nat(5), fc.nat(5), (column, skip, leave) => {
        const from = Math.min(skip, column.length)
        const to = Math.max(from, column.length - leave)
        expect(runsOf(partition, column, true, from, to)).toEqual(runsOf(partition, column, false, from, to))
      }),
      { seed: SEED, numRuns: 100 },
    )
  })
})

describe(`points grouped by window (seed ${SEED})`, () => {
  test.each(partitions)('of $name stand by window, and in a window as they came', partition => {
    fc.assert(
      fc.property(times, list => {
        const column = Float64Array.from(list)
        const values = Float64Array.from(list, (_, i) => i)
        const grouped = groupByWindow(partition, column, values, list.length)
        const expected = list
          .map((time, i) => ({ start: partition.startOf(time), time, i }))
          .sort((a, b) => a.start - b.start || a.i - b.i)
        expect([...grouped.times]).toEqual(expected.map(({ time }) => time))
        expect([...grouped.values]).toEqual(expected.map(({ i }) => i))
      }),
      { seed: SEED, numRuns: 150 },
    )
  })

  test('that stand so already are the columns that were given', () => {
    const column = Float64Array.of(3, 1, 2, 15, 11, 99)
    const values = Float64Array.of(1, 2, 3, 4, 5, 6)
    const grouped = groupByWindow(fixed(10), column, values, 6)
    expect(grouped.times).toBe(column)
    expect(grouped.values).toBe(values)
  })

  test('are only those up to length', () => {
    const grouped = groupByWindow(fixed(10), Float64Array.of(25, 5, 15), Float64Array.of(1, 2, 3), 2)
    expect(grouped).toEqual({ times: Float64Array.of(5, 25), values: Float64Array.of(2, 1) })
  })
})
