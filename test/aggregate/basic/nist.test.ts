import { describe, expect, test } from 'vitest'
import { type Aggregate, mean, moments } from '../../../src/aggregate'
import { Frame } from '../../../src/state/frame'
import { schemaOf } from '../../../src/state/schema'
import { nist } from '../../vectors/moments.json'
import { piDigits } from '../support/pi'

const alternating = (middle: number, pairs: number, low: number, high: number) => [
  middle,
  ...Array.from({ length: 2 * pairs }, (_, k) => (k % 2 === 0 ? low : high)),
]

const made: Record<string, () => number[]> = {
  // NIST's file has a 3 in place of an 8 of pi, as its certified sums show; which 8 does not matter to mean and deviation
  PiDigits() {
    const digits = piDigits(5000)
    digits[digits.indexOf(8)] = 3
    return digits
  },
  NumAcc1: () => [10_000_001, 10_000_003, 10_000_002],
  NumAcc2: () => alternating(1.2, 500, 1.1, 1.3),
  NumAcc3: () => alternating(1_000_000.2, 500, 1_000_000.1, 1_000_000.3),
  NumAcc4: () => alternating(10_000_000.2, 500, 10_000_000.1, 10_000_000.3),
}

/** The logarithm of the relative error: how many digits agree, 15 if all do (NIST's own measure). */
function digits(got: number, certified: number): number {
  return got === certified ? 15 : Math.min(15, -Math.log10(Math.abs((got - certified) / certified)))
}

/** Ways to one state of the same values. */
const ways: Record<string, (aggregate: Aggregate, values: number[]) => unknown> = {
  'added one by one'(aggregate, values) {
    const [frame, row] = rowOf(aggregate)
    for (const x of values) aggregate.add(frame.page(row)[0], frame.at(row), x, 0)
    return aggregate.read(frame.page(row)[0], frame.at(row))
  },
  'folded as one run'(aggregate, values) {
    const [frame, row] = rowOf(aggregate)
    frame.fold(row, Float64Array.from(values), new Float64Array(values.length), 0, values.length)
    return aggregate.read(frame.page(row)[0], frame.at(row))
  },
  'folded in runs of 7 and merged in order'(aggregate, values) {
    const [frame, row] = rowOf(aggregate)
    for (let p = 0; p < values.length; p += 7) {
      const part = frame.append()
      const run = Float64Array.from(values.slice(p, p + 7))
      frame.fold(part, run, run, 0, run.length)
      frame.merge(row, frame, part)
    }
    return aggregate.read(frame.page(row)[0], frame.at(row))
  },
  'added to 16 rows in turn and merged as a tree'(aggregate, values) {
    const [frame] = rowOf(aggregate)
    frame.append(15)
    values.forEach((x, p) => {
      aggregate.add(frame.page(p % 16)[0], frame.at(p % 16), x, 0)
    })
    for (let width = 8; width >= 1; width /= 2) for (let k = 0; k < width; k++) frame.merge(k, frame, k + width)
    return aggregate.read(frame.page(0)[0], 0)
  },
}

function rowOf(aggregate: Aggregate): [Frame, number] {
  const frame = new Frame(schemaOf({ it: aggregate }))
  return [frame, frame.append()]
}

describe.each(nist.sets)('NIST $name to $digits digits:', set => {
  const values = set.values ?? made[set.name]()

  test.each(Object.keys(ways))('mean and standard deviation of moments(), %s', way => {
    const got = ways[way](moments(), values) as ReturnType<ReturnType<typeof moments>['read']>
    expect(digits(got.mean, set.mean)).toBeGreaterThanOrEqual(13.9)
    expect(digits(got.stddev, set.stddev)).toBeGreaterThanOrEqual(set.digits)
  })

  test.each(Object.keys(ways))('mean(), %s', way => {
    expect(digits(ways[way](mean(), values) as number, set.mean)).toBeGreaterThanOrEqual(14.9)
  })
})
