import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Aggregate,
  calendar,
  constant,
  count,
  type Filler,
  first,
  fixed,
  last,
  linear,
  max,
  mean,
  min,
  moments,
  previous,
  resample,
  session,
  sliding,
  sum,
  tdigest,
  type Window,
  type Windower,
  zero,
} from '../../src'
import { aggregate } from '../../src/aggregate'
import { vectors } from '../vectors/windows.json'

const NONE = Number.NaN
const n = { n: count() }
const points = (...times: number[]) => ({ times, values: times.map((_, p) => p + 1) })
const shown = (table: { starts: Float64Array; ends: Float64Array; columns: { n: Float64Array } }) =>
  Array.from(table.starts, (start, w) => [start, table.ends[w], table.columns.n[w]])

/** What a table should hold: for each window, the points in it, sifted one by one. */
function bruteForce(windows: Window[], times: number[], values: number[], from = -Infinity, to = Infinity) {
  return windows.map(({ start, end }) => {
    const inside = values.filter((_, p) => times[p] >= Math.max(start, from) && times[p] < Math.min(end, to))
    return inside.length === 0
      ? [start, end, NONE, NONE]
      : [start, end, inside.length, inside.reduce((a, b) => a + b, 0)]
  })
}
const exact = { n: count(), sum: sum() }
const rowsOf = (
  every: Windower | number,
  times: number[],
  values: number[],
  range: { from?: number; to?: number } = {},
) => {
  const { starts, ends, columns } = resample({ times, values }, { every, aggregates: exact, ...range })
  return Array.from(starts, (start, w) => [start, ends[w], columns.n[w], columns.sum[w]])
}
const clouds = fc.array(fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -99, max: 99 })), {
  maxLength: 40,
})

describe('resample with fixed windows', () => {
  test('has the windows from the first with a point to the last, empty ones included', () => {
    expect(shown(resample(points(5, 6, 31), { every: 10, aggregates: n }))).toEqual([
      [0, 10, 2],
      [10, 20, NONE],
      [20, 30, NONE],
      [30, 40, 1],
    ])
  })

  test('puts -1 into [-10, 0)', () => {
    expect(shown(resample(points(-1, 0), { every: 10, aggregates: n }))).toEqual([
      [-10, 0, 1],
      [0, 10, 1],
    ])
  })

  test('takes an offset, and any spelling of a duration', () => {
    expect(shown(resample(points(0, 3), { every: fixed(10, { offset: 3 }), aggregates: n }))).toEqual([
      [-7, 3, 1],
      [3, 13, 1],
    ])
    expect(resample(points(0), { every: '1h30m', aggregates: n }).ends[0]).toBe(5_400_000)
    expect(resample(points(0), { every: { minutes: 5 }, aggregates: n }).ends[0]).toBe(300_000)
  })

  test('equals picking the points window by window, for any width, offset and range (seed 51)', () => {
    const asks = fc.record({
      cloud: clouds,
      size: fc.integer({ min: 1, max: 25 }),
      offset: fc.integer({ min: -30, max: 30 }),
      from: fc.option(fc.integer({ min: -70, max: 70 })),
      length: fc.option(fc.integer({ min: 1, max: 90 })),
    })
    const property = fc.property(asks, ({ cloud, size, offset, from, length }) => {
      const [times, values] = [cloud.map(p => p[0]), cloud.map(p => p[1])]
      const low = from ?? Math.min(...times)
      const high = from !== null && length !== null ? from + length : Math.max(...times) + 1
      const range = { ...(from !== null && { from }), ...(from !== null && length !== null && { to: high }) }
      const windows: Window[] = []
      for (let i = -40; i < 200; i++) {
        const start = offset + Math.floor((low - offset) / size) * size + i * size
        if (start + size > low && start < high && low < high) windows.push({ start, end: start + size })
      }
      expect(rowsOf(fixed(size, { offset }), times, values, range)).toEqual(
        bruteForce(windows, times, values, low, high),
      )
    })
    fc.assert(property, { seed: 51, numRuns: 300 })
  })
})

