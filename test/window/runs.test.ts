import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutRuns } from '../../src/window/runs'
import { PARTITIONS, times } from '../support/fixtures/partitions'

const SEED = 4
const ascending = (list: number[]) => Float64Array.from(list).sort()

function runsOf(
  partition: (typeof PARTITIONS)[number],
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
  test.each(PARTITIONS)(
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

  test.each(PARTITIONS)('of $name found by galloping over sorted times are those found one by one', partition => {
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
