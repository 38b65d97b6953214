import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendar, fixed, resample, session, sliding, type Windower } from '../../../src'
import { AGGREGATES, agrees, COLUMNS, foldRaw, type RawPoint } from '../../support/models/raw-points'

const seed = 43
const H = 3_600_000
const DAY_OF_CHANGE = Date.parse('2026-03-29T00:00:00Z')

const windower = fc.oneof(
  fc
    .record({ size: fc.integer({ min: 1, max: 400 }), offset: fc.integer({ min: -99, max: 99 }) })
    .map(({ size, offset }) => fixed(size, { offset })),
  fc
    .record({
      every: fc.integer({ min: 1, max: 60 }),
      more: fc.integer({ min: 0, max: 240 }),
      offset: fc.integer({ min: -99, max: 99 }),
    })
    .map(({ every, more, offset }) => sliding({ size: every + more, every, offset })),
  fc.integer({ min: 1, max: 60 }).map(gap => session({ gap })),
)
const points = fc.array(
  fc.record({ time: fc.integer({ min: -700, max: 700 }), value: fc.integer({ min: -4, max: 4 }) }),
  { maxLength: 60 },
)
const range = fc.option(fc.tuple(fc.integer({ min: -800, max: 800 }), fc.integer({ min: 1, max: 900 })))

/** Every window that there should be: for partitions and sliding windows by the window of each time, for sessions by merging. */
function windowsOf(
  windows: Windower,
  list: readonly RawPoint[],
  from: number,
  to: number,
): { start: number; end: number }[] {
  const found = new Map<number, { start: number; end: number }>()
  if (windows.kind === 'session') {
    for (const { time } of [...list].sort((a, b) => a.time - b.time)) {
      const open = [...found.values()].at(-1)
      if (open && time < open.end) open.end = time + windows.gap
      else found.set(time, { start: time, end: time + windows.gap })
    }
    return [...found.values()]
  }
  for (let time = from; time < to; time++) for (const window of windows.windowsOf(time)) found.set(window.start, window)
  return [...found.values()].sort((a, b) => a.start - b.start)
}

test(`one truth: resample equals folding the raw points, window by window (seed ${seed})`, () => {
  const run = (
    list: { time: number; value: number }[],
    windows: Windower,
    asked: [number, number] | null,
    typed: boolean,
  ) => {
    const [from, to] = asked ? [asked[0], asked[0] + asked[1]] : [undefined, undefined]
    const columns = [list.map(({ time }) => time), list.map(({ value }) => value)]
    const [times, values] = typed ? columns.map(column => Float64Array.from(column)) : columns
    const table = resample({ times, values }, {
      every: windows,
      aggregates: AGGREGATES,
      from,
      to,
      select: ({ moments, digest, ...r }: any) => ({
        ...r,
        variance: moments.variance,
        low: digest.quantile(0.25),
        median: digest.quantile(0.5),
        high: digest.quantile(0.75),
      }),
    } as any) as { starts: Float64Array; ends: Float64Array; columns: Record<string, Float64Array> }
    const inside = list
      .filter(({ time }) => time >= (from ?? -1e9) && time < (to ?? 1e9))
      .map(point => ({ series: '', ...point }))
    const first = from ?? Math.min(...inside.map(({ time }) => time))
    const last = to ?? Math.max(...inside.map(({ time }) => time)) + 1
    const wanted = windowsOf(windows, inside, first, last)
    expect([...table.starts].map((start, w) => ({ start, end: table.ends[w] }))).toEqual(wanted)
    wanted.forEach(({ start, end }, w) => {
      const held = inside.filter(({ time }) => time >= start && time < end)
      const cells = held.length > 0 ? foldRaw(held) : undefined
      for (const column of COLUMNS) {
        const should = cells?.[column] ?? Number.NaN
        if (!agrees(table.columns[column][w], should, column === 'variance'))
          throw new Error(`${column} of [${start}, ${end}) is ${table.columns[column][w]} instead of ${should}`)
      }
    })
  }
  fc.assert(fc.property(points, windower, range, fc.boolean(), run), { seed, numRuns: 400 })
})

test('one truth: resample by days of a zone returns each local day, including the short one', () => {
  const times = Array.from({ length: 71 }, (_, h) => DAY_OF_CHANGE - 25 * H + h * H)
  const { starts, columns } = resample(
    { times, values: times.map(() => 1) },
    { every: calendar('day', { timeZone: 'Europe/Berlin' }), aggregates: { n: AGGREGATES.n } },
  )
  expect([...starts].map(start => (start - DAY_OF_CHANGE) / H)).toEqual([-25, -1, 22])
  expect([...columns.n]).toEqual([24, 23, 24])
})