describe('resample with sliding windows', () => {
  test('counts a point in each window that holds it', () => {
    expect(shown(resample(points(21), { every: sliding({ size: 12, every: 5 }), aggregates: n }))).toEqual([
      [10, 22, 1],
      [15, 27, 1],
      [20, 32, 1],
    ])
  })

  test('has the empty windows in between', () => {
    expect(shown(resample(points(0, 12), { every: sliding({ size: 4, every: 2 }), aggregates: n }))).toEqual([
      [-2, 2, 1],
      [0, 4, 1],
      [2, 6, NONE],
      [4, 8, NONE],
      [6, 10, NONE],
      [8, 12, NONE],
      [10, 14, 1],
      [12, 16, 1],
    ])
  })

  test('equals picking the points window by window, for any size, offset, time and range (seed 52)', () => {
    const asks = fc.record({
      cloud: clouds,
      every: fc.integer({ min: 1, max: 12 }),
      more: fc.integer({ min: 0, max: 30 }),
      offset: fc.integer({ min: -20, max: 20 }),
      from: fc.option(fc.integer({ min: -70, max: 70 })),
      length: fc.integer({ min: 1, max: 90 }),
    })
    const property = fc.property(asks, ({ cloud, every, more, offset, from, length }) => {
      const [times, values] = [cloud.map(p => p[0]), cloud.map(p => p[1])]
      const size = every + more
      const low = from ?? Math.min(...times)
      const high = from === null ? Math.max(...times) + 1 : from + length
      const windows: Window[] = []
      for (let i = -200; i < 200; i++) {
        const start = offset + i * every
        if (start + size > low && start < high) windows.push({ start, end: start + size })
      }
      const range = from === null ? {} : { from, to: high }
      const wanted = low < high ? bruteForce(windows, times, values, low, high) : []
      expect(rowsOf(sliding({ size, every, offset }), times, values, range)).toEqual(wanted)
    })
    fc.assert(property, { seed: 52, numRuns: 300 })
  })
})

describe('resample with sessions', () => {
  const every = session({ gap: 10 })

  test('ends a session if the next point is gap or more away: points exactly gap apart are two sessions', () => {
    expect(shown(resample(points(0, 9, 18), { every, aggregates: n }))).toEqual([[0, 28, 3]])
    expect(shown(resample(points(0, 10), { every, aggregates: n }))).toEqual([
      [0, 10, 1],
      [10, 20, 1],
    ])
  })

  test.each(vectors.filter(({ kind }) => kind === 'session') as any[])('agrees with vector $id of $source', vector => {
    expect(shown(resample(points(...vector.times), { every: session({ gap: vector.gap }), aggregates: n }))).toEqual(
      vector.expect,
    )
  })

  test('ends a session gap after its last point, and has nothing between sessions', () => {
    expect(shown(resample(points(100, -50, 103), { every, aggregates: n }))).toEqual([
      [-50, -40, 1],
      [100, 113, 2],
    ])
  })

  test('merges proto-windows that overlap, and no others (seed 53)', () => {
    const property = fc.property(clouds, fc.integer({ min: 1, max: 30 }), (cloud, gap) => {
      const [times, values] = [cloud.map(p => p[0]), cloud.map(p => p[1])]
      const windows: { start: number; end: number }[] = []
      for (const { start, end } of [...times].sort((a, b) => a - b).flatMap(t => session({ gap }).windowsOf(t))) {
        const open = windows.at(-1)
        if (open && start < open.end) open.end = end
        else windows.push({ start, end })
      }
      expect(rowsOf(session({ gap }), times, values)).toEqual(bruteForce(windows, times, values))
    })
    fc.assert(property, { seed: 53, numRuns: 300 })
  })
})

describe('resample with calendar windows', () => {
  test('knows days of 23 and of 25 hours', () => {
    const every = calendar('day', { timeZone: 'Europe/Berlin' })
    const times = Array.from({ length: 24 * 365 }, (_, hour) => Date.UTC(2025, 11, 31, 23) + hour * 3_600_000)
    const { columns } = resample({ times, values: times }, { every, aggregates: n })
    expect(columns.n).toHaveLength(365)
    expect([...columns.n].filter(hours => hours !== 24)).toEqual([23, 25])
  })

  test('has months without points', () => {
    const times = [Date.UTC(2026, 0, 31), Date.UTC(2026, 3, 1)]
    expect([...resample({ times, values: [1, 2] }, { every: calendar('month'), aggregates: n }).columns.n]).toEqual([
      1,
      NONE,
      NONE,
      1,
    ])
  })
})

