import fc from 'fast-check'
import { type Aggregates, aggregate, type Fields, identityOf, slots, widthOf } from '../../src/aggregate/aggregate'
import { crc32c } from '../../src/codec/crc32c'
import { TidemarkError } from '../../src/error'
import { Frame } from '../../src/state/frame'
import { schemaOf } from '../../src/state/schema'

/** An aggregate with these fields, for encoding and decoding only. */
export function fieldsOnly(name: string, state: Fields) {
  return aggregate({ name, state, add() {}, merge() {}, read: () => 0 })
}

const identity = fc.constantFrom(0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1)
const field = fc.oneof(
  identity,
  fc.tuple(fc.integer({ min: 1, max: 200 }), identity).map(([n, x]) => slots(n, x)),
)
const fields = fc.dictionary(fc.string({ minLength: 1, maxLength: 3, unit: 'binary' }), field, {
  minKeys: 1,
  maxKeys: 5,
})

/** Aggregates with any fields, under any names. */
export const anyAggregates: fc.Arbitrary<Aggregates> = fc
  .dictionary(
    fc.string({ maxLength: 4, unit: 'binary' }),
    fc.tuple(fc.string({ minLength: 1, maxLength: 4 }), fields),
    {
      minKeys: 1,
      maxKeys: 4,
    },
  )
  .map(all => Object.fromEntries(Object.entries(all).map(([key, [name, state]]) => [key, fieldsOnly(name, state)])))

/** Numbers of all types of the format, and at their limits. */
export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  fc.nat({ max: 255 }),
  fc.nat({ max: 70_000 }),
  fc.constantFrom(0, -0, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, -1, 2 ** 53, Number.NaN),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, Number.MAX_VALUE),
  fc.float(),
  fc.double(),
)

/** A frame of one row, in which each field holds the numbers of a list. */
export function filled(aggregates: Aggregates, lists: readonly (readonly number[])[]): Frame {
  const frame = new Frame(schemaOf(aggregates), 1)
  frame.append()
  let k = 0
  frame.schema.aggregates.forEach((one, a) => {
    for (const [name, declared] of Object.entries(one.state as Fields)) {
      const list = lists[k++ % lists.length]
      const column = frame.page(0)[a][name]
      for (let p = 0; p < Math.min(list.length, widthOf(declared)); p++) column[p] = list[p]
    }
  })
  return frame
}

/** A row at its identity between two rows of sevens. */
export class Guarded {
  readonly frame: Frame

  constructor(aggregates: Aggregates) {
    this.frame = new Frame(schemaOf(aggregates), 3)
    this.frame.append(3)
    this.#each((column, width) => {
      column.fill(7, 0, width)
      column.fill(7, 2 * width, 3 * width)
    })
  }

  /** Whether the rows beside row 1 still hold their sevens. */
  get neighborsAreUnchanged(): boolean {
    return this.#all((value, row) => row === 1 || value === 7)
  }

  /** Whether row 1 is at its identity. */
  get rowIsUnchanged(): boolean {
    return this.#all((value, row, start) => row !== 1 || value === start)
  }

  #all(holds: (value: number, row: number, identity: number) => boolean): boolean {
    let whole = true
    this.#each((column, width, start) => {
      for (let p = 0; p < 3 * width; p++) whole &&= holds(column[p], Math.floor(p / width), start)
    })
    return whole
  }

  #each(visit: (column: Float64Array, width: number, identity: number) => void): void {
    this.frame.schema.aggregates.forEach((one, a) => {
      for (const [name, declared] of Object.entries(one.state as Fields))
        visit(this.frame.page(0)[a][name], widthOf(declared), identityOf(declared))
    })
  }
}

/** The code of the TidemarkError that a call throws; undefined if it throws none. Other errors are thrown on. */
export function codeOf(attempt: () => void): string | undefined {
  try {
    attempt()
  } catch (error) {
    if (error instanceof TidemarkError) return error.code
    throw error
  }
}

/** The bytes with a valid checksum. */
export function repaired(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  if (copy.length >= 4) view.setUint32(copy.length - 4, crc32c(view, 0, copy.length - 4), true)
  return copy
}
