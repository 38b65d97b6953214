import type { Filler } from '../../src/fill/filler'
import { gapFiller } from '../../src/fill/gap-filler'
import { linear } from '../../src/fill/linear'
import { previous } from '../../src/fill/previous'

const filler = (name: string, fill: Filler['fill'], looks = { before: true, after: true }): Filler => ({
  name,
  needs: looks,
  maxDistance: Number.POSITIVE_INFINITY,
  fill,
})

const holes = (values: Float64Array) => [...values.keys()].filter(p => Number.isNaN(values[p]))

/** Takes an infinite value for a gap. */
const changesInfinity = filler('changesInfinity', (times, values, neighbors) => {
  values.forEach((x, p) => {
    if (!Number.isFinite(x)) values[p] = Number.NaN
  })
  previous().fill(times, values, neighbors)
})

/** Leaves the NaN that its own arithmetic made: Infinity - Infinity has its sign bit set on common machines. */
const markedNaN = filler('markedNaN', (_, values) => {
  const bits = new BigUint64Array(values.buffer, values.byteOffset, values.length)
  for (const p of holes(values)) bits[p] = 0xfff8_0000_0000_0001n
})

/** Draws the line by the difference, which overflows. */
const overflows = gapFiller('overflows', { before: true, after: true }, {}, (gap, times, values) => {
  const { startValue: a, endValue: b, startTime, endTime } = gap
  if (!Number.isFinite(a) || !Number.isFinite(b)) return
  for (let p = gap.from; p < gap.to; p++) values[p] = a + ((b - a) * (times[p] - startTime)) / (endTime - startTime)
})

/** Carries the last value of the question before into this one. */
const remembers = (): Filler => {
  let last = 0
  return filler('remembers', (_, values) => {
    for (const p of holes(values)) values[p] = last
    last = values.at(-1) ?? 0
  })
}

/** Shifts the times that it was lent. */
const shiftsTimes = filler('shiftsTimes', times => {
  for (let p = 0; p < times.length; p++) times[p] += 1
})

/** Fills with the mean of all there is. */
const fillsWithMean = filler('fillsWithMean', (_, values) => {
  const known = values.filter(x => Number.isFinite(x))
  if (known.length === 0) return
  const mean = known.reduce((sum, x) => sum + x / known.length, 0)
  for (const p of holes(values)) values[p] = mean
})

/** Ignores its neighbors. */
const ignoresNeighbors = filler('ignoresNeighbors', (times, values) => linear().fill(times, values, {}))

/** Counts its limit from the range's edge, wherever the known neighbor is. */
const countsFromEdge: Filler = {
  ...previous({ limit: 1 }),
  name: 'countsFromEdge',
  fill: (times, values, { before }) =>
    previous({ limit: 1 }).fill(times, values, { before: before && { ...before, steps: 1 } }),
}

/** Takes a neighbor of unknown distance for the adjacent one. */
const needsSteps: Filler = {
  ...previous({ limit: 1 }),
  name: 'needsSteps',
  fill: (times, values, { before }) =>
    previous({ limit: 1 }).fill(times, values, { before: before && { steps: 1, ...before } }),
}

/** Says that it looks at nothing, and looks. */
const looksInSecret: Filler = { ...previous(), name: 'looksInSecret', needs: { before: false, after: false } }

/** Reaches further than its reach. */
const reachesFurther: Filler = { ...previous(), name: 'reachesFurther', maxDistance: 1 }

/** Fills a little more every time, and claims to be idempotent. */
const creeps: Filler = { ...previous({ limit: 1 }), name: 'creeps' }

/** Fillers that each break a law. */
export const brokenFillers: readonly Filler[] = [
  changesInfinity,
  markedNaN,
  overflows,
  remembers(),
  shiftsTimes,
  fillsWithMean,
  ignoresNeighbors,
  countsFromEdge,
  needsSteps,
  looksInSecret,
  reachesFurther,
  creeps,
]
