import fc from 'fast-check'
import type { Frame } from '../../state/frame'

/** A point as an aggregate receives it: finite, never -0, at a whole millisecond. @internal */
export interface CasePoint {
  readonly value: number
  readonly time: number
}

/** Points that are added in one go: one by one, or folded as a run. @internal */
export interface Part {
  readonly points: readonly CasePoint[]
  readonly folded: boolean
}

/** How a state is built: each part in a row of its own, then rows merged two at a time, in the order of `picks`. @internal */
export interface Growth {
  readonly parts: readonly Part[]
  readonly picks: readonly number[]
}

/** Whole numbers, with small ones, ties and some at an offset: their sums and sums of squares are not rounded. */
const INTEGERS: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 999_990, max: 1_000_010 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0) },
)

/** Numbers of many sizes and both signs, with ties. */
const MIXED = fc.oneof(
  { weight: 3, arbitrary: INTEGERS },
  { weight: 3, arbitrary: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map(k => k / 2 ** 24) },
  { weight: 1, arbitrary: fc.constantFrom(1e9, -1e9, 1e-9, -1e-9, 0.1, -0.1) },
)

/** Small differences at a huge offset. */
const FAR = fc.integer({ min: -1000, max: 1000 }).map(k => 1e9 + k / 1000)

const TIMES = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: -86_400_000, max: 86_400_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1000 }).map(t => 978_307_200_000 + t) },
  { weight: 1, arbitrary: fc.constantFrom(-8.64e15, 8.64e15) },
)

/** Up to `size` points in any order of time. None, one, and many of one value are as likely as others. */
function pointsOf(values: fc.Arbitrary<number>, size: number): fc.Arbitrary<CasePoint[]> {
  const value = values.filter(Number.isFinite).map(x => x + 0)
  const point = fc.record({ value, time: TIMES })
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<CasePoint[]>([]) },
    { weight: 1, arbitrary: point.map(one => [one]) },
    { weight: 1, arbitrary: fc.tuple(value, fc.array(TIMES, { maxLength: size })).map(spread) },
    { weight: 5, arbitrary: fc.array(point, { maxLength: size, size: 'max' }) },
  )
}

/** States built by operations alone: adds, folds, and merges in any order. */
function growthsOf(values: fc.Arbitrary<number>, size: number): fc.Arbitrary<Growth> {
  const part = fc.record({ points: pointsOf(values, size), folded: fc.boolean() })
  return fc.record({
    parts: fc.array(part, { minLength: 1, maxLength: 4, size: 'max' }),
    picks: fc.array(fc.nat(11), { minLength: 6, maxLength: 6 }),
  })
}

/** A case for a law: three states, and points that come after. @internal */
export interface Case {
  readonly a: Growth
  readonly b: Growth
  readonly c: Growth
  readonly run: readonly CasePoint[]
}

/** Cases of such values, with at most `size` points per part. The run may be four times as long. @internal */
export function casesOf(values: fc.Arbitrary<number>, size: number): fc.Arbitrary<Case> {
  const growth = growthsOf(values, size)
  return fc.record({ a: growth, b: growth, c: growth, run: pointsOf(values, 4 * size) })
}

/** Cases in which nothing is rounded. In some, all values are negative. @internal */
export function wholeCases(size: number): fc.Arbitrary<Case> {
  const negative = INTEGERS.map(x => -1 - Math.abs(x))
  return fc.oneof({ weight: 2, arbitrary: casesOf(INTEGERS, size) }, { weight: 1, arbitrary: casesOf(negative, size) })
}

/** Cases in which sums are rounded. In some, all values lie close together at a huge offset. @internal */
export function roundedCases(size: number): fc.Arbitrary<Case> {
  return fc.oneof(
    { weight: 3, arbitrary: casesOf(MIXED, size) },
    { weight: 1, arbitrary: casesOf(FAR, size) },
    {
      weight: 1,
      arbitrary: casesOf(
        FAR.map(x => -x),
        size,
      ),
    },
  )
}

/** All points of some states, in the order in which they are added. @internal */
export function casePointsIn(...growths: readonly Growth[]): CasePoint[] {
  return growths.flatMap(({ parts }) => parts.flatMap(({ points }) => points))
}

/** Adds points to a row one by one. @internal */
export function addTo(frame: Frame, row: number, points: readonly CasePoint[]): void {
  const [aggregate] = frame.schema.aggregates
  for (const { value, time } of points) aggregate.add(frame.page(row)[0], frame.at(row), value, time)
}

/** Folds points into a row as one run inside longer columns, or adds them if there is no fold. @internal */
export function foldInto(frame: Frame, row: number, points: readonly CasePoint[]): void {
  const [aggregate] = frame.schema.aggregates
  const { values, times } = columnsAround(points)
  if (aggregate.fold) aggregate.fold(frame.page(row)[0], frame.at(row), values, times, 2, points.length + 2)
  else addTo(frame, row, points)
}

/** Columns that hold the points at [2, length + 2), between others that would show in a result. @internal */
export function columnsAround(points: readonly CasePoint[]): { values: Float64Array; times: Float64Array } {
  return {
    values: Float64Array.from([-7e9, 7e9, ...points.map(({ value }) => value), 7e9, -7e9]),
    times: Float64Array.from([-8.64e15, 8.64e15, ...points.map(({ time }) => time), 8.64e15, -8.64e15]),
  }
}

/** Builds a state in new rows of the frame and returns the row that holds it. @internal */
export function grow(frame: Frame, { parts, picks }: Growth): number {
  const rows = parts.map(({ points, folded }) => {
    const row = frame.append()
    if (folded) foldInto(frame, row, points)
    else addTo(frame, row, points)
    return row
  })
  for (let k = 0; rows.length > 1; k++) {
    const [from] = rows.splice(picks[2 * k] % rows.length, 1)
    frame.merge(rows[picks[2 * k + 1] % rows.length], frame, from)
  }
  return rows[0]
}

function spread([value, times]: [number, number[]]): CasePoint[] {
  return times.map(time => ({ value, time }))
}
