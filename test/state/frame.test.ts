import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { count, first, last, max, moments, slots, sum } from '../../src/aggregate'
import { aggregate } from '../../src/aggregate/aggregate'
import { Frame, rowsWithin } from '../../src/state/frame'
import { newStateColumns, schemaOf } from '../../src/state/schema'

const seed = 20_010_703

const parity = aggregate({
  name: 'parity',
  state: { seen: slots(2, 1), most: Number.NEGATIVE_INFINITY },
  add(s, i, x) {
    s.seen[2 * i + (x % 2 === 0 ? 0 : 1)]++
    s.most[i] = Math.max(s.most[i], x)
  },
  merge(s, i, o, j) {
    for (let k = 0; k < 2; k++) s.seen[2 * i + k] += o.seen[2 * j + k] - 1
    s.most[i] = Math.max(s.most[i], o.most[j])
  },
  read: (s, i) => [s.seen[2 * i], s.seen[2 * i + 1], s.most[i]],
})

const kept = { n: count(), total: sum(), high: max(), from: first(), to: last(), parity }
const schema = schemaOf(kept)

/** How many rows a page of this schema has: its rows are 11 numbers wide. */
const PAGE = 2048

/** Rows so wide that a page has few of them. */
const wide = schemaOf({
  parity,
  more: { ...parity, name: 'more', state: { ...parity.state, x: slots(200) } },
})

/** All readings of a row, in the order of the aggregates. */
function readings(frame: Frame, row: number): unknown[] {
  return frame.schema.aggregates.map((one, a) => one.read(frame.page(row)[a], frame.at(row)))
}

const nothing = readings(new Frame(schema), 0)

function folded(frame: Frame, row: number, values: readonly number[], times = values): Frame {
  frame.fold(row, Float64Array.from(values), Float64Array.from(times), 0, values.length)
  return frame
}

describe('copying a row', () => {
  test(`equals merging it into a row at its identity, whatever the row held before (seed ${seed})`, () => {
    const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 20 })
    fc.assert(
      fc.property(numbers, numbers, (values, others) => {
        const frame = new Frame(schema)
        frame.append(3)
        folded(frame, 0, values)
        folded(frame, 1, others)
        frame.copy(1, frame, 0)
        frame.merge(2, frame, 0)
        expect(readings(frame, 1)).toEqual(readings(frame, 2))
        expect(readings(frame, 0)).toEqual(readings(frame, 2))
      }),
      { seed },
    )
  })

  test('works across pages and frames, and leaves other rows unchanged', () => {
    const [from, to] = [new Frame(schema), new Frame(schema)]
    from.append(PAGE + 2)
    to.append(3)
    folded(from, PAGE + 1, [4, 5])
    to.copy(1, from, PAGE + 1)
    expect(readings(to, 1)).toEqual(readings(from, PAGE + 1))
    expect([readings(to, 0), readings(to, 2)]).toEqual([nothing, nothing])
  })
})

test('adding a value equals folding one', () => {
  const frame = new Frame(schema)
  frame.append(2)
  for (const x of [3, 1, 2]) {
    frame.add(0, x, x)
    folded(frame, 1, [x])
  }
  expect(readings(frame, 0)).toEqual(readings(frame, 1))
})

