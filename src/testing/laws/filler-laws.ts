import fc from 'fast-check'
import type { Filler, Neighbors } from '../../fill/filler'
import { type Law, law } from './law'

/**
 * The laws of a filler, each to be checked: `for (const law of fillerLaws(mine)) test(law.name, () => law.check())`.
 *
 * A part, filled with its neighbors, equals that part of the whole. Fillers with a `limit` need `steps` unless windows are
 * equally wide.
 *
 * `idempotent: false` leaves out the last law, which a filler with a `limit` or a `maxGap` cannot keep: what it filled is
 * known the second time, and carries further. All are exact.
 *
 * @example
 * fillerLaws(linear()).length                         // => 10
 * fillerLaws(linear({ maxGap: '1h' })).length         // => 9
 */
export function fillerLaws(filler: Filler, options: { readonly idempotent?: boolean } = {}): Law[] {
  const { idempotent = filler.maxDistance === Number.POSITIVE_INFINITY } = options
  const filled = ({ times, values, neighbors }: FillCase) => {
    const answer = values.slice()
    filler.fill(times, answer, neighbors)
    return answer
  }
  const laws = [
    law('a value that is there is never changed', 'exact', fillCases(), question => {
      const answer = filled(question)
      return question.values.every((x, p) => Number.isNaN(x) || Object.is(x, answer[p]))
    }),
    law('what is not filled stays the plain NaN', 'exact', fillCases(), question => {
      const answer = filled(question)
      const bits = new BigUint64Array(answer.buffer)
      return answer.every((x, p) => !Number.isNaN(x) || bits[p] === PLAIN_NAN)
    }),
    law('finite neighbors never make an infinite value', 'exact', fillCases(FINITE), question =>
      filled(question).every(x => Number.isNaN(x) || Number.isFinite(x)),
    ),
    law('the same question has the same answer', 'exact', fc.tuple(fillCases(), fillCases()), ([one, other]) => {
      const first = filled(one)
      filled(other)
      return sameColumns(first, filled(one))
    }),
    law('times and neighbors are left as they are', 'exact', fillCases(), question => {
      const times = question.times.slice()
      const { before, after } = question.neighbors
      filled({ ...question, neighbors: Object.freeze({ before: Object.freeze(before), after: Object.freeze(after) }) })
      return sameColumns(times, question.times)
    }),
    law('a gap is answered from its two known neighbors alone', 'exact', fc.tuple(fillCases(), fc.array(VALUE)), pair =>
      runsOf(pair[0].values).every(([from, to]) =>
        sameColumns(
          filled(pair[0]).subarray(from, to),
          filled(changedAround(pair[0], from, to, pair[1])).subarray(from, to),
        ),
      ),
    ),
    law('a slice with its neighbors is a slice of the whole', 'exact', slices(fillCases(), 1), ([whole, from, to]) =>
      sameColumns(filled(whole).subarray(from, to), filled(slice(whole, from, to, true))),
    ),
    law('on an even grid neighbors need no steps', 'exact', slices(fillCases(VALUE, EVEN, 2), 2), ([whole, from, to]) =>
      sameColumns(filled(whole).subarray(from, to), filled(slice(whole, from, to, false))),
    ),
    law('what it does not look at, or cannot reach, changes nothing', 'exact', fillCases(), question => {
      const { before, after } = question.neighbors
      const { times } = question
      const seen = {
        before: filler.needs.before && before && times[0] - before.time <= filler.maxDistance ? before : undefined,
        after: filler.needs.after && after && after.time - times.at(-1)! <= filler.maxDistance ? after : undefined,
      }
      return sameColumns(filled(question), filled({ ...question, neighbors: seen }))
    }),
  ]
  if (!idempotent) return laws
  return [
    ...laws,
    law(
      'filling twice is filling once: a filler with a limit needs `idempotent: false`',
      'exact',
      fillCases(),
      question => {
        const once = filled(question)
        return sameColumns(once, filled({ ...question, values: once }))
      },
    ),
  ]
}

interface FillCase {
  readonly times: Float64Array
  readonly values: Float64Array
  readonly neighbors: Neighbors
}

const PLAIN_NAN = new BigUint64Array(Float64Array.of(Number.NaN).buffer)[0]

