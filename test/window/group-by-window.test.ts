import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixed } from '../../src/window'
import { groupByWindow } from '../../src/window/group-by-window'
import { PARTITIONS, times } from '../support/fixtures/partitions'

const SEED = 4

describe(`points grouped by window (seed ${SEED})`, () => {
  test.each(PARTITIONS)(
    'of $name are in ascending order of windows, and within a window in order of arrival',
    partition => {
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
    },
  )

  test('are the given columns if those are grouped already', () => {
    const column = Float64Array.of(3, 1, 2, 15, 11, 99)
    const values = Float64Array.of(1, 2, 3, 4, 5, 6)
    const grouped = groupByWindow(fixed(10), column, values, 6)
    expect(grouped.times).toBe(column)
    expect(grouped.values).toBe(values)
  })

  test('are the first `length` ones only', () => {
    const grouped = groupByWindow(fixed(10), Float64Array.of(25, 5, 15), Float64Array.of(1, 2, 3), 2)
    expect(grouped).toEqual({ times: Float64Array.of(5, 25), values: Float64Array.of(2, 1) })
  })
})