describe('the points', () => {
  const windowers: [string, Windower][] = [
    ['fixed', fixed(7)],
    ['sliding', sliding({ size: 13, every: 5 })],
    ['calendar', calendar('day')],
    ['session', session({ gap: 4 })],
  ]
  const all: Record<string, Aggregate<any>> = {
    n: count(),
    sum: sum(),
    min: min(),
    max: max(),
    mean: mean(),
    first: first(),
    last: last(),
  }

  test.each(windowers)(
    'may come in any order: %s windows of unsorted points are those of sorted ones (seed 54)',
    (_, every) => {
      const property = fc.property(clouds, cloud => {
        const table = (list: typeof cloud) => {
          const { starts, ends, columns } = resample(
            { times: list.map(p => p[0]), values: list.map(p => p[1]) },
            { every, aggregates: all },
          )
          return { starts, ends, columns: { ...columns } }
        }
        expect(table(cloud)).toEqual(table([...cloud].sort((a, b) => a[0] - b[0])))
      })
      fc.assert(property, { seed: 54, numRuns: 150 })
    },
  )

  test.each(windowers)('of none there are none: %s', (_, every) => {
    const table = resample({ times: [], values: [] }, { every, aggregates: n })
    expect(table.starts).toEqual(new Float64Array())
    expect(table.columns).toEqual({ n: new Float64Array() })
    expect([...table.rows()]).toEqual([])
  })

  test.each(windowers)('in plain arrays and in typed ones give equal tables, and stay as they are: %s', (_, every) => {
    const plain = { times: [30, -5, 12, 12], values: [1, -0, 3, 4] }
    const typed = { times: Float64Array.from(plain.times), values: Float32Array.from(plain.values) }
    expect(resample(typed, { every, aggregates: all })).toEqual(resample(plain, { every, aggregates: all }))
    expect(plain.times).toEqual([30, -5, 12, 12])
    expect(Object.is(typed.values[1], -0)).toBe(true)
  })

  test('of one window are folded in order of time, and in order of arrival if times are equal', () => {
    const order = aggregate({
      name: 'order',
      state: { digits: 0 },
      add: (s, i, x) => {
        s.digits[i] = s.digits[i] * 10 + x
      },
      merge: () => {},
      read: (s, i): number => s.digits[i],
    })
    const { columns } = resample(
      { times: [2, 1, 2, 1], values: [1, 2, 3, 4] },
      { every: session({ gap: 5 }), aggregates: { order } },
    )
    expect([...columns.order]).toEqual([2413])
  })
})

describe('from and to', () => {
  test('set the windows, with empty ones at both ends', () => {
    expect(shown(resample(points(25), { every: 10, aggregates: n, from: 5, to: 41 }))).toEqual([
      [0, 10, NONE],
      [10, 20, NONE],
      [20, 30, 1],
      [30, 40, NONE],
      [40, 50, NONE],
    ])
  })

  test('set which points count, also in a window that they cut', () => {
    expect(shown(resample(points(0, 4, 5, 14, 15, 16), { every: 10, aggregates: n, from: 5, to: 15 }))).toEqual([
      [0, 10, 1],
      [10, 20, 1],
    ])
    expect(shown(resample(points(16, 0, 15, 4, 14, 5), { every: 10, aggregates: n, from: 5, to: 15 }))).toEqual([
      [0, 10, 1],
      [10, 20, 1],
    ])
  })

  test('may be given alone, in any spelling of an instant', () => {
    expect(shown(resample(points(5, 25), { every: 10, aggregates: n, from: new Date(15) }))).toEqual([
      [10, 20, NONE],
      [20, 30, 1],
    ])
    expect(shown(resample(points(5, 25), { every: 10, aggregates: n, to: '1970-01-01T00:00:00.020Z' }))).toEqual([
      [0, 10, 1],
      [10, 20, NONE],
    ])
  })

  test('without points in between make windows if both are given, else none', () => {
    expect(shown(resample(points(), { every: 10, aggregates: n, from: 0, to: 20 }))).toEqual([
      [0, 10, NONE],
      [10, 20, NONE],
    ])
    expect(shown(resample(points(5), { every: 10, aggregates: n, from: 10 }))).toEqual([])
  })

  test('set which points count in sessions', () => {
    expect(
      shown(resample(points(0, 5, 9, 30), { every: session({ gap: 6 }), aggregates: n, from: 5, to: 30 })),
    ).toEqual([[5, 15, 2]])
  })
})