const FINITE = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 2, arbitrary: fc.double({ noDefaultInfinity: true, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE) },
)
const VALUE = fc.oneof(
  { weight: 9, arbitrary: FINITE },
  { weight: 1, arbitrary: fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
)

const WIDTHS = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(60_000, 86_400_000, 2_678_400_000))
const COUNT = 14
const UNEVEN = fc.array(WIDTHS, { minLength: COUNT, maxLength: COUNT })
const EVEN = WIDTHS.map(width => new Array<number>(COUNT).fill(width))
const STARTS = fc.oneof(fc.integer({ min: -40, max: 40 }), fc.constantFrom(-8e15, 978_307_200_000, 8e15))

/** Columns of up to 10 windows in which most are gaps, in a grid that goes on for 2 windows on either side. */
function fillCases(value: fc.Arbitrary<number> = VALUE, widths: fc.Arbitrary<number[]> = UNEVEN, least = 1) {
  const cell = fc.oneof({ weight: 3, arbitrary: fc.constant(Number.NaN) }, { weight: 2, arbitrary: value })
  return fc
    .record({
      start: STARTS,
      widths,
      cells: fc.array(cell, { minLength: least, maxLength: 10 }),
      before: fc.option(fc.tuple(value, fc.integer({ min: 1, max: 2 })), { nil: undefined }),
      after: fc.option(fc.tuple(value, fc.integer({ min: 1, max: 2 })), { nil: undefined }),
    })
    .map(({ start, widths, cells, before, after }): FillCase => {
      const grid = Float64Array.from(widths)
      for (let p = 0, edge = start; p < COUNT; p++) {
        grid[p] = edge
        edge += widths[p]
      }
      const last = 1 + cells.length
      return {
        times: grid.slice(2, last + 1),
        values: Float64Array.from(cells),
        neighbors: {
          before: before && { time: grid[2 - before[1]], value: before[0], steps: before[1] },
          after: after && { time: grid[last + after[1]], value: after[0], steps: after[1] },
        },
      }
    })
}

/** A question of at least `least` windows and a part [from, to) of it that has as many. */
function slices(whole: fc.Arbitrary<FillCase>, least: number): fc.Arbitrary<[FillCase, number, number]> {
  return fc.tuple(whole, fc.nat(), fc.nat()).map(([question, a, b]) => {
    const n = question.times.length
    const from = a % (n - least + 1)
    return [question, from, from + least + (b % (n - least - from + 1))]
  })
}

/** The windows [from, to) of a question, with the nearest known points of the rest as their neighbors. */
function slice({ times, values, neighbors }: FillCase, from: number, to: number, withSteps: boolean): FillCase {
  const known = (p: number, edge: number) => ({ time: times[p], value: values[p], steps: Math.abs(p - edge) })
  const further = (of: Neighbors['before'], more: number) => of && { ...of, steps: of.steps! + more }
  let low = from - 1
  while (low >= 0 && Number.isNaN(values[low])) low--
  let high = to
  while (high < values.length && Number.isNaN(values[high])) high++
  const before = low >= 0 ? known(low, from) : further(neighbors.before, from)
  const after = high < values.length ? known(high, to - 1) : further(neighbors.after, values.length - to)
  const seen = (of: Neighbors['before']) => of && (withSteps ? of : { time: of.time, value: of.value })
  return {
    times: times.slice(from, to),
    values: values.slice(from, to),
    neighbors: { before: seen(before), after: seen(after) },
  }
}

/** The question with every point replaced but the two next to the gap [from, to). */
function changedAround(question: FillCase, from: number, to: number, others: readonly number[]): FillCase {
  const values = question.values.map((x, p) => (p >= from - 1 && p <= to ? x : (others[p] ?? Number.NaN)))
  const { before, after } = question.neighbors
  return {
    times: question.times,
    values,
    neighbors: {
      before: from === 0 ? before : undefined,
      after: to === values.length ? after : undefined,
    },
  }
}

/** The runs [from, to) of windows without a value. */
function runsOf(values: Float64Array): [number, number][] {
  const runs: [number, number][] = []
  for (let p = 0; p < values.length; p++) {
    if (!Number.isNaN(values[p])) continue
    const from = p
    while (p < values.length && Number.isNaN(values[p])) p++
    runs.push([from, p])
  }
  return runs
}

function sameColumns(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((x, p) => Object.is(x, other[p]))
}