describe('a frame', () => {
  test('numbers its rows from 0, and append returns the first of the new ones', () => {
    const frame = new Frame(schema, 2)
    expect([frame.append(), frame.append(3), frame.append(), frame.length]).toEqual([0, 1, 4, 5])
  })

  test('appends rows at their identity, slots included', () => {
    const frame = new Frame(schema, 1)
    frame.append(5)
    for (let row = 0; row < 5; row++) expect(readings(frame, row)).toEqual(nothing)
    expect(nothing).toEqual([0, 0, Number.NaN, Number.NaN, Number.NaN, [1, 1, Number.NEGATIVE_INFINITY]])
  })

  test('keeps its rows when it grows: the first page moves until it is full, the others stay in place', () => {
    const frame = new Frame(schema, 1)
    folded(frame, frame.append(), [4, 7])
    const small = frame.page(0)[0].n
    frame.append(PAGE)
    const whole = frame.page(0)[0].n
    expect([small.length, whole.length]).toEqual([1, PAGE])
    folded(frame, PAGE, [8])
    const second = frame.page(PAGE)
    frame.append(5 * PAGE)
    expect([frame.page(0)[0].n, frame.page(PAGE)]).toEqual([whole, second])
    expect([frame.page(0)[0].n === whole, frame.page(PAGE) === second]).toEqual([true, true])
    expect([readings(frame, 0), readings(frame, PAGE)]).toEqual([
      [2, 11, 7, 4, 7, [2, 2, 7]],
      [1, 8, 8, 8, 8, [2, 1, 8]],
    ])
    for (const row of [1, PAGE - 1, PAGE + 1, 6 * PAGE]) expect(readings(frame, row)).toEqual(nothing)
  })

  test('finds a row in the columns of its page', () => {
    const frame = new Frame(schema, 1)
    frame.append(3 * PAGE)
    expect([0, 1, PAGE - 1, PAGE, 2 * PAGE + 7].map(row => frame.at(row))).toEqual([0, 1, PAGE - 1, 0, 7])
    expect(frame.page(PAGE - 1)).toBe(frame.page(0))
    expect(frame.page(PAGE)).not.toBe(frame.page(0))
    expect(frame.page(2 * PAGE)[0].n).toHaveLength(PAGE)
  })

  test('has pages of 2^n rows and at most 32,768 numbers, or of one row if a row is wider', () => {
    const rowsOf = (width: number) => {
      const wide = aggregate({ name: 'w', state: { x: slots(width) }, add() {}, merge() {}, read: () => 0 })
      const frame = new Frame(schemaOf({ wide }), 1_000_000)
      frame.append(1)
      return frame.page(0)[0].x.length / width
    }
    expect([1, 2, 3, 345, 32_767, 40_000].map(rowsOf)).toEqual([32_768, 16_384, 8192, 64, 1, 1])
  })

  test('folds values[from..to) and no others', () => {
    const frame = new Frame(schema)
    frame.append(3)
    frame.fold(1, Float64Array.of(100, 1, 2, 100), Float64Array.of(0, 1, 2, 3), 1, 3)
    frame.fold(1, Float64Array.of(100, 5, 100), Float64Array.of(0, 3, 4), 1, 2)
    frame.fold(1, Float64Array.of(100), Float64Array.of(0), 0, 0)
    expect(readings(frame, 1)).toEqual([3, 8, 5, 1, 5, [2, 3, 5]])
    expect([readings(frame, 0), readings(frame, 2)]).toEqual([nothing, nothing])
  })

  test(`folds a run to the same state as adding its points one by one (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 40 }), values => {
        const frame = new Frame(schema)
        frame.append(2)
        folded(frame, 0, values)
        for (const x of values) for (const [a, one] of schema.aggregates.entries()) one.add(frame.page(0)[a], 1, x, x)
        expect(readings(frame, 0)).toEqual(readings(frame, 1))
      }),
      { seed, numRuns: 100 },
    )
  })

  test('merges a row of another frame, which does not change', () => {
    const one = new Frame(schema)
    folded(one, one.append(2), [1, 2])
    const other = new Frame(schema)
    folded(other, other.append(3) + 2, [3, 8])
    one.merge(0, other, 2)
    expect(readings(one, 0)).toEqual([4, 14, 8, 1, 8, [3, 3, 8]])
    expect(readings(other, 2)).toEqual([2, 11, 8, 3, 8, [2, 2, 8]])
    expect([readings(one, 1), readings(other, 1)]).toEqual([nothing, nothing])
  })

  test('merges rows of its own', () => {
    const frame = new Frame(schema)
    frame.append(2)
    folded(folded(frame, 0, [1]), 1, [2])
    frame.merge(0, frame, 1)
    expect([readings(frame, 0)[1], readings(frame, 1)[1]]).toEqual([3, 2])
  })

  test('resets one row to its identity', () => {
    const frame = new Frame(schema)
    frame.append(3)
    for (const row of [0, 1, 2]) folded(frame, row, [row, 9])
    frame.reset(1)
    expect(readings(frame, 1)).toEqual(nothing)
    expect([readings(frame, 0)[0], readings(frame, 2)[0]]).toEqual([2, 2])
  })

  test('has its rows at their identity after clear, also beyond its former length', () => {
    const frame = new Frame(schema, 2)
    frame.append(3)
    for (const row of [0, 1, 2]) folded(frame, row, [5, 6])
    frame.clear()
    expect(frame.length).toBe(0)
    expect(frame.append(40)).toBe(0)
    for (let row = 0; row < 40; row++) expect(readings(frame, row)).toEqual(nothing)
  })

  test(`appends rows at their identity, whatever was appended, cleared and popped before (seed ${seed})`, () => {
    const step = fc.oneof(
      fc.record({ append: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 * PAGE })) }),
      fc.constant('clear' as const),
      fc.constant('pop' as const),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * PAGE }), fc.array(step, { maxLength: 12 }), (capacity, steps) => {
        const frame = new Frame(wide, capacity)
        let length = 0
        for (const one of steps) {
          if (one === 'clear') frame.clear()
          else if (one !== 'pop') {
            expect(frame.append(one.append)).toBe(length)
            for (let row = length; row < frame.length; row++) {
              const { seen } = frame.page(row)[0]
              const i = frame.at(row)
              if (seen[2 * i] !== 1 || seen[2 * i + 1] !== 1) throw new Error(`row ${row} is not at its identity`)
              seen.fill(row + 2, 2 * i, 2 * i + 2)
            }
          } else if (length > 0) frame.pop()
          length = one === 'clear' ? 0 : one === 'pop' ? Math.max(0, length - 1) : length + one.append
          expect(frame.length).toBe(length)
          for (const row of [0, length >> 1, length - 1])
            if (length > 0) expect(frame.page(row)[0].seen[2 * frame.at(row)]).toBe(row + 2)
        }
      }),
      { seed, numRuns: 100 },
    )
  })

  test('removes only its last row with pop', () => {
    const frame = new Frame(schema)
    frame.append(2)
    folded(folded(frame, 0, [1]), 1, [2])
    frame.pop()
    expect(frame.length).toBe(1)
    expect(readings(frame, 0)[0]).toBe(1)
    expect(readings(frame, frame.append())).toEqual(nothing)
  })
})

describe('columns', () => {
  test('are one Float64Array per field with n entries per row for slots(n), each at its identity', () => {
    const columns = newStateColumns(schemaOf({ parity }).fields[0], 3)
    expect(columns.seen).toEqual(new Float64Array(6).fill(1))
    expect(columns.most).toEqual(new Float64Array(3).fill(Number.NEGATIVE_INFINITY))
  })

  test('may have any name', () => {
    const names = ['__proto__', 'constructor', 'length']
    const odd = aggregate({
      name: 'odd',
      state: Object.fromEntries(names.map((name, k) => [name, k])) as Record<string, number>,
      add(s, i, x) {
        for (const name of names) s[name][i] += x
      },
      merge() {},
      read: (s, i) => names.map(name => s[name][i]),
    })
    const frame = new Frame(schemaOf({ odd }), 1)
    frame.append(2)
    odd.add(frame.page(0)[0], 1, 10, 0)
    frame.append(5)
    expect([readings(frame, 1), readings(frame, 6)]).toEqual([[[10, 11, 12]], [[0, 1, 2]]])
  })
})

test('moments in a frame of several aggregates read as they do alone', () => {
  const frame = new Frame(schemaOf({ n: count(), m: moments() }))
  folded(frame, frame.append(), [1, 2, 3, 4])
  expect(readings(frame, 0)).toMatchObject([4, { count: 4, mean: 2.5, populationVariance: 1.25 }])
})

test('a batch within a number of numbers has at least one row', () => {
  const five = schemaOf({ m: moments() })
  expect([rowsWithin(100, five), rowsWithin(5, five), rowsWithin(1, five)]).toEqual([20, 1, 1])
})