describe('select and fill', () => {
  const data = { times: [0, 5, 31], values: [1, 3, 10] }
  const aggregates = { n: count(), max: max(), m: moments(), latency: tdigest() }

  test('default to every aggregate that reads as a number, and nothing filled', () => {
    const table = resample(data, { every: 10, aggregates })
    expect(table.columns).toEqual({ n: Float64Array.of(2, NONE, NONE, 1), max: Float64Array.of(3, NONE, NONE, 10) })
  })

  test('take one filler for all columns, or one per column', () => {
    expect([...resample(data, { every: 10, aggregates, fill: previous() }).columns.n]).toEqual([2, 2, 2, 1])
    const select = (r: { n: number; max: number; m: { mean: number } }) => ({ n: r.n, worst: r.max, mean: r.m.mean })
    const { columns } = resample(data, {
      every: 10,
      aggregates,
      select,
      fill: { n: zero(), mean: linear({ maxGap: 20 }), worst: constant(-1) },
    })
    expect(columns).toEqual({
      n: Float64Array.of(2, 0, 0, 1),
      worst: Float64Array.of(3, -1, -1, 10),
      mean: Float64Array.of(2, NONE, NONE, 10),
    })
  })

  test('make rows with null for no value', () => {
    const table = resample(data, { every: 20, aggregates, select: r => ({ n: r.n, spread: r.m.stddev }) })
    expect([...table.rows()]).toEqual([
      { start: 0, end: 20, n: 2, spread: Math.SQRT2 },
      { start: 20, end: 40, n: 1, spread: null },
    ])
  })
})

describe('resample refuses', () => {
  const every = 10
  test.each<[string, () => unknown, string, RegExp]>([
    [
      'a time that is none',
      () => resample({ times: [0, 1, 2.5], values: [1, 2, 3] }, { every, aggregates: n }),
      'TIDEMARK_INVALID_INSTANT',
      /^index 2: time 2.5/,
    ],
    [
      'a value that is NaN',
      () => resample({ times: [0, 1], values: [1, NONE] }, { every, aggregates: n }),
      'TIDEMARK_INVALID_VALUE',
      /^index 1: the value must be a finite number, got NaN/,
    ],
    [
      'a Date in a column of times',
      () => resample({ times: [new Date(0)] as never, values: [1] }, { every, aggregates: n }),
      'TIDEMARK_INVALID_INSTANT',
      /^index 0: time 1970-01-01T00:00:00.000Z: a column of times holds epoch milliseconds. Convert Dates by times.map\(Number\)/,
    ],
    [
      'an ISO 8601 text in a column of times',
      () => resample({ times: ['2024-01-01T00:00:00Z'] as never, values: [1] }, { every, aggregates: n }),
      'TIDEMARK_INVALID_INSTANT',
      /ISO 8601 text by times.map\(Date.parse\)/,
    ],
    [
      'a value that is a text',
      () => resample({ times: [0], values: ['1'] as never }, { every, aggregates: n }),
      'TIDEMARK_INVALID_VALUE',
      /index 0.*got "1"/,
    ],
    [
      'a faulty point outside the range',
      () => resample({ times: [0, 99], values: [1, NONE] }, { every, aggregates: n, to: 10 }),
      'TIDEMARK_INVALID_VALUE',
      /index 1/,
    ],
    [
      'columns of two lengths',
      () => resample({ times: [0], values: [] }, { every, aggregates: n }),
      'TIDEMARK_INVALID_VALUE',
      /one length, got 1 and 0/,
    ],
    [
      'columns of a length that no list has',
      () => resample({ times: { length: 2 ** 40 }, values: { length: 2 ** 40 } }, { every, aggregates: n }),
      'TIDEMARK_INVALID_VALUE',
      /times must be a column of numbers/,
    ],
    [
      'no columns',
      () => resample(undefined as never, { every, aggregates: n }),
      'TIDEMARK_INVALID_VALUE',
      /resample takes \{ times, values \}, got undefined/,
    ],
    [
      'a list of points',
      () => resample([{ time: 0 }] as never, { every, aggregates: n }),
      'TIDEMARK_INVALID_VALUE',
      /times must be a column of numbers, got undefined/,
    ],
    [
      'no options',
      () => resample(points(0), undefined as never),
      'TIDEMARK_INVALID_OPTION',
      /resample must be an object of options/,
    ],
    [
      'a misspelt option',
      () => resample(points(0), { every, aggregate: n } as never),
      'TIDEMARK_INVALID_OPTION',
      /no option "aggregate"/,
    ],
    [
      'no aggregates',
      () => resample(points(0), { every, aggregates: {} }),
      'TIDEMARK_INVALID_OPTION',
      /aggregates must name at least one/,
    ],
    [
      'no windows',
      () => resample(points(0), { aggregates: n } as never),
      'TIDEMARK_INVALID_DURATION',
      /every undefined/,
    ],
    [
      'windows of a month',
      () => resample(points(0), { every: '1mo', aggregates: n }),
      'TIDEMARK_INVALID_DURATION',
      /calendar\('month'\)/,
    ],
    [
      'a range backwards',
      () => resample(points(0), { every, aggregates: n, from: 10, to: 10 }),
      'TIDEMARK_INVALID_OPTION',
      /from must be before to/,
    ],
    [
      'a naive time',
      () => resample(points(0), { every, aggregates: n, from: '2026-01-01' }),
      'TIDEMARK_INVALID_INSTANT',
      /from "2026-01-01"/,
    ],
    [
      'a filler that is none',
      () => resample(points(0), { every, aggregates: n, fill: 'zero' as never }),
      'TIDEMARK_INVALID_OPTION',
      /fill must be a filler/,
    ],
    [
      'a filler of what is no column',
      () => resample(points(0), { every, aggregates: n, fill: { m: zero() } as never }),
      'TIDEMARK_INVALID_OPTION',
      /fill must name a column, one of n/,
    ],
  ])('%s: refused, and says why', (_, run, code, message) => {
    expect(run).toThrow(expect.objectContaining({ name: 'TidemarkError', code }))
    expect(run).toThrow(message)
  })

  test('a filler that throws, as TIDEMARK_INVALID_OPTION with its name and what it threw', () => {
    const cause = new RangeError('no such spline')
    const spline: Filler = {
      name: 'spline()',
      needs: { before: false, after: false },
      maxDistance: 0,
      fill: () => {
        throw cause
      },
    }
    const run = () => resample(points(0, 30), { every, aggregates: n, fill: { n: spline } })
    expect(run).toThrow(expect.objectContaining({ code: 'TIDEMARK_INVALID_OPTION', cause }))
    expect(run).toThrow('the filler spline() threw: no such spline')
  })

  test('nothing that a getter returns later: each entry of the columns is read once', () => {
    let asked = 0
    const values = Object.defineProperty({ length: 1 }, 0, { get: () => (asked++ === 0 ? 7 : Number.NaN) })
    const table = resample({ times: [0], values: values as ArrayLike<number> }, { every, aggregates: { sum: sum() } })
    expect([...table.columns.sum]).toEqual([7])
  })

  test.each<[string, Windower | string]>([
    ['fixed', '1s'],
    ['sliding', sliding({ size: '2s', every: '1s' })],
    ['calendar', calendar('hour')],
  ])('more than 1,000,000 %s windows: TIDEMARK_TOO_MANY_WINDOWS, at once', (_, every) => {
    expect(() => resample(points(0, 8e15), { every, aggregates: n })).toThrow(
      expect.objectContaining({ code: 'TIDEMARK_TOO_MANY_WINDOWS' }),
    )
  })

  test('more than 1,000,000 windows or sessions, and takes 1,000,000', () => {
    const aggregates = { n: count() }
    expect(resample(points(0, 999_999), { every: 1, aggregates }).starts).toHaveLength(1_000_000)
    expect(() => resample(points(0, 1_000_000), { every: 1, aggregates })).toThrow(/more than 1000000 windows/)
    const times = Float64Array.from({ length: 1_000_001 }, (_, p) => p)
    expect(() => resample({ times, values: times }, { every: session({ gap: 1 }), aggregates })).toThrow(
      /more than 1000000 windows of sessions/,
    )
    const some = times.subarray(1)
    expect(resample({ times: some, values: some }, { every: session({ gap: 1 }), aggregates }).starts).toHaveLength(
      1_000_000,
    )
  })
})
